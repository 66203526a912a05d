package dev.bailey.replication;

import dev.bailey.core.Applier;
import dev.bailey.core.Change;
import dev.bailey.core.ChangeSet;
import dev.bailey.core.Checkpoint;
import dev.bailey.core.Position;
import dev.bailey.core.Problem;
import dev.bailey.core.TableId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes transactions that begin with the checkpoint, and knows the last that was committed. Confined to one thread.
 */
final class Writer implements AutoCloseable {

    private final Line line;
    private final Applier applier;
    private final SetWriter sets;
    private @Nullable Checkpoint stored;
    private @Nullable Checkpoint open;
    private boolean applying;
    private String mark;
    private final Doubt doubt;
    private boolean first = true;

    /** @param stored as it was read before this writer, though a commit of an earlier one may still be on its way */
    Writer(Line line, Applier applier, Optional<Checkpoint> stored, Doubt doubt) {
        this.line = line;
        this.applier = applier;
        this.sets = new SetWriter(line, applier);
        this.stored = stored.orElse(null);
        this.doubt = doubt;
        this.applying = stored.map(Checkpoint::applying).orElse(line.appliesAtFirst());
        this.mark = stored.map(Checkpoint::mark).orElse("");
    }

    boolean covers(Position position) {
        return stored != null && stored.position().covers(position);
    }

    boolean isApplying() {
        return applying;
    }

    /** Notes a mark for the next checkpoint; from the stream's own on it applies. */
    void mark(String passed) {
        mark = passed;
        applying = applying || passed.equals(line.applyMark());
    }

    /** Whether the open transaction's checkpoint lacks a mark that has come since it was written. */
    boolean owesMark() {
        return open != null && !open.mark().equals(mark);
    }

    boolean isOpen() {
        return open != null;
    }

    void begin(Position position) {
        Checkpoint next =
                new Checkpoint(line.stream(), position, stored == null ? 1 : stored.counter() + 1, applying, mark);
        try {
            applier.begin(next);
        } catch (Problem e) {
            throw first ? doubt.about(e) : e;
        }
        open = next;
        first = false;
        doubt.settled();
    }

    void write(Segment segment) {
        sets.write(segment, opened());
    }

    void write(Change change) {
        sets.write(change, opened());
    }

    /** @throws Problem {@link Problem.Kind#BUSY} when the table's copy must begin again */
    void settle(ChangeSet set) {
        opened();
        if (applier.settle(set) != Applier.Outcome.DONE) {
            throw new Problem(
                    Problem.Kind.BUSY,
                    "table " + set.table() + " does not take what was written as its copy began: a row of another key"
                            + " holds one of the values; it is copied again");
        }
    }

    /**
     * Makes these rows what they must be.
     *
     * @return no, with nothing written, when a row of another key is in the way
     */
    boolean mend(ChangeSet set) {
        opened();
        applier.savepoint();
        boolean done = applier.settle(set) == Applier.Outcome.DONE;
        if (!done) {
            applier.rollbackToSavepoint();
        }
        return done;
    }

    void copied(TableId table) {
        applier.copied(table);
    }

    void uncopied(TableId table) {
        applier.uncopied(table);
    }

    void commit() {
        Checkpoint committed = opened();
        line.touched().committing(committed.counter());
        applier.commit();
        sets.committed();
        stored = committed;
        open = null;
    }

    private Checkpoint opened() {
        if (open == null) {
            throw new IllegalStateException("stream " + line.stream() + " writes outside a transaction");
        }
        return open;
    }

    @Override
    public void close() {
        applier.close();
    }
}
