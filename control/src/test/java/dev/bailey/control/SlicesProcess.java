package dev.bailey.control;

/** Bailey's process: it may die anywhere and start again, which begins by asking the guards of moves left open. */
final class SlicesProcess extends SlicesParty {

    private final SlicesCommands commands;

    SlicesProcess(SlicesWorld world, SlicesCommands commands) {
        super(world);
        this.commands = commands;
    }

    @Override
    void steps() {
        switch (now[at.process]) {
            case SlicesWorld.DOWN -> {
                if (now[at.dead] == 0) {
                    begin();
                    next[at.process] = SlicesWorld.STARTING;
                    fair("control plane starts again");
                }
            }
            case SlicesWorld.STARTING -> asks();
            default -> {}
        }
        if (now[at.process] != SlicesWorld.DOWN) {
            goesDown(at.crashesLeft, /* dead= */ 0, "control plane crashes");
            goesDown(at.deathsLeft, /* dead= */ 1, "control plane dies for ever");
        }
    }

    private void goesDown(int left, int dead, String what) {
        if (now[left] == 0) {
            return;
        }
        begin();
        next[left]--;
        next[at.dead] = dead;
        next[at.process] = SlicesWorld.DOWN;
        StringBuilder in = new StringBuilder(what);
        for (int slice = 0; slice < setup.slices(); slice++) {
            if (now[at.intentOpen[slice]] == 1) {
                in.append(", slice ").append(slice).append(" in ").append(ModelPhase.of(now[at.phase[slice]]));
                commands.enter(slice, ModelPhase.DOWN);
            }
            commands.forget(slice);
            next[at.carried[slice]] = 0;
        }
        if (has(SlicesKnob.ZOMBIE) && now[at.zombie] == 0) {
            leaveApplyTransaction();
        }
        optional(in.toString());
    }

    /** An apply transaction of the process that died is still open in the database. */
    private void leaveApplyTransaction() {
        for (int side = 0; side < 2; side++) {
            boolean runs = side == 0 || now[at.reverseFrom] > 0;
            int entry = now[at.log[side][Math.min(now[at.applied[side]], at.log[side].length - 1)]];
            boolean waits = runs && now[at.applied[side]] < now[at.logged[side]];
            if (next[at.zombie] == 0 && waits && carries(side, entry)) {
                next[at.zombie] = now[at.applied[side]] + 1;
                next[at.zombieSide] = side;
            }
        }
    }

    private boolean carries(int side, int entry) {
        int slice = setup.slice((entry & (SlicesStreams.MARKED - 1)) - 1);
        return (now[at.carried[slice]] & (1 << side)) != 0;
    }

    /** Slice after slice; then the streams run. */
    private void asks() {
        for (int slice = 0; slice < setup.slices(); slice++) {
            if (now[at.carried[slice]] == 0) {
                begin();
                String what = asks(slice);
                if (now[at.intentOpen[slice]] == 1) {
                    commands.enter(slice, ModelPhase.RESTART);
                }
                fair("streams will carry of slice " + slice + " what " + what);
                return;
            }
        }
        begin();
        next[at.process] = SlicesWorld.UP;
        fair("streams run again");
    }

    private String asks(int slice) {
        if (now[at.intentOpen[slice]] == 0 || has(SlicesKnob.OWNERBYJOURNAL)) {
            commands.carry(slice, now[at.owner[slice]]);
            return SlicesWorld.letter(now[at.owner[slice]]) + " writes, by the journal";
        }
        int from = now[at.intentFrom[slice]];
        int epoch = now[at.intentEpoch[slice]];
        if (now[at.guard[slice][1 - from]] == ModelGuardRules.OPEN && now[at.guardEpoch[slice][1 - from]] == epoch) {
            commands.carry(slice, 1 - from);
            return SlicesWorld.letter(1 - from) + " writes, which has opened";
        }
        boolean shut = now[at.guard[slice][from]] == ModelGuardRules.SHUT && now[at.guardEpoch[slice][from]] == epoch;
        boolean burnt = now[at.guardEpoch[slice][1 - from]] > epoch;
        if (shut && !burnt && !has(SlicesKnob.OWNERISOLD)) {
            next[at.carried[slice]] = 3;
            return "either side writes: the new one may open any moment";
        }
        commands.carry(slice, from);
        return SlicesWorld.letter(from) + " writes";
    }
}
