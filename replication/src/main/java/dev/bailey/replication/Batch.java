package dev.bailey.replication;

import dev.bailey.core.Change;
import dev.bailey.core.ChangeSet;
import dev.bailey.core.Position;
import java.util.ArrayList;
import java.util.List;

/**
 * Changes on their way into one transaction of Bailey's: collected, written as sets when they are enough, and committed
 * by whoever knows that a source transaction is complete. Confined to the stream's thread.
 */
final class Batch {

    private final Line line;
    private final Writer writer;
    private Segment segment;
    private long count;

    Batch(Line line, Writer writer) {
        this.line = line;
        this.writer = writer;
        this.segment = new Segment(line.settings().batch());
    }

    /**
     * Adds a change; writes out what is too much to keep, or does not net with what follows.
     *
     * @param at what the checkpoint must say if the transaction has to be opened now
     */
    void add(Change change, Position at) {
        if (!segment.add(change)) {
            write(at);
            if (!segment.add(change)) {
                open(at);
                writer.write(change);
                written(List.of(change));
            }
        }
        if (segment.isFull()) {
            write(at);
        }
    }

    private void write(Position at) {
        if (segment.isEmpty()) {
            return;
        }
        open(at);
        writer.write(segment);
        written(segment.changes());
        segment = new Segment(line.settings().batch());
    }

    /** To be called before anything is added: what may be there already is made what it must be. */
    void settle(Unsure unsure, Position at) {
        if (unsure.isEmpty()) {
            return;
        }
        open(at);
        writer.settle(unsure.set());
        written(unsure.changes());
    }

    /**
     * Makes these rows what they must be, in a transaction of their own; to be called before anything is added.
     *
     * @return no when a row of another key is in their way; nothing is written then but the checkpoint
     */
    boolean mend(ChangeSet rows, Position at) {
        open(at);
        boolean done = writer.mend(rows);
        if (done) {
            List<Change> changes = new ArrayList<>();
            rows.deletes().forEach(key -> changes.add(new Change.Delete(rows.table(), key)));
            rows.inserts().forEach(row -> changes.add(new Change.Insert(rows.table(), row)));
            line.touched().add(changes);
        }
        commit(at);
        return done;
    }

    private void open(Position at) {
        if (!writer.isOpen()) {
            writer.begin(at);
            line.milestones().reached("follow: batch begun");
        }
    }

    private void written(List<Change> changes) {
        count += changes.size();
        line.touched().add(changes);
    }

    boolean isFull() {
        return segment.isFull();
    }

    /** Writes what is left, and only the checkpoint if there is nothing; does not commit. */
    void writeAll(Position at) {
        write(at);
        open(at);
    }

    void commit(Position at) {
        writeAll(at);
        boolean owesMark = writer.owesMark();
        line.milestones().reached("follow: batch written");
        writer.commit();
        line.milestones().reached("follow: batch committed");
        if (owesMark) {
            writer.begin(at);
            writer.commit();
        }
    }

    /** Row changes written since this was last asked. */
    long takeCount() {
        long taken = count;
        count = 0;
        return taken;
    }
}
