package dev.bailey.replication;

import dev.bailey.core.Change;
import dev.bailey.core.Checkpoint;
import dev.bailey.core.Clash;
import dev.bailey.core.Origin;
import dev.bailey.core.Position;
import dev.bailey.core.Problem;
import dev.bailey.core.Row;
import dev.bailey.core.TableId;
import dev.bailey.core.TransactionId;
import dev.bailey.core.Visibility;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What a database in memory holds: rows, a log of everything that was committed, and Bailey's notes. Thread-safe. */
final class FakeServer {

    record At(long index) implements Position {
        @Override
        public boolean covers(Position earlier) {
            return index >= ((At) earlier).index;
        }

        @Override
        public String text() {
            return Long.toString(index);
        }
    }

    record Xid(long value) implements TransactionId {}

    /** @param vague of how many transactions, before its end as after it, it does not tell whether it sees them */
    record Seen(long upTo, Set<Long> hidden, int vague) implements Visibility {
        @Override
        public boolean sees(TransactionId transaction) {
            return has(((Xid) transaction).value) && !isUnsureOf(transaction);
        }

        @Override
        public boolean isUnsureOf(TransactionId transaction) {
            long number = ((Xid) transaction).value;
            return upTo - vague < number && number <= upTo + vague;
        }

        boolean has(long number) {
            return number <= upTo && !hidden.contains(number);
        }

        @Override
        public boolean settledSince(Visibility earlier) {
            return ((Seen) earlier).hidden.stream().noneMatch(hidden::contains);
        }
    }

    record Entry(long number, Origin origin, List<Change> changes, List<String> marks) {}

    final List<Entry> log = new ArrayList<>();
    final Map<String, Long> streams = new HashMap<>();
    final Map<String, Checkpoint> checkpoints = new HashMap<>();
    final Set<TableId> copied = new HashSet<>();
    final List<Clash> halted = new ArrayList<>();
    final List<Clash> healed = new ArrayList<>();

    /** Tables that were emptied and not yet completed: nothing can be applied to them. */
    final Set<TableId> incomplete = new HashSet<>();

    final Set<String> marks = new HashSet<>();
    final Set<Long> hidden = new HashSet<>();
    FakeRows rows = new FakeRows();
    int sessions;
    int takeovers;
    int commits;
    int commitsUntilCut = -1;
    boolean cutAfterCommit;
    int vague;
    boolean cutAtCopied;

    /** Whether a table was emptied that still was noted as copied: its changes queued for nothing if that failed. */
    boolean emptiedAsFollowed;

    /** Commits what an application did, in one transaction. */
    synchronized void commit(Change... changes) {
        append(Origin.APPLICATION, List.of(changes), List.of());
    }

    /** Commits so that the log has it while no snapshot sees it yet, until {@link #show}. */
    synchronized void commitHidden(Change... changes) {
        hidden.add(log.size() + 1L);
        append(Origin.APPLICATION, List.of(changes), List.of());
    }

    synchronized void show() {
        hidden.clear();
    }

    synchronized void append(Origin origin, List<Change> changes, List<String> newMarks) {
        FakeRows next = rows.copy();
        for (Change change : changes) {
            if (!next.write(change)) {
                throw new IllegalStateException("the application's own write fails: " + change);
            }
        }
        rows = next;
        log.add(new Entry(log.size() + 1L, origin, List.copyOf(changes), List.copyOf(newMarks)));
        notifyAll();
    }

    synchronized Seen seen() {
        return new Seen(log.size(), Set.copyOf(hidden), vague);
    }

    /** The rows of a table that a snapshot sees. */
    synchronized List<Row> rows(TableId table, Seen seen) {
        FakeRows then = new FakeRows();
        log.stream().filter(entry -> seen.has(entry.number)).forEach(entry -> entry.changes.forEach(then::write));
        return List.copyOf(then.of(table).values());
    }

    /** The rows of a table now, as text by key. */
    synchronized Map<String, String> contents(TableId table) {
        Map<String, String> contents = new TreeMap<>();
        rows.of(table).forEach((key, row) -> contents.put(key.toString(), row.toString()));
        return contents;
    }

    /** Every open session is broken from now on; new ones work. */
    synchronized void cut() {
        sessions++;
        cutAtCopied = false;
        notifyAll();
    }

    /** A standby takes over that has only the first so many transactions. */
    synchronized void takeOver(long kept) {
        List<Entry> left = List.copyOf(log.subList(0, (int) kept));
        log.clear();
        rows = new FakeRows();
        left.forEach(entry -> append(entry.origin, entry.changes, entry.marks));
        takeovers++;
        cut();
    }

    synchronized int session() {
        return sessions;
    }

    synchronized void check(int session) {
        if (session != sessions) {
            throw new Problem(Problem.Kind.UNREACHABLE, "the link was cut");
        }
    }

    /** Cuts all links at the so-many-th commit of an applier from now; the commit itself is kept or lost. */
    synchronized void cutAtCommit(int number, boolean kept) {
        commitsUntilCut = number;
        cutAfterCommit = kept;
    }

    /** Cuts all links at the commit that notes the next table as copied, which is kept. */
    synchronized void cutAtCopied() {
        cutAtCopied = true;
        cutAfterCommit = true;
    }

    synchronized boolean emptiedAsFollowed() {
        return emptiedAsFollowed;
    }

    synchronized long counter(String stream) {
        Checkpoint checkpoint = checkpoints.get(stream);
        return checkpoint == null ? 0 : checkpoint.counter();
    }

    synchronized String mark(String stream) {
        Checkpoint checkpoint = checkpoints.get(stream);
        return checkpoint == null ? "" : checkpoint.mark();
    }
}
