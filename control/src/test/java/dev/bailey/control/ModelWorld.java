package dev.bailey.control;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The modelled world in one state: what may happen in it, and which state each happening leads to. A step is FAIR when
 * it happens in the end as long as it stays possible, or OPTIONAL: a fault, a new request, an operator. Confined to one
 * thread.
 */
final class ModelWorld {

    /** Is shown each possible step. */
    interface Steps {
        /** Must take what it wants of {@code next} before it returns. */
        void step(boolean fair, int[] next, @Nullable ModelViolation violation, String what);
    }

    final ModelSetup setup;
    final ModelLayout at;
    /** The state looked at. */
    final int[] now;
    /** The state that the step in the making leads to. */
    final int[] next;

    private final List<ModelParty> parties;
    private Steps steps = (fair, next, violation, what) -> {};
    private @Nullable ModelViolation violation;

    ModelWorld(ModelSetup setup) {
        this.setup = setup;
        at = new ModelLayout(setup);
        now = new int[at.fields()];
        next = new int[at.fields()];
        ModelGuards guards = new ModelGuards(this);
        parties = List.of(
                new ModelControlPlane(this, new ModelCommands(this, guards), new ModelRoutes(this)),
                new ModelStreams(this),
                new ModelRouters(this),
                new ModelWrites(this),
                guards);
    }

    /** The source open, the target shut, nothing begun. */
    int[] start() {
        int[] state = new int[at.fields()];
        for (int store = 0; store < setup.stores(); store++) {
            state[at.guard[store][1]] = ModelGuardRules.SHUT;
        }
        state[at.crashesLeft] = setup.value(ModelKnob.CRASH);
        state[at.cutsLeft] = setup.value(ModelKnob.CUT);
        state[at.lateLeft] = setup.value(ModelKnob.LATE);
        state[at.clockStepsLeft] = setup.value(ModelKnob.CLK);
        state[at.movesLeft] = setup.value(ModelKnob.ATT);
        state[at.deathsLeft] = setup.value(ModelKnob.DEAD);
        state[at.lateRoutesLeft] = setup.value(ModelKnob.RL);
        state[at.lostLeft] = setup.value(ModelKnob.LOST);
        return state;
    }

    /** Shows every step that is possible in the state {@link #now}. */
    void explore(Steps shown) {
        steps = shown;
        for (ModelParty party : parties) {
            party.steps();
        }
    }

    void begin() {
        System.arraycopy(now, 0, next, 0, now.length);
        violation = null;
    }

    void fair(String what) {
        steps.step(/* fair= */ true, next, violation, what);
    }

    void optional(String what) {
        steps.step(/* fair= */ false, next, violation, what);
    }

    void violated(ModelViolation.Kind kind, String what) {
        violation = new ModelViolation(kind, what);
    }

    boolean isViolated() {
        return violation != null;
    }

    /** Takes back that a side opened too early, where that is not a fault. */
    void excuse(ModelViolation.Kind kind) {
        if (violation != null && violation.kind() == kind) {
            violation = null;
        }
    }

    boolean accepts(int[] state, int store, int side) {
        return ModelGuardRules.accepts(state[at.guard[store][side]]);
    }

    /** Whether a write that has passed this guard is still open. */
    boolean hasOpenWrite(int[] state, int store, int side) {
        for (int write = 0; write < setup.writes(); write++) {
            int stage = state[at.stage[write]];
            if (setup.store(write) == store
                    && (stage == ModelWrites.PASSED + side || stage == ModelWrites.LONE_PASSED + side)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether the stream that reads this side's log applies: from the source always, back only from its position on.
     */
    boolean isStreaming(int[] state, int store, int side) {
        return side == 0 || state[at.reverseFrom[store]] > 0;
    }

    static char letter(int side) {
        return side == 0 ? 'S' : 'T';
    }
}
