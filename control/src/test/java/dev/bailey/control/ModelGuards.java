package dev.bailey.control;

import static dev.bailey.control.ModelViolation.Kind.S2;
import static dev.bailey.control.ModelViolation.Kind.S3;

import dev.bailey.core.GuardState;
import java.util.Optional;

/** The guards in the databases: they carry out commands, and their leases run out. */
final class ModelGuards extends ModelParty {

    private final ModelGuardRules rules;

    ModelGuards(ModelWorld world) {
        super(world);
        rules = new ModelGuardRules(setup);
    }

    @Override
    void steps() {
        for (int store = 0; store < setup.stores(); store++) {
            for (int side = 0; side < 2; side++) {
                leaseRunsOut(store, side);
            }
        }
        lateCommandArrives();
    }

    /**
     * Carries out a command in the state that is being made, as the database does.
     *
     * @return whether it took effect, or had before
     */
    boolean carryOut(ModelCommand command, int store, int side, int epoch) {
        int kind = next[at.guard[store][side]];
        GuardState before = ModelGuardRules.state(kind, next[at.guardEpoch[store][side]]);
        Optional<GuardState> after = rules.after(command, before, epoch);
        if (after.isEmpty()) {
            return false;
        }
        if (has(ModelKnob.CAS) && after.get().epoch() < before.epoch()) {
            throw new IllegalStateException("a guard's epoch fell: " + before + " became " + after.get());
        }
        next[at.guard[store][side]] = ModelGuardRules.kind(after.get());
        next[at.guardEpoch[store][side]] = (int) after.get().epoch();
        if (after.get().isOpen() && !ModelGuardRules.accepts(kind)) {
            if (command == ModelCommand.OPEN) {
                judgeOpened(store, side);
            } else {
                judgeReopened(side);
            }
        }
        return true;
    }

    /** The old side takes writes again: the new one must not. */
    void judgeReopened(int side) {
        for (int store = 0; store < setup.stores(); store++) {
            if (world.accepts(next, store, 1 - side)) {
                world.violated(S2, "the old side was opened while the new one is open");
            }
        }
    }

    /** A side begins to take writes: nothing that the other one took may be unfinished or unapplied. */
    private void judgeOpened(int opened, int side) {
        int other = 1 - side;
        for (int store = 0; store < setup.stores(); store++) {
            if (world.accepts(next, store, other)) {
                world.violated(
                        S2,
                        "both sides accept writes (store " + opened + " side " + ModelWorld.letter(side) + " opened)");
                return;
            }
            if (world.hasOpenWrite(next, store, other)) {
                world.violated(S3, "a side opened while a write is still open on the other");
                return;
            }
            if ((next[at.data[other]] & ~next[at.data[side]] & setup.writesTo(store)) != 0) {
                world.violated(
                        S3,
                        ModelWorld.letter(side) + " opened before every write accepted by the other side was applied");
                return;
            }
        }
    }

    private void leaseRunsOut(int store, int side) {
        String where = ModelWorld.letter(side) + ", store " + store;
        if (now[at.guard[store][side]] == ModelGuardRules.LEASED) {
            begin();
            next[at.guard[store][side]] = ModelGuardRules.EXPIRED;
            judgeOpened(store, side);
            world.excuse(S3); // the side never gave up being the owner
            fair("lease runs out on " + where);
        }
        if (now[at.guard[store][side]] == ModelGuardRules.EXPIRED && now[at.clockStepsLeft] > 0) {
            begin();
            next[at.clockStepsLeft]--;
            next[at.guard[store][side]] = ModelGuardRules.LEASED;
            optional("clock steps back, lease runs again on " + where);
        }
    }

    private void lateCommandArrives() {
        ModelCommand command = ModelCommand.of(now[at.lateCommand]);
        if (command == ModelCommand.NONE) {
            return;
        }
        begin();
        next[at.lateCommand] = 0;
        next[at.lateSide] = 0;
        next[at.lateEpoch] = 0;
        next[at.lateStore] = 0;
        boolean done = carryOut(command, now[at.lateStore], now[at.lateSide], now[at.lateEpoch]);
        optional("the hanging " + command + " reaches " + ModelWorld.letter(now[at.lateSide]) + ", store "
                + now[at.lateStore] + (done ? "" : ": refused"));
    }
}
