package dev.bailey.control;

import dev.bailey.core.Side;
import dev.bailey.core.Slices;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which side's jobs and consumers may work, so that they follow the same switch as users. At no time may those of both:
 * an answer is good for its time to live from before it was asked for, none is given while a move is under way, and the
 * new side's first comes when the last one of the old side is too old. Thread-safe.
 */
final class Flags {

    /** Longer, and jobs would stand still for long after a move. */
    private static final Duration TIME_TO_LIVE_MAX = Duration.ofSeconds(2);

    /** Well below the lease, within which a source whose Bailey has died takes writes again. */
    private static final int LEASE_PARTS = 4;

    private final Ledgers ledgers;
    private final Duration timeToLive;
    private final InstantSource clock;

    /** @param lease of the plan */
    Flags(Ledgers ledgers, Duration lease, InstantSource clock) {
        this.ledgers = ledgers;
        Duration part = lease.dividedBy(LEASE_PARTS);
        this.timeToLive = part.compareTo(TIME_TO_LIVE_MAX) < 0 ? part : TIME_TO_LIVE_MAX;
        this.clock = clock;
    }

    /** For how long an answer may be kept, from before it was asked for. */
    Duration timeToLive() {
        return timeToLive;
    }

    /**
     * What is true now.
     *
     * @param owner the side that may work; empty for neither
     * @param epoch of the last move that was decided
     */
    record Answer(Optional<Side> owner, long epoch) {}

    /**
     * From one look at the journal, or a move could end between two, and both sides hear yes.
     *
     * @param tenant for whom the work is; null for what is everyone's
     */
    Answer answer(@Nullable String tenant) {
        Slices slices = ledgers.slices();
        Ledger.Standing now = ledgers.of(slices.all().get(slices.of(tenant))).standing();
        boolean settled = now.flipped()
                .map(at -> !clock.instant().isBefore(at.plus(timeToLive)))
                .orElse(true);
        return new Answer(
                settled && !now.moving() ? Optional.of(now.route().writes()) : Optional.empty(),
                now.route().epoch());
    }
}
