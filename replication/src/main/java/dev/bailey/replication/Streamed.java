package dev.bailey.replication;

import dev.bailey.core.ChangeLog;
import dev.bailey.core.TransactionId;
import dev.bailey.core.Visibility;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Transactions that the stream has delivered and that may not be visible yet: a commit can be decoded before other
 * sessions see it. A copy's snapshot must see them all, or it lacks changes that were dropped before it. Thread-safe.
 */
final class Streamed {

    /** Some 50 MB; past it, what was open at that moment is waited for instead of remembered one by one. */
    private static final int TRANSACTIONS_MAX = 500_000;

    private final Set<TransactionId> unseen = new HashSet<>();
    private @Nullable Visibility settled;

    /** What a snapshot must see: these transactions, and the end of everything that was open at {@code settled}. */
    record Required(Set<TransactionId> transactions, Visibility settled) {

        Required {
            transactions = Set.copyOf(transactions);
        }

        boolean metBy(Visibility snapshot) {
            return snapshot.settledSince(settled) && transactions.stream().allMatch(snapshot::sees);
        }
    }

    /** Told once before reading begins, so that what an earlier process was delivered counts too. */
    synchronized void opened(ChangeLog log, InstantSource clock) {
        if (settled == null) {
            settled = settleable(log, clock);
        }
    }

    /**
     * A visibility whose open transactions are all that are open. Snapshots end after the newest transaction that is
     * over: one that began later and is still open may lie past their end, unless a newer one of ours is over.
     */
    private static Visibility settleable(ChangeLog log, InstantSource clock) {
        log.mark(new Beat(clock.millis(), "").text());
        return log.visibility();
    }

    void add(TransactionId transaction, ChangeLog log, InstantSource clock) {
        if (isFull()) {
            Visibility now = settleable(log, clock);
            synchronized (this) {
                settled = now;
                unseen.clear();
            }
        }
        synchronized (this) {
            unseen.add(transaction);
        }
    }

    private synchronized boolean isFull() {
        return unseen.size() >= TRANSACTIONS_MAX;
    }

    /** Forgets what is visible by now, and so to every later snapshot. */
    synchronized void prune(Visibility now) {
        unseen.removeIf(now::sees);
    }

    synchronized Required required() {
        if (settled == null) {
            throw new IllegalStateException("asked before the stream was opened");
        }
        return new Required(unseen, settled);
    }
}
