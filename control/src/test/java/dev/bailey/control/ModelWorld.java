package dev.bailey.control;

import java.util.List;
import java.util.Optional;

/** The world of docs/cutover.md: one slice, both its sides, two routers, and Bailey. Confined to one thread. */
final class ModelWorld extends Model {

    final ModelSetup setup;
    final ModelLayout at;

    private final List<ModelParty> parties;

    ModelWorld(ModelSetup setup) {
        this(setup, new ModelLayout(setup));
    }

    private ModelWorld(ModelSetup setup, ModelLayout at) {
        super(at);
        this.setup = setup;
        this.at = at;
        ModelGuards guards = new ModelGuards(this);
        parties = List.of(
                new ModelControlPlane(this, new ModelCommands(this, guards), new ModelRoutes(this)),
                new ModelStreams(this),
                new ModelRouters(this),
                new ModelWrites(this),
                guards);
    }

    /** The source open, the target shut, nothing begun. */
    @Override
    int[] start() {
        int[] state = new int[at.size()];
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

    @Override
    void steps() {
        for (ModelParty party : parties) {
            party.steps();
        }
    }

    @Override
    Optional<ModelViolation> atRest(int[] state) {
        return new ModelRest(this).violation(state);
    }

    @Override
    ModelWorld another() {
        return new ModelWorld(setup);
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
