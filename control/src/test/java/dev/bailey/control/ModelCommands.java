package dev.bailey.control;

/**
 * The commands that the control plane or an operator gives to guards, and what each outcome leads to. A command works,
 * works while its answer is lost, or hangs and takes effect at any later time.
 */
final class ModelCommands extends ModelParty {

    private final ModelGuards guards;

    ModelCommands(ModelWorld world, ModelGuards guards) {
        super(world);
        this.guards = guards;
    }

    /** None of its own: the control plane gives the commands. */
    @Override
    void steps() {}

    void enter(ModelPhase phase) {
        next[at.phase] = phase.number();
        next[at.storeAt] = 0;
    }

    /** Forgets what was only in memory. */
    void forget() {
        next[at.leaseWasOver] = 0;
        next[at.restarted] = 0;
        next[at.answered[0]] = 0;
        next[at.answered[1]] = 0;
        for (int store = 0; store < setup.stores(); store++) {
            next[at.mark[store]] = 0;
        }
    }

    /** The decision has fallen: no abort any more. */
    void forward() {
        next[at.restarted] = 1;
        enter(ModelPhase.FOR_GOOD);
    }

    /** Closes the intent in the journal, this side being the owner, with routes in the next epoch. */
    void close(int owner) {
        next[at.intentOpen] = 0;
        next[at.commitNoted] = 0;
        next[at.owner] = owner;
        next[at.routeEpoch] = now[at.intentEpoch] + 1;
        forget();
        enter(ModelPhase.IDLE);
    }

    /** Gives a command to the store that the control plane is at; after the last store comes the phase {@code then}. */
    void give(ModelCommand command, int side, ModelPhase then) {
        int store = now[at.storeAt];
        int epoch = now[at.intentEpoch];
        String where = command + " on " + ModelWorld.letter(side) + ", store " + store;
        begin();
        answered(command, side, then);
        fair(where);
        if (now[at.lostLeft] > 0) {
            begin();
            next[at.lostLeft]--;
            guards.carryOut(command, store, side, epoch);
            unanswered(command);
            optional(where + " works but its answer is lost");
        }
        if (now[at.lateLeft] > 0) {
            begin();
            next[at.lateLeft]--;
            next[at.lateCommand] = command.number();
            next[at.lateSide] = side;
            next[at.lateEpoch] = epoch;
            next[at.lateStore] = store;
            unanswered(command);
            optional(where + " hangs and may take effect later");
        }
    }

    /** Before the decision an unknown outcome is an abort, which looks again; after it, the same step again. */
    private void unanswered(ModelCommand command) {
        boolean undecided = now[at.storeAt] == 0 && now[at.restarted] == 0;
        if (command == ModelCommand.FENCE || (command == ModelCommand.FOR_GOOD && undecided)) {
            enter(ModelPhase.ABORT);
        }
    }

    private void answered(ModelCommand command, int side, ModelPhase then) {
        switch (command) {
            case FENCE -> fence(side, then);
            case FOR_GOOD -> forGood(side, then);
            case OPEN -> open(side, then);
            case ABORT -> abort(side);
            case BURN -> burn(side, then);
            case RETREAT -> retreat(side);
            case NONE -> throw new IllegalStateException("no command");
        }
    }

    private boolean carriedOut(ModelCommand command, int side) {
        return guards.carryOut(command, now[at.storeAt], side, now[at.intentEpoch]);
    }

    private void nextStoreOr(ModelPhase then) {
        if (now[at.storeAt] + 1 < setup.stores()) {
            next[at.storeAt]++;
        } else {
            enter(then);
        }
    }

    private void fence(int side, ModelPhase then) {
        if (carriedOut(ModelCommand.FENCE, side)) {
            nextStoreOr(then);
        } else {
            enter(ModelPhase.ABORT);
        }
    }

