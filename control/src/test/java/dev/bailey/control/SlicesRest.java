package dev.bailey.control;

import static dev.bailey.control.ModelViolation.Kind.L1;
import static dev.bailey.control.ModelViolation.Kind.L2;
import static dev.bailey.control.ModelViolation.Kind.L3;
import static dev.bailey.control.ModelViolation.Kind.S1;

import java.util.Optional;

/** Judges states in which nothing must happen any more, slice by slice. */
final class SlicesRest {

    private final SlicesWorld world;
    private final SlicesSetup setup;
    private final SlicesLayout at;

    SlicesRest(SlicesWorld world) {
        this.world = world;
        this.setup = world.setup;
        this.at = world.at;
    }

    Optional<ModelViolation> violation(int[] state) {
        int acknowledged = 0;
        for (int write = 0; write < setup.writes(); write++) {
            int stage = state[at.stage[write]];
            if (stage == ModelWrites.PARKED) {
                return violated(L3, "a held request is never answered");
            }
            acknowledged |= stage == ModelWrites.ACKNOWLEDGED ? 1 << write : 0;
        }
        for (int slice = 0; slice < setup.slices(); slice++) {
            int written = acknowledged & setup.writesOf(slice);
            Optional<ModelViolation> found =
                    state[at.dead] == 0 ? alive(state, slice, written) : dead(state, slice, written);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private Optional<ModelViolation> alive(int[] state, int slice, int acknowledged) {
        if (state[at.intentOpen[slice]] == 1) {
            return violated(L1, "a slice rests in the middle (" + ModelPhase.of(state[at.phase[slice]]) + ")");
        }
        int owner = state[at.owner[slice]];
        if (!world.accepts(state, slice, owner) || world.accepts(state, slice, 1 - owner)) {
            return violated(L1, "not just the side in the journal is open for a slice");
        }
        for (int router = 0; router < setup.routers(); router++) {
            if (!sendsTo(state, router, slice, owner)) {
                return violated(L1, "a router does not send a slice to its open side");
            }
        }
        if ((acknowledged & ~state[at.data[owner]]) != 0) {
            return violated(S1, "an acknowledged write is missing on the owning side");
        }
        int differing = (state[at.data[0]] ^ state[at.data[1]]) & setup.writesOf(slice);
        return differing != 0 ? violated(S1, "sides differ after drain") : Optional.empty();
    }

    /** The control plane is gone for ever; a slice that no decision has fallen on must be in service all the same. */
    private Optional<ModelViolation> dead(int[] state, int slice, int acknowledged) {
        boolean moving = state[at.intentOpen[slice]] == 1;
        int old = moving ? state[at.intentFrom[slice]] : state[at.owner[slice]];
        boolean decided = state[at.guard[slice][old]] == ModelGuardRules.SHUT;
        if (!decided && !world.accepts(state, slice, old)) {
            return violated(L2, "control plane dead before for-good, and the old side stays shut");
        }
        for (int router = 0; router < setup.routers(); router++) {
            if (moving && !decided && !sendsTo(state, router, slice, old)) {
                return violated(L2, "control plane dead before for-good, and a router does not send to the old side");
            }
        }
        if (!moving && decided) {
            return violated(L2, "a slice that does not move is shut");
        }
        for (int side = 0; side < 2; side++) {
            if (world.accepts(state, slice, side) && (acknowledged & ~state[at.data[side]]) != 0) {
                return violated(S1, "an acknowledged write is missing on the open side (control plane dead)");
            }
        }
        return Optional.empty();
    }

    private boolean sendsTo(int[] state, int router, int slice, int side) {
        return state[at.side[router][slice]] == side && state[at.held[router][slice]] == 0;
    }

    private static Optional<ModelViolation> violated(ModelViolation.Kind kind, String what) {
        return Optional.of(new ModelViolation(kind, what));
    }
}
