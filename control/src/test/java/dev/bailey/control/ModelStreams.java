package dev.bailey.control;

import static dev.bailey.control.ModelViolation.Kind.LIMIT;
import static dev.bailey.control.ModelViolation.Kind.S5;

/** The streams in both directions, and an apply transaction that outlives its process. */
final class ModelStreams extends ModelParty {

    /** Set on what a stream applied. */
    private static final int MARKED = 8;

    ModelStreams(ModelWorld world) {
        super(world);
    }

    @Override
    void steps() {
        boolean up = now[at.phase] != ModelPhase.DOWN.number();
        for (int store = 0; store < setup.stores(); store++) {
            for (int side = 0; side < 2; side++) {
                int applied = now[at.applied[store][side]];
                if (up && world.isStreaming(now, store, side) && applied < now[at.logged[store][side]]) {
                    begin();
                    apply(store, side, applied);
                    fair("applied from " + ModelWorld.letter(side) + ", store " + store + ": log entry " + applied);
                }
            }
        }
        if (now[at.zombie] > 0) {
            int store = now[at.zombieStore];
            int side = now[at.zombieSide];
            int entry = now[at.zombie] - 1;
            if (!has(ModelKnob.CPCAS) || now[at.applied[store][side]] == entry) {
                begin();
                next[at.zombie] = 0;
                next[at.zombieSide] = 0;
                next[at.zombieStore] = 0;
                apply(store, side, entry);
                optional("apply transaction of the dead process commits, store " + store + ": log entry " + entry);
            }
        }
    }

    private void apply(int store, int from, int entry) {
        int logged = next[at.log[store][from][entry]];
        int write = (logged & (MARKED - 1)) - 1;
        int to = 1 - from;
        next[at.applied[store][from]] = entry + 1;
        if ((logged & MARKED) != 0 && has(ModelKnob.LOOPMARK)) {
            return;
        }
        if ((next[at.data[to]] & (1 << write)) != 0) {
            world.violated(S5, "change applied twice");
            return;
        }
        next[at.data[to]] |= 1 << write;
        append(world, store, to, write + 1 + MARKED);
    }

    /** Writes an entry into a side's log, in the state that is being made. */
    static void append(ModelWorld world, int store, int side, int entry) {
        ModelLayout at = world.at;
        int length = world.next[at.logged[store][side]];
        if (length >= at.log[store][side].length) {
            world.violated(LIMIT, "log overflow");
            return;
        }
        world.next[at.log[store][side][length]] = entry;
        world.next[at.logged[store][side]] = length + 1;
    }
}
