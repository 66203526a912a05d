package dev.bailey.control;

/** The control plane: goes through the protocol, and may fail, die and come back anywhere in it. */
final class ModelControlPlane extends ModelParty {

    /** No intent past this, as epochs are small in the model. */
    private static final int ROUTE_EPOCH_MAX = 6;

    private final ModelCommands commands;
    private final ModelRoutes routes;

    ModelControlPlane(ModelWorld world, ModelCommands commands, ModelRoutes routes) {
        super(world);
        this.commands = commands;
        this.routes = routes;
    }

    @Override
    void steps() {
        ModelPhase phase = ModelPhase.of(now[at.phase]);
        if (phase == ModelPhase.DOWN) {
            commands.whileDown();
            return;
        }
        if (phase == ModelPhase.IDLE) {
            intent();
        } else {
            goesDown(at.crashesLeft, /* dead= */ 0, "control plane crashes in " + phase);
            goesDown(at.deathsLeft, /* dead= */ 1, "control plane dies for ever in " + phase);
        }
        routes.steps();
        givesUp(phase);
        goesOn(phase);
    }

    private void intent() {
        boolean everyRouterConfirmed = now[at.epoch[0]] == now[at.routeEpoch] && now[at.epoch[1]] == now[at.routeEpoch];
        if (now[at.movesLeft] > 0
                && now[at.intentOpen] == 0
                && now[at.routeEpoch] < ROUTE_EPOCH_MAX
                && (everyRouterConfirmed || !has(ModelKnob.GATE))) {
            begin();
            next[at.movesLeft]--;
            next[at.intentOpen] = 1;
            next[at.intentFrom] = now[at.owner];
            next[at.intentEpoch] = now[at.routeEpoch] + 1;
            next[at.commitNoted] = 0;
            commands.forget();
            commands.enter(ModelPhase.HOLD);
            optional("intent: move from " + ModelWorld.letter(now[at.owner]) + ", epoch " + next[at.intentEpoch]);
        }
    }

    private void goesDown(int left, int dead, String what) {
        if (now[left] == 0) {
            return;
        }
        begin();
        next[left]--;
        next[at.dead] = dead;
        commands.enter(ModelPhase.DOWN);
        commands.forget();
        if (has(ModelKnob.ZOMBIE) && next[at.zombie] == 0) {
            leaveApplyTransaction();
        }
        optional(what);
    }

    /** An apply transaction of the process that died is still open in the database. */
    private void leaveApplyTransaction() {
        for (int store = 0; store < setup.stores(); store++) {
            for (int side = 0; side < 2; side++) {
                int applied = next[at.applied[store][side]];
                if (next[at.zombie] == 0
                        && world.isStreaming(next, store, side)
                        && applied < next[at.logged[store][side]]) {
                    next[at.zombie] = applied + 1;
                    next[at.zombieSide] = side;
                    next[at.zombieStore] = store;
                }
            }
        }
    }

    private void givesUp(ModelPhase phase) {
        boolean early = phase.isWithin(ModelPhase.HOLD, ModelPhase.DRAIN)
                || (phase == ModelPhase.FOR_GOOD && now[at.storeAt] == 0);
        boolean wrongly = has(ModelKnob.ABORTAFTERGOOD) && phase.isWithin(ModelPhase.PROVE_AGAIN, ModelPhase.OPEN);
        if ((early && now[at.restarted] == 0) || wrongly) {
            begin();
            commands.enter(ModelPhase.ABORT);
            optional("failure or timeout in " + phase + ": abort");
        }
        boolean partlyOpen = phase == ModelPhase.OPEN && now[at.storeAt] > 0;
        if (has(ModelKnob.RETREAT) && phase.isWithin(ModelPhase.PROVE_AGAIN, ModelPhase.OPEN) && !partlyOpen) {
            begin();
            commands.enter(ModelPhase.BURN);
            optional("failure after for-good in " + phase + ": retreat");
        }
    }

    private void goesOn(ModelPhase phase) {
        int from = now[at.intentFrom];
        int to = 1 - from;
        switch (phase) {
            case HOLD -> routes.hold(commands);
            case FENCE -> commands.give(ModelCommand.FENCE, from, ModelPhase.PROVE);
            case PROVE -> prove(from, ModelPhase.MARK);
            case MARK -> mark(from, ModelPhase.DRAIN);
            case DRAIN -> drain(from, ModelPhase.FOR_GOOD);
            case FOR_GOOD -> commands.give(ModelCommand.FOR_GOOD, from, ModelPhase.PROVE_AGAIN);
            case PROVE_AGAIN -> proveAgain(from);
            case MARK_AGAIN -> mark(from, ModelPhase.DRAIN_AGAIN);
            case DRAIN_AGAIN -> drain(from, ModelPhase.REVERSE_POSITION);
            case REVERSE_POSITION -> reversePosition(to);
            case OPEN -> commands.give(ModelCommand.OPEN, to, ModelPhase.ROUTE);
            case ROUTE -> route(to);
            case ABORT -> commands.give(ModelCommand.ABORT, from, ModelPhase.IDLE);
            case BURN -> commands.give(ModelCommand.BURN, to, ModelPhase.RETREAT);
            case RETREAT -> commands.give(ModelCommand.RETREAT, from, ModelPhase.IDLE);
            case RESTART -> restart(from);
            case IDLE, DOWN -> {}
        }
    }

