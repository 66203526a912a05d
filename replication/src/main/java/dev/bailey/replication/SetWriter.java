package dev.bailey.replication;

import dev.bailey.core.Applier;
import dev.bailey.core.Change;
import dev.bailey.core.ChangeSet;
import dev.bailey.core.Checkpoint;
import dev.bailey.core.Problem;
import dev.bailey.core.TableId;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Writes a segment inside an open transaction, in three tries: its sets; the sets of tables where a unique value was
 * taken for the moment (two rows that swap theirs) as deletes and inserts; change by change, which names the row that
 * does not fit. Confined to one thread.
 */
final class SetWriter {

    /** So many changes one by one take less than the time that a reader may be left alone. */
    private static final int CHANGES_PER_SIGN_OF_LIFE = 100;

    private final Line line;
    private final Applier applier;

    SetWriter(Line line, Applier applier) {
        this.line = line;
        this.applier = applier;
    }

    /** @param keepAlive called every now and then when it takes long */
    void write(Segment segment, Checkpoint at, Runnable keepAlive) {
        applier.savepoint();
        Set<TableId> rewritten = new HashSet<>();
        Optional<ChangeSet> collided = sets(segment, rewritten);
        while (collided.isPresent()) {
            applier.rollbackToSavepoint();
            if (!isComplete(collided.get())
                    || !rewritten.add(collided.get().table().id())) {
                oneByOne(segment.changes(), at, keepAlive);
                return;
            }
            collided = sets(segment, rewritten);
        }
    }

    /** Writes the sets; the one that could not be written, if any. */
    private Optional<ChangeSet> sets(Segment segment, Set<TableId> rewritten) {
        for (ChangeSet set : segment.sets()) {
            boolean again = rewritten.contains(set.table().id());
            Applier.Outcome outcome = again ? applier.rewrite(set) : applier.write(set);
            if (outcome == Applier.Outcome.MISCOUNTED) {
                rewritten.add(set.table().id()); // writing it again would hide the row that is missing or too many
            }
            if (outcome != Applier.Outcome.DONE) {
                return Optional.of(set);
            }
        }
        return Optional.empty();
    }

    private void oneByOne(List<Change> changes, Checkpoint at, Runnable keepAlive) {
        int written = 0;
        for (Change change : changes) {
            write(change, at);
            written++;
            if (written % CHANGES_PER_SIGN_OF_LIFE == 0) {
                keepAlive.run();
            }
        }
    }

    private static boolean isComplete(ChangeSet set) {
        return set.updates().stream().noneMatch(update -> update.row().hasUnchanged());
    }

    /** Writes one change as it came. */
    void write(Change change, Checkpoint at) {
        if (change instanceof Change.Truncate truncate) {
            applier.truncate(truncate.tables());
            return;
        }
        Applier.Outcome outcome = applier.write(change);
        if (outcome != Applier.Outcome.DONE) {
            throw conflict(change, at, outcome);
        }
    }

    private Problem conflict(Change change, Checkpoint at, Applier.Outcome outcome) {
        String because = describe(change, outcome);
        applier.rollback();
        applier.conflict(at, change, because);
        line.meter().conflict();
        return new Problem(
                Problem.Kind.CONFLICT,
                "stream " + line.stream() + " stopped before " + at.position().text() + ": " + because
                        + ". Find out who wrote to the "
                        + line.reads().opposite().label()
                        + ", put that row right, then start again");
    }

    private String describe(Change change, Applier.Outcome outcome) {
        String where = " on the " + line.reads().opposite().label();
        boolean collided = outcome == Applier.Outcome.COLLIDED;
        if (change instanceof Change.Insert insert) {
            String key =
                    insert.table() + " (" + insert.row().pick(insert.table().keyIndexes()) + ")";
            return "insert of " + key + " expected neither this row nor its unique values to be there" + where;
        } else if (change instanceof Change.Update update) {
            String key = update.table() + " (" + update.key() + ")";
            return "update of " + key
                    + (collided ? " expected its new unique values to be free" : " expected exactly this row") + where;
        } else if (change instanceof Change.Delete delete) {
            return "delete of " + delete.table() + " (" + delete.key() + ") expected exactly this row" + where;
        }
        throw new IllegalStateException("a truncation has no conflict: " + change);
    }
}
