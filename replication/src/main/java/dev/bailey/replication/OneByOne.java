package dev.bailey.replication;

import dev.bailey.core.Applier;
import dev.bailey.core.Change;
import dev.bailey.core.Checkpoint;
import dev.bailey.core.Clash;
import dev.bailey.core.Problem;
import java.util.List;
import java.util.Optional;

/**
 * Writes changes as they came, and heals those that do not fit or halts the stream there, by policy or by a person's
 * word. A healed change, the note of it and the checkpoint are in one transaction: all of it lasts, or nothing does.
 * Confined to one thread.
 */
final class OneByOne {

    /**
     * Conflicts kept of a stream. When so many rows are wrong, somebody else is at work on that side, and one more
     * healed row makes nothing better.
     */
    static final int CONFLICTS_MAX = 10_000;

    /**
     * No more are written again to look at one that does not fit. A savepoint before each would burden every other
     * session's snapshots.
     */
    private static final int CHANGES_PER_SAVEPOINT = 100;

    private final Line line;
    private final Applier applier;
    private int healed;

    OneByOne(Line line, Applier applier) {
        this.line = line;
        this.applier = applier;
    }

    /** The savepoint is where the first change is to be written. */
    void write(List<Change> changes, Checkpoint at) {
        int saved = 0;
        for (int i = 0; i < changes.size(); i++) {
            boolean done = applier.write(changes.get(i)) == Applier.Outcome.DONE;
            if (!done) {
                writeAgain(changes.subList(saved, i));
                settle(changes.get(i), at);
            }
            if (!done || i + 1 - saved == CHANGES_PER_SAVEPOINT) {
                applier.savepoint();
                saved = i + 1;
            }
        }
    }

    /** To look at what is in the way, all before it must be there and the failed try must not. */
    private void writeAgain(List<Change> changes) {
        applier.rollbackToSavepoint();
        for (Change change : changes) {
            if (applier.write(change) != Applier.Outcome.DONE) {
                throw new Problem(
                        Problem.Kind.BUSY,
                        "stream " + line.stream() + ": rows on the " + where()
                                + " changed while a conflict was looked at; it looks again");
            }
        }
        applier.savepoint();
    }

    private void settle(Change change, Checkpoint at) {
        Clash clash = applier.clash(change);
        if (!line.tables().isFollowing(clash.table().id())) {
            throw new Problem(
                    Problem.Kind.BUSY,
                    "table " + clash.table() + ": somebody else wrote to it on the " + where()
                            + " while it was copied, so it is copied again");
        }
        if (isOfValidation(clash)) {
            return;
        }
        Optional<String> healer = line.arbiter().healer(clash);
        Optional<List<Change>> cure = Cure.of(clash);
        if (cure.isEmpty()) {
            halt(clash, at, "; nothing in the log says how to heal it");
        } else if (line.meter().kept().all() + healed >= CONFLICTS_MAX) {
            halt(clash, at, "; no more than the " + CONFLICTS_MAX + " that are kept already are healed");
        } else if (healer.isEmpty()) {
            halt(clash, at, ", or let the " + line.reads().label() + " win with --heal");
        } else {
            heal(clash, cure.get(), at, healer.get());
        }
    }

    /** A deleted row need not name its tenant, and one that this side never had was of somebody who validates. */
    private boolean isOfValidation(Clash clash) {
        return clash.kind() == Clash.Kind.DELETE_FOUND_NONE
                && line.owners().get().mayValidate(line.reads(), clash.table());
    }

    private void heal(Clash clash, List<Change> cure, Checkpoint at, String by) {
        for (int i = 0; i < cure.size(); i++) {
            if (applier.write(cure.get(i)) != Applier.Outcome.DONE) {
                writeAgain(cure.subList(0, i));
                halt(applier.clash(cure.get(i)), at, "; nothing in the log says how to heal it");
            }
        }
        applier.healed(at, clash, by);
        healed++;
    }

    private void halt(Clash clash, Checkpoint at, String orElse) {
        applier.rollback();
        long conflict = applier.halted(at, clash);
        line.meter().kept(applier.kept());
        // the key is user data, and this sentence goes into logs
        Problem halted = new Problem(
                Problem.Kind.CONFLICT,
                "stream " + line.stream() + " halts at a change of " + clash.table() + " on the " + where() + ": "
                        + clash.kind().sentence() + ". \"bailey conflicts\" shows it, number " + conflict
                        + "; put that row right and run \"bailey conflicts --retry\"" + orElse);
        line.meter().failed(halted); // first: nobody sees it halted without a reason
        line.arbiter().at(conflict, clash);
        throw halted;
    }

    private String where() {
        return line.reads().opposite().label();
    }

    void committed() {
        if (healed > 0) {
            healed = 0;
            line.arbiter().healed();
            line.meter().kept(applier.kept());
        }
    }
}