    private void prove(int side, ModelPhase then) {
        for (int store = 0; store < setup.stores(); store++) {
            if (world.hasOpenWrite(now, store, side) && !has(ModelKnob.NOPROOF)) {
                return;
            }
        }
        begin();
        commands.enter(then);
        fair("proved: no open writer on the old side");
    }

    private void proveAgain(int side) {
        boolean again = has(ModelKnob.POSTDRAIN)
                || (now[at.leaseWasOver] == 1 && has(ModelKnob.LEASECHECK))
                || (now[at.restarted] == 1 && has(ModelKnob.RESTARTDRAIN));
        if (again) {
            prove(side, ModelPhase.MARK_AGAIN);
        } else {
            begin();
            commands.enter(ModelPhase.REVERSE_POSITION);
            fair("no second proof needed");
        }
    }

    private void mark(int side, ModelPhase then) {
        begin();
        for (int store = 0; store < setup.stores(); store++) {
            next[at.mark[store]] = now[at.logged[store][side]];
        }
        commands.enter(then);
        fair("marker written");
    }

    private void drain(int side, ModelPhase then) {
        for (int store = 0; store < setup.stores(); store++) {
            if (now[at.applied[store][side]] < now[at.mark[store]] && !has(ModelKnob.MEMORYDRAIN)) {
                return;
            }
        }
        begin();
        for (int store = 0; store < setup.stores(); store++) {
            next[at.mark[store]] = 0;
        }
        commands.enter(then);
        fair("drained: marker read back");
    }

    private void reversePosition(int to) {
        begin();
        if (!has(ModelKnob.RPOSLATE)) {
            takePosition(to);
        }
        commands.enter(ModelPhase.OPEN);
        fair("reverse position written on the new side");
    }

    /** Where the stream back begins; the stream from the source has been running since the first day. */
    private void takePosition(int to) {
        if (to == 0) {
            return;
        }
        for (int store = 0; store < setup.stores(); store++) {
            boolean absent = next[at.reverseFrom[store]] == 0;
            if (absent || (has(ModelKnob.RPOSRETAKEN) && next[at.intentFrom] == 0)) {
                next[at.reverseFrom[store]] = next[at.logged[store][1]] + 1;
                next[at.applied[store][1]] = next[at.logged[store][1]];
            }
        }
    }

    private void route(int to) {
        begin();
        if (has(ModelKnob.RPOSLATE)) {
            takePosition(to);
        }
        commands.close(to);
        fair("journal: flipped; routes to " + ModelWorld.letter(to) + ", epoch " + next[at.routeEpoch]);
    }

    private void restart(int from) {
        int epoch = now[at.intentEpoch];
        begin();
        next[at.leaseWasOver] = 0;
        if (now[at.intentOpen] == 0) {
            commands.enter(ModelPhase.IDLE);
            fair("restart: nothing open");
        } else if (!goesForward(from, epoch)) {
            commands.enter(ModelPhase.ABORT);
            fair("restart: not for good, abort");
        } else if (has(ModelKnob.RETREAT) && now[at.guardEpoch[0][1 - from]] == epoch + 1) {
            commands.enter(ModelPhase.BURN);
            fair("restart: epoch burnt, retreat");
        } else {
            commands.forward();
            fair("restart: for good, forward");
        }
    }

    /** Asks the guards, above all that of the first store; never the journal, unless a mistake is planted. */
    private boolean goesForward(int from, int epoch) {
        if (has(ModelKnob.TRUSTJOURNAL)) {
            return now[at.commitNoted] == 1;
        }
        boolean firstShut = now[at.guard[0][from]] == ModelGuardRules.SHUT;
        if (has(ModelKnob.EITHERWAY) && setup.stores() == 2) {
            return firstShut && now[at.guard[1][from]] == ModelGuardRules.SHUT;
        }
        return firstShut || (has(ModelKnob.RETREAT) && now[at.guardEpoch[0][from]] == epoch + 1);
    }
}
