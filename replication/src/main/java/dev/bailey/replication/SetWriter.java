package dev.bailey.replication;

import dev.bailey.core.Applier;
import dev.bailey.core.Change;
import dev.bailey.core.ChangeSet;
import dev.bailey.core.Checkpoint;
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

    private final Applier applier;
    private final OneByOne oneByOne;

    SetWriter(Line line, Applier applier) {
        this.applier = applier;
        this.oneByOne = new OneByOne(line, applier);
    }

    void write(Segment segment, Checkpoint at) {
        applier.savepoint();
        Set<TableId> rewritten = new HashSet<>();
        Optional<ChangeSet> collided = sets(segment, rewritten);
        while (collided.isPresent()) {
            applier.rollbackToSavepoint();
            if (!isComplete(collided.get())
                    || !rewritten.add(collided.get().table().id())) {
                oneByOne.write(segment.changes(), at);
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

    private static boolean isComplete(ChangeSet set) {
        return set.updates().stream().noneMatch(update -> update.row().hasUnchanged());
    }

    /** Writes one change as it came. */
    void write(Change change, Checkpoint at) {
        if (change instanceof Change.Truncate truncate) {
            applier.truncate(truncate.tables());
            return;
        }
        applier.savepoint();
        oneByOne.write(List.of(change), at);
    }

    /** What was written is durable. */
    void committed() {
        oneByOne.committed();
    }
}