    private void forGood(int side, ModelPhase then) {
        int store = now[at.storeAt];
        int kind = now[at.guard[store][side]];
        int epoch = now[at.guardEpoch[store][side]];
        if (kind == ModelGuardRules.SHUT && (epoch == now[at.intentEpoch] || !has(ModelKnob.CAS))) {
            nextStoreOr(then);
            return;
        }
        if (has(ModelKnob.RETREAT) && epoch == now[at.intentEpoch] + 1) {
            enter(ModelPhase.BURN); // a retreat was under way
            return;
        }
        boolean over = kind == ModelGuardRules.EXPIRED;
        if (over && has(ModelKnob.CONDCOMMIT) && store == 0 && now[at.restarted] == 0) {
            enter(ModelPhase.ABORT);
            return;
        }
        if (over) {
            next[at.leaseWasOver] = 1;
        }
        if (!carriedOut(ModelCommand.FOR_GOOD, side)) {
            if (store == 0) {
                enter(ModelPhase.ABORT);
            }
            return;
        }
        if (!has(ModelKnob.TRUSTJOURNAL)) {
            next[at.commitNoted] = 1;
        }
        if (has(ModelKnob.OPENEACH)) {
            enter(then);
        } else {
            nextStoreOr(then);
        }
    }

    private void open(int side, ModelPhase then) {
        int store = now[at.storeAt];
        if (carriedOut(ModelCommand.OPEN, side)) {
            boolean last = store + 1 == setup.stores();
            nextStoreOr(then);
            if (last && setup.value(ModelKnob.TRUSTJOURNAL) == 1) {
                next[at.commitNoted] = 1;
            }
        } else if (store == 0 && now[at.guardEpoch[0][side]] > now[at.intentEpoch]) {
            enter(ModelPhase.BURN);
        }
    }

    private void abort(int side) {
        int store = now[at.storeAt];
        boolean shut = now[at.guard[store][side]] == ModelGuardRules.SHUT;
        boolean looks = !has(ModelKnob.ABORTAFTERGOOD) && !has(ModelKnob.TRUSTJOURNAL) && !has(ModelKnob.EITHERWAY);
        if (looks && shut) {
            forward();
            return;
        }
        if (has(ModelKnob.EITHERWAY) && shut) {
            reopen(store, side, now[at.intentEpoch]);
        } else {
            carriedOut(ModelCommand.ABORT, side);
        }
        closeAfterLastStore(side);
    }

    private void burn(int side, ModelPhase then) {
        boolean openedBefore = has(ModelKnob.NOBURN)
                ? now[at.guard[now[at.storeAt]][side]] == ModelGuardRules.OPEN
                : !carriedOut(ModelCommand.BURN, side);
        if (openedBefore) {
            forward();
        } else {
            nextStoreOr(then);
        }
    }

    private void retreat(int side) {
        carriedOut(ModelCommand.RETREAT, side);
        closeAfterLastStore(side);
    }

    private void closeAfterLastStore(int side) {
        if (now[at.storeAt] + 1 < setup.stores()) {
            next[at.storeAt]++;
        } else {
            close(side);
        }
    }

    private void reopen(int store, int side, int epoch) {
        next[at.guard[store][side]] = ModelGuardRules.OPEN;
        next[at.guardEpoch[store][side]] = epoch;
        guards.judgeReopened(side);
    }

    /** The control plane is down: it starts again, or is gone for ever and an operator may break the glass. */
    void whileDown() {
        if (now[at.dead] == 0) {
            begin();
            next[at.phase] = ModelPhase.RESTART.number();
            fair("control plane starts again");
            return;
        }
        int from = now[at.intentFrom];
        int to = 1 - from;
        int epoch = now[at.intentEpoch] + 1;
        boolean stuck = now[at.intentOpen] == 1 && now[at.guard[0][from]] == ModelGuardRules.SHUT;
        if (!has(ModelKnob.BREAKGLASS) || !stuck) {
            return;
        }
        boolean burnt = true;
        for (int store = 0; store < setup.stores(); store++) {
            if (world.accepts(now, store, to)) {
                return;
            }
            burnt &= now[at.guardEpoch[store][to]] >= epoch;
        }
        begin();
        if (!burnt && has(ModelKnob.BGBUMP)) {
            for (int store = 0; store < setup.stores(); store++) {
                next[at.guardEpoch[store][to]] = epoch;
            }
            optional("operator burns the epoch on the new side's guard");
        } else {
            for (int store = 0; store < setup.stores(); store++) {
                reopen(store, from, epoch);
            }
            optional("operator opens the old side again");
        }
    }
}
