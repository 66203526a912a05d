package dev.bailey.control;

import static dev.bailey.control.ModelViolation.Kind.S2;
import static dev.bailey.control.ModelViolation.Kind.S3;

import dev.bailey.core.GuardState;
import java.util.Optional;

/** The guards of all slices: they carry out commands, and their leases run out. */
final class SlicesGuards extends SlicesParty {

    private final ModelGuardRules rules;

    SlicesGuards(SlicesWorld world) {
        super(world);
        rules = new ModelGuardRules(has(SlicesKnob.CAS), has(SlicesKnob.EPOCHONLY));
    }

    @Override
    void steps() {
        for (int slice = 0; slice < setup.slices(); slice++) {
            for (int side = 0; side < 2; side++) {
                if (now[at.guard[slice][side]] == ModelGuardRules.LEASED) {
                    begin();
                    next[at.guard[slice][side]] = ModelGuardRules.EXPIRED;
                    judgeOpened(slice, side);
                    world.excuse(S3); // the side never gave up being the owner
                    world.judgeOthers(slice);
                    fair("lease of slice " + slice + " runs out on " + SlicesWorld.letter(side));
                }
            }
        }
        lateCommandArrives();
    }

    /**
     * Carries out a command in the state that is being made, as the database does.
     *
     * @return whether it took effect, or had before
     */
    boolean carryOut(ModelCommand command, int slice, int side, int epoch) {
        int kind = next[at.guard[slice][side]];
        GuardState before = ModelGuardRules.state(kind, next[at.guardEpoch[slice][side]]);
        Optional<GuardState> after = rules.after(command, before, epoch);
        if (after.isEmpty()) {
            return false;
        }
        next[at.guard[slice][side]] = ModelGuardRules.kind(after.get());
        next[at.guardEpoch[slice][side]] = (int) after.get().epoch();
        if (after.get().isOpen() && !ModelGuardRules.accepts(kind)) {
            if (command == ModelCommand.OPEN) {
                judgeOpened(slice, side);
            } else if (world.accepts(next, slice, 1 - side)) {
                world.violated(S2, "the old side was opened while the new one is open");
            }
        }
        return true;
    }

    /** A side begins to take writes of a slice: nothing that the other one took may be unfinished or unapplied. */
    private void judgeOpened(int slice, int side) {
        int other = 1 - side;
        if (world.accepts(next, slice, other)) {
            world.violated(S2, "both sides accept writes of a slice");
        } else if (world.hasOpenWrite(next, slice, other)) {
            world.violated(S3, "a side opened while a write is still open on the other");
        } else if ((next[at.data[other]] & ~next[at.data[side]] & setup.writesOf(slice)) != 0) {
            world.violated(S3, "a side opened before every write accepted by the other was applied");
        }
    }

    private void lateCommandArrives() {
        ModelCommand command = ModelCommand.of(now[at.lateCommand]);
        if (command == ModelCommand.NONE) {
            return;
        }
        int slice = now[at.lateSlice];
        int side = now[at.lateSide];
        begin();
        next[at.lateCommand] = 0;
        next[at.lateSlice] = 0;
        next[at.lateSide] = 0;
        next[at.lateEpoch] = 0;
        boolean done = carryOut(command, slice, side, now[at.lateEpoch]);
        world.judgeOthers(slice);
        optional("the hanging " + command + " of slice " + slice + " reaches " + SlicesWorld.letter(side)
                + (done ? "" : ": refused"));
    }
}
