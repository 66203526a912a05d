package dev.bailey.control;

/** The commands that the control plane gives to a slice's guards, and what each outcome leads to. */
final class SlicesCommands extends SlicesParty {

    private final SlicesGuards guards;

    SlicesCommands(SlicesWorld world, SlicesGuards guards) {
        super(world);
        this.guards = guards;
    }

    /** None of its own: the control plane gives the commands. */
    @Override
    void steps() {}

    void enter(int slice, ModelPhase phase) {
        next[at.phase[slice]] = phase.number();
    }

    /** Forgets what was only in memory of a slice's move. */
    void forget(int slice) {
        next[at.restarted[slice]] = 0;
        next[at.mark[slice]] = 0;
        for (int router = 0; router < setup.routers(); router++) {
            next[at.answered[slice][router]] = 0;
        }
    }

    /** The decision has fallen: no abort any more. */
    void forward(int slice) {
        next[at.restarted[slice]] = 1;
        enter(slice, ModelPhase.FOR_GOOD);
    }

    /** The streams carry what this side writes of the slice, and nothing of the other. */
    void carry(int slice, int side) {
        next[at.carried[slice]] = 1 << side;
    }

    /** Closes the intent in the journal, this side being the owner, with the route in the next epoch. */
    void close(int slice, int owner) {
        next[at.intentOpen[slice]] = 0;
        next[at.commitNoted[slice]] = 0;
        next[at.intentFrom[slice]] = 0;
        next[at.owner[slice]] = owner;
        next[at.routeEpoch[slice]] = now[at.intentEpoch[slice]] + 1;
        next[at.intentEpoch[slice]] = 0;
        forget(slice);
        enter(slice, ModelPhase.IDLE);
    }

    void give(int slice, ModelCommand command, int side, ModelPhase then) {
        int epoch = now[at.intentEpoch[slice]];
        String where = command + " of slice " + slice + " on " + SlicesWorld.letter(side);
        beginGiving(slice, command, side);
        answered(slice, command, side, then);
        world.judgeOthers(slice);
        fair(where);
        if (now[at.lostLeft] > 0) {
            beginGiving(slice, command, side);
            next[at.lostLeft]--;
            guards.carryOut(command, slice, side, epoch);
            unanswered(slice, command);
            world.judgeOthers(slice);
            optional(where + " works but its answer is lost");
        }
        if (now[at.lateLeft] > 0) {
            beginGiving(slice, command, side);
            next[at.lateLeft]--;
            next[at.lateCommand] = command.number();
            next[at.lateSlice] = slice;
            next[at.lateSide] = side;
            next[at.lateEpoch] = epoch;
            unanswered(slice, command);
            world.judgeOthers(slice);
            optional(where + " hangs and may take effect later");
        }
    }

    /** The streams are told before a side may open, whatever comes of it. */
    private void beginGiving(int slice, ModelCommand command, int side) {
        begin();
        if (command == ModelCommand.ABORT || command == ModelCommand.RETREAT) {
            carry(slice, side);
        }
    }

    /** Before the decision an unknown outcome is an abort, which looks again; after it, the same step again. */
    private void unanswered(int slice, ModelCommand command) {
        boolean undecided = now[at.restarted[slice]] == 0;
        if (command == ModelCommand.FOR_GOOD && has(SlicesKnob.RELEASEEARLY)) {
            close(slice, now[at.intentFrom[slice]]);
        } else if (command == ModelCommand.FENCE || (command == ModelCommand.FOR_GOOD && undecided)) {
            enter(slice, ModelPhase.ABORT);
        }
    }

    private void answered(int slice, ModelCommand command, int side, ModelPhase then) {
        switch (command) {
            case FENCE -> enter(slice, carriedOut(slice, command, side) ? then : ModelPhase.ABORT);
            case FOR_GOOD -> forGood(slice, side, then);
            case OPEN -> open(slice, side, then);
            case ABORT -> abort(slice, side);
            case BURN -> burn(slice, side, then);
            case RETREAT -> {
                carriedOut(slice, command, side);
                close(slice, side);
            }
            case NONE -> throw new IllegalStateException("no command");
        }
    }

    private boolean carriedOut(int slice, ModelCommand command, int side) {
        return guards.carryOut(command, slice, side, now[at.intentEpoch[slice]]);
    }

    private void forGood(int slice, int side, ModelPhase then) {
        int kind = now[at.guard[slice][side]];
        int epoch = now[at.guardEpoch[slice][side]];
        if (kind == ModelGuardRules.SHUT && (epoch == now[at.intentEpoch[slice]] || !has(SlicesKnob.CAS))) {
            enter(slice, then);
        } else if (has(SlicesKnob.RETREAT) && epoch == now[at.intentEpoch[slice]] + 1) {
            enter(slice, ModelPhase.BURN); // a retreat was under way
        } else if (kind == ModelGuardRules.EXPIRED && has(SlicesKnob.CONDCOMMIT) && now[at.restarted[slice]] == 0) {
            enter(slice, ModelPhase.ABORT);
        } else if (!carriedOut(slice, ModelCommand.FOR_GOOD, side)) {
            enter(slice, ModelPhase.ABORT);
        } else {
            next[at.commitNoted[slice]] = has(SlicesKnob.TRUSTJOURNAL) ? 0 : 1;
            enter(slice, then);
        }
    }

    private void open(int slice, int side, ModelPhase then) {
        if (carriedOut(slice, ModelCommand.OPEN, side)) {
            next[at.commitNoted[slice]] = setup.number(SlicesKnob.TRUSTJOURNAL) == 2 ? now[at.commitNoted[slice]] : 1;
            enter(slice, then);
        } else if (now[at.guardEpoch[slice][side]] > now[at.intentEpoch[slice]]) {
            enter(slice, ModelPhase.BURN);
        }
    }

    private void abort(int slice, int side) {
        boolean shut = now[at.guard[slice][side]] == ModelGuardRules.SHUT;
        boolean looks = !has(SlicesKnob.ABORTAFTERGOOD) && !has(SlicesKnob.TRUSTJOURNAL);
        if (shut && looks) {
            forward(slice);
            return;
        }
        carriedOut(slice, ModelCommand.ABORT, side);
        close(slice, side);
        if (has(SlicesKnob.ABORTRESETSOTHERS)) {
            for (int other = 0; other < setup.slices(); other++) {
                next[at.owner[other]] = side;
                next[at.routeEpoch[other]] = next[at.routeEpoch[slice]];
            }
        }
    }

    private void burn(int slice, int side, ModelPhase then) {
        boolean openedBefore = has(SlicesKnob.NOBURN)
                ? now[at.guard[slice][side]] == ModelGuardRules.OPEN
                : !carriedOut(slice, ModelCommand.BURN, side);
        if (openedBefore) {
            forward(slice);
        } else {
            enter(slice, then);
        }
    }
}
