package dev.bailey.replication;

import dev.bailey.core.Change;
import dev.bailey.core.TransactionId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Changes of one table that wait for its copy, with their transactions, in order; past a limit in a file. A transaction
 * that was not queued to its end is taken back by {@link #rollback}. Confined to one thread.
 */
final class ChangeQueue implements AutoCloseable {

    /** At four tables copied at once, an eighth of a gigabyte. */
    static final long BYTES_IN_MEMORY_MAX = 32L << 20;

    /** Entries from {@code first} up to, not including, {@code end}. */
    private record Span(long first, long end) {}

    private record Queued(int transaction, Change change) {}

    private final ReplicationSettings.QueueLimits limits;
    private final List<TransactionId> transactions = new ArrayList<>();
    private final List<Queued> head = new ArrayList<>();
    private final ChangeFile tail;
    private final List<Span> takenBack = new ArrayList<>();
    private long headBytes;
    private long size;
    private long committed;

    ChangeQueue(ReplicationSettings.QueueLimits limits) {
        this.limits = limits;
        this.tail = new ChangeFile(limits.folder());
    }

    boolean isFull() {
        return size >= limits.changesMax();
    }

    void add(TransactionId transaction, Change change) {
        int last = transactions.size() - 1;
        if (last < 0 || !transactions.get(last).equals(transaction)) {
            transactions.add(transaction);
            last++;
        }
        if (head.size() < limits.changesInMemory() && headBytes < BYTES_IN_MEMORY_MAX) {
            head.add(new Queued(last, change));
            headBytes += change.size(Segment.VALUE_OVERHEAD_BYTES);
        } else {
            tail.add(last, change);
        }
        size++;
    }

    /** The transaction queued last is complete. */
    void commit() {
        committed = size;
    }

    /** Takes back what came since the last commit. */
    void rollback() {
        if (size > committed) {
            takenBack.add(new Span(committed, size));
            committed = size;
        }
    }

    /** Hands out everything, oldest first. */
    void forEach(BiConsumer<TransactionId, Change> consumer) {
        Walk walk = new Walk(consumer);
        head.forEach(queued -> walk.accept(queued.transaction, queued.change));
        tail.forEach(walk::accept);
    }

    /** Counts entries as they pass, to leave out those taken back. */
    private final class Walk {
        private final BiConsumer<TransactionId, Change> consumer;
        private long index;
        private int span;

        Walk(BiConsumer<TransactionId, Change> consumer) {
            this.consumer = consumer;
        }

        void accept(int transaction, Change change) {
            while (span < takenBack.size() && takenBack.get(span).end <= index) {
                span++;
            }
            boolean gone = span < takenBack.size() && takenBack.get(span).first <= index;
            index++;
            if (!gone) {
                consumer.accept(transactions.get(transaction), change);
            }
        }
    }

    @Override
    public void close() {
        head.clear();
        tail.close();
    }
}
