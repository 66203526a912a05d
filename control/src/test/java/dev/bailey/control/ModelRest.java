package dev.bailey.control;

import static dev.bailey.control.ModelViolation.Kind.L1;
import static dev.bailey.control.ModelViolation.Kind.L2;
import static dev.bailey.control.ModelViolation.Kind.L3;
import static dev.bailey.control.ModelViolation.Kind.S1;

import java.util.Optional;

/** Judges states in which nothing must happen any more, and which the world may therefore stay in for ever. */
final class ModelRest {

    private final ModelWorld world;
    private final ModelSetup setup;
    private final ModelLayout at;

    ModelRest(ModelWorld world) {
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
            if (stage == ModelWrites.ACKNOWLEDGED) {
                acknowledged |= 1 << write;
            }
        }
        return state[at.dead] == 0 ? alive(state, acknowledged) : dead(state, acknowledged);
    }

    private Optional<ModelViolation> alive(int[] state, int acknowledged) {
        if (state[at.intentOpen] == 1) {
            return violated(L1, "rests in the middle (" + ModelPhase.of(state[at.phase]) + ")");
        }
        boolean source = opens(state, 0) == setup.stores() && opens(state, 1) == 0;
        boolean target = opens(state, 1) == setup.stores() && opens(state, 0) == 0;
        if (!source && !target) {
            return violated(L1, "not exactly one side is open");
        }
        int open = source ? 0 : 1;
        if (open != state[at.owner]) {
            return violated(L1, "open side is not the one in the journal");
        }
        for (int router = 0; router < 2; router++) {
            if (!sendsTo(state, router, open)) {
                return violated(L1, "router " + router + " does not send to the open side");
            }
        }
        if ((acknowledged & ~state[at.data[open]]) != 0) {
            return violated(S1, "an acknowledged write is missing on the owning side");
        }
        for (int store = 0; store < setup.stores(); store++) {
            if (state[at.reverseFrom[store]] > 0 && state[at.data[0]] != state[at.data[1]]) {
                return violated(S1, "sides differ after drain");
            }
        }
        return Optional.empty();
    }

    /** The control plane is gone for ever; before for-good, the old side must be in service all the same. */
    private Optional<ModelViolation> dead(int[] state, int acknowledged) {
        boolean moving = state[at.intentOpen] == 1;
        int from = moving ? state[at.intentFrom] : 1 - state[at.owner];
        if (moving && !isDecided(state, from)) {
            if (opens(state, from) < setup.stores()) {
                return violated(L2, "control plane dead before for-good, and the old side stays shut");
            }
            for (int router = 0; router < 2; router++) {
                if (!sendsTo(state, router, from)) {
                    return violated(
                            L2,
                            "control plane dead before for-good, and router " + router
                                    + " does not send to the old side");
                }
            }
        }
        int newSide = opens(state, 1 - from) > 0 ? 1 - from : from;
        int owner = moving ? newSide : state[at.owner];
        if ((acknowledged & ~state[at.data[owner]]) != 0 && state[at.reverseFrom[0]] == 0) {
            return violated(S1, "an acknowledged write is missing on the owning side (control plane dead)");
        }
        return Optional.empty();
    }

    private boolean isDecided(int[] state, int from) {
        for (int store = 0; store < setup.stores(); store++) {
            if (state[at.guard[store][from]] == ModelGuardRules.SHUT) {
                return true;
            }
        }
        return false;
    }

    /** How many stores take writes on this side. */
    private int opens(int[] state, int side) {
        int opens = 0;
        for (int store = 0; store < setup.stores(); store++) {
            opens += world.accepts(state, store, side) ? 1 : 0;
        }
        return opens;
    }

    private boolean sendsTo(int[] state, int router, int side) {
        return state[at.side[router]] == side && state[at.held[router]] == 0;
    }

    private static Optional<ModelViolation> violated(ModelViolation.Kind kind, String what) {
        return Optional.of(new ModelViolation(kind, what));
    }
}
