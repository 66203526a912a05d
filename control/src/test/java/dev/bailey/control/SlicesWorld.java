package dev.bailey.control;

import static dev.bailey.control.ModelViolation.Kind.S7;

import java.util.List;
import java.util.Optional;

/**
 * The world of docs/protocol.md: one store whose slices move apart, each with guards, an owner, routes and a stage of
 * its own; several routers; one log a side, which all slices share; and Bailey. Confined to one thread.
 */
final class SlicesWorld extends Model {

    static final int UP = 0;
    static final int DOWN = 1;
    /** Asks the guards whose changes the streams are to carry, which do not run yet. */
    static final int STARTING = 2;

    final SlicesSetup setup;
    final SlicesLayout at;
    private final List<SlicesParty> parties;

    SlicesWorld(SlicesSetup setup) {
        this(setup, new SlicesLayout(setup));
    }

    private SlicesWorld(SlicesSetup setup, SlicesLayout at) {
        super(at);
        this.setup = setup;
        this.at = at;
        SlicesGuards guards = new SlicesGuards(this);
        SlicesCommands commands = new SlicesCommands(this, guards);
        SlicesRoutes routes = new SlicesRoutes(this);
        parties = List.of(
                new SlicesProcess(this, commands),
                new SlicesControl(this, commands, routes),
                routes,
                new SlicesStreams(this),
                new SlicesRouters(this),
                new SlicesWrites(this),
                guards);
    }

    /** The source open for all slices, the target shut, nothing begun. */
    @Override
    int[] start() {
        int[] state = new int[at.size()];
        for (int slice = 0; slice < setup.slices(); slice++) {
            state[at.guard[slice][1]] = ModelGuardRules.SHUT;
            state[at.carried[slice]] = 1;
        }
        state[at.crashesLeft] = setup.number(SlicesKnob.CRASH);
        state[at.deathsLeft] = setup.number(SlicesKnob.DEAD);
        state[at.cutsLeft] = setup.number(SlicesKnob.CUT);
        state[at.lateLeft] = setup.number(SlicesKnob.LATE);
        state[at.lostLeft] = setup.number(SlicesKnob.LOST);
        state[at.movesLeft] = setup.number(SlicesKnob.ATT);
        state[at.lateTablesLeft] = setup.number(SlicesKnob.RL);
        return state;
    }

    @Override
    void steps() {
        for (SlicesParty party : parties) {
            party.steps();
        }
    }

    @Override
    Optional<ModelViolation> atRest(int[] state) {
        return new SlicesRest(this).violation(state);
    }

    @Override
    SlicesWorld another() {
        return new SlicesWorld(setup);
    }

    boolean accepts(int[] state, int slice, int side) {
        return ModelGuardRules.accepts(state[at.guard[slice][side]]);
    }

    /** Whether a write of the slice that has passed this guard is still open. */
    boolean hasOpenWrite(int[] state, int slice, int side) {
        for (int write = 0; write < setup.writes(); write++) {
            int stage = state[at.stage[write]];
            if (setup.slice(write) == slice
                    && !setup.trespasses(write)
                    && (stage == ModelWrites.PASSED + side || stage == ModelWrites.LONE_PASSED + side)) {
                return true;
            }
        }
        return false;
    }

    /** What is done for one slice must leave alone what belongs to another. */
    void judgeOthers(int slice) {
        for (int other = 0; other < setup.slices(); other++) {
            if (other != slice && !isViolated() && isChanged(other)) {
                violated(S7, "what was done for slice " + slice + " changed slice " + other);
            }
        }
    }

    private boolean isChanged(int slice) {
        boolean changed = differs(at.guard[slice])
                || differs(at.guardEpoch[slice])
                || differs(at.answered[slice])
                || differs(at.owner[slice], at.routeEpoch[slice], at.phase[slice], at.carried[slice]);
        for (int router = 0; router < setup.routers(); router++) {
            changed |= differs(at.side[router][slice], at.held[router][slice], at.epoch[router][slice]);
        }
        return changed;
    }

    private boolean differs(int... places) {
        for (int place : places) {
            if (now[place] != next[place]) {
                return true;
            }
        }
        return false;
    }

    static char letter(int side) {
        return side == 0 ? 'S' : 'T';
    }
}
