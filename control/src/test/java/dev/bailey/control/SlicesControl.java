package dev.bailey.control;

/** The control plane: takes each slice that moves through the protocol, one step of one slice at a time. */
final class SlicesControl extends SlicesParty {

    private final SlicesCommands commands;
    private final SlicesRoutes routes;

    SlicesControl(SlicesWorld world, SlicesCommands commands, SlicesRoutes routes) {
        super(world);
        this.commands = commands;
        this.routes = routes;
    }

    @Override
    void steps() {
        if (now[at.process] != SlicesWorld.UP) {
            return;
        }
        for (int slice = 0; slice < setup.slices(); slice++) {
            ModelPhase phase = ModelPhase.of(now[at.phase[slice]]);
            if (phase == ModelPhase.IDLE) {
                intent(slice);
            }
            givesUp(slice, phase);
            goesOn(slice, phase);
        }
    }

    private void intent(int slice) {
        if (now[at.movesLeft] == 0 || open() >= setup.number(SlicesKnob.TOGETHER)) {
            return;
        }
        for (int router = 0; router < setup.routers(); router++) {
            if (now[at.epoch[router][slice]] != now[at.routeEpoch[slice]] && has(SlicesKnob.GATE)) {
                return;
            }
        }
        begin();
        next[at.movesLeft]--;
        next[at.intentOpen[slice]] = 1;
        next[at.intentFrom[slice]] = now[at.owner[slice]];
        next[at.intentEpoch[slice]] = nextEpoch();
        commands.forget(slice);
        commands.enter(slice, ModelPhase.HOLD);
        world.judgeOthers(slice);
        optional("intent: slice " + slice + " from " + SlicesWorld.letter(now[at.owner[slice]]) + ", epoch "
                + next[at.intentEpoch[slice]]);
    }

    private int open() {
        int open = 0;
        for (int slice = 0; slice < setup.slices(); slice++) {
            open += now[at.intentOpen[slice]];
        }
        return open;
    }

    /** Above every one so far, whichever slice it was of. */
    private int nextEpoch() {
        int highest = 0;
        for (int slice = 0; slice < setup.slices(); slice++) {
            int begun = now[at.intentOpen[slice]] == 1 ? now[at.intentEpoch[slice]] + 1 : 0;
            highest = Math.max(highest, Math.max(begun, now[at.routeEpoch[slice]]));
        }
        return highest + 1;
    }

    private void givesUp(int slice, ModelPhase phase) {
        boolean early = phase.isWithin(ModelPhase.HOLD, ModelPhase.FOR_GOOD) && now[at.restarted[slice]] == 0;
        boolean late = phase.isWithin(ModelPhase.PROVE_AGAIN, ModelPhase.OPEN);
        if (early || (late && has(SlicesKnob.ABORTAFTERGOOD))) {
            begin();
            commands.enter(slice, ModelPhase.ABORT);
            optional("failure or timeout in " + phase + " of slice " + slice + ": abort");
        }
        if (late && has(SlicesKnob.RETREAT)) {
            begin();
            commands.enter(slice, ModelPhase.BURN);
            optional("failure after for-good in " + phase + " of slice " + slice + ": retreat");
        }
    }

    private void goesOn(int slice, ModelPhase phase) {
        int from = now[at.intentFrom[slice]];
        int to = 1 - from;
        switch (phase) {
            case HOLD -> routes.hold(slice, commands);
            case FENCE -> commands.give(slice, ModelCommand.FENCE, from, ModelPhase.PROVE);
            case PROVE -> prove(slice, from, ModelPhase.MARK);
            case MARK -> mark(slice, from, ModelPhase.DRAIN);
            case DRAIN -> drain(slice, from, ModelPhase.FOR_GOOD);
            case FOR_GOOD -> commands.give(slice, ModelCommand.FOR_GOOD, from, afterForGood());
            case PROVE_AGAIN -> prove(slice, from, ModelPhase.MARK_AGAIN);
            case MARK_AGAIN -> mark(slice, from, ModelPhase.DRAIN_AGAIN);
            case DRAIN_AGAIN -> drain(slice, from, ModelPhase.REVERSE_POSITION);
            case REVERSE_POSITION -> reversePosition(slice, to);
            case OPEN -> commands.give(slice, ModelCommand.OPEN, to, ModelPhase.ROUTE);
            case ROUTE -> route(slice, to);
            case ABORT -> commands.give(slice, ModelCommand.ABORT, from, ModelPhase.IDLE);
            case BURN -> commands.give(slice, ModelCommand.BURN, to, ModelPhase.RETREAT);
            case RETREAT -> commands.give(slice, ModelCommand.RETREAT, from, ModelPhase.IDLE);
            case RESTART -> restart(slice, from);
            case IDLE, DOWN -> {}
        }
    }

    private ModelPhase afterForGood() {
        return has(SlicesKnob.POSTDRAIN) ? ModelPhase.PROVE_AGAIN : ModelPhase.REVERSE_POSITION;
    }

    private void prove(int slice, int side, ModelPhase then) {
        if (world.hasOpenWrite(now, slice, side) && !has(SlicesKnob.NOPROOF)) {
            return;
        }
        begin();
        commands.enter(slice, then);
        fair("proved: no open writer of slice " + slice + " on the old side");
    }

    private void mark(int slice, int side, ModelPhase then) {
        begin();
        next[at.mark[slice]] = now[at.logged[side]];
        commands.enter(slice, then);
        fair("marker of slice " + slice + " written");
    }

    private void drain(int slice, int side, ModelPhase then) {
        if (now[at.applied[side]] < now[at.mark[slice]] && !has(SlicesKnob.MEMORYDRAIN)) {
            return;
        }
        begin();
        next[at.mark[slice]] = 0;
        commands.enter(slice, then);
        fair("drained: marker of slice " + slice + " read back");
    }

    /** With it the streams are told whose changes they carry, before the new side opens. */
    private void reversePosition(int slice, int to) {
        begin();
        if (!has(SlicesKnob.RPOSLATE)) {
            takePosition(slice, to);
        }
        commands.carry(slice, to);
        commands.enter(slice, ModelPhase.OPEN);
        world.judgeOthers(slice);
        fair("reverse position written, for slice " + slice);
    }

    /** Where the stream back begins, once for all slices. */
    private void takePosition(int slice, int to) {
        boolean absent = now[at.reverseFrom] == 0;
        if (to == 1 && (absent || (has(SlicesKnob.RPOSRETAKEN) && next[at.intentFrom[slice]] == 0))) {
            next[at.reverseFrom] = now[at.logged[1]] + 1;
            next[at.applied[1]] = now[at.logged[1]];
        }
    }

    private void route(int slice, int to) {
        begin();
        if (has(SlicesKnob.RPOSLATE)) {
            takePosition(slice, to);
        }
        commands.close(slice, to);
        world.judgeOthers(slice);
        fair("journal: slice " + slice + " is on " + SlicesWorld.letter(to) + ", epoch " + next[at.routeEpoch[slice]]);
    }

    /** Asks the guards, never the journal, unless a mistake is planted. */
    private void restart(int slice, int from) {
        int epoch = now[at.intentEpoch[slice]];
        boolean forward = has(SlicesKnob.TRUSTJOURNAL)
                ? now[at.commitNoted[slice]] == 1
                : now[at.guard[slice][from]] == ModelGuardRules.SHUT
                        || (has(SlicesKnob.RETREAT) && now[at.guardEpoch[slice][from]] == epoch + 1);
        begin();
        if (!forward) {
            commands.enter(slice, ModelPhase.ABORT);
            fair("restart: slice " + slice + " not for good, abort");
        } else if (has(SlicesKnob.RETREAT) && now[at.guardEpoch[slice][1 - from]] == epoch + 1) {
            commands.enter(slice, ModelPhase.BURN);
            fair("restart: epoch of slice " + slice + " burnt, retreat");
        } else {
            commands.forward(slice);
            fair("restart: slice " + slice + " for good, forward");
        }
    }
}
