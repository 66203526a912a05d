package dev.bailey.control;

import static dev.bailey.control.ModelViolation.Kind.LIMIT;
import static dev.bailey.control.ModelViolation.Kind.S5;
import static dev.bailey.control.ModelViolation.Kind.S6;

/** Both streams at once, each of which carries what its side owns. */
final class SlicesStreams extends SlicesParty {

    /** Set on what a stream applied. */
    static final int MARKED = 8;

    SlicesStreams(SlicesWorld world) {
        super(world);
    }

    @Override
    void steps() {
        for (int side = 0; side < 2; side++) {
            int applied = now[at.applied[side]];
            boolean runs = side == 0 || now[at.reverseFrom] > 0;
            if (now[at.process] == SlicesWorld.UP && runs && applied < now[at.logged[side]]) {
                begin();
                String what = read(side, applied, has(SlicesKnob.APPLYALL));
                fair("stream from " + SlicesWorld.letter(side) + " " + what);
            }
        }
        if (now[at.zombie] > 0) {
            int side = now[at.zombieSide];
            int entry = now[at.zombie] - 1;
            if (!has(SlicesKnob.CPCAS) || now[at.applied[side]] == entry) {
                begin();
                next[at.zombie] = 0;
                next[at.zombieSide] = 0;
                String what = read(side, entry, /* decided= */ true);
                optional("the dead process's transaction commits: it " + what);
            }
        }
    }

    /** @param decided that it is carried, whoever owns it now */
    private String read(int from, int entry, boolean decided) {
        int logged = next[at.log[from][entry]];
        int write = (logged & (MARKED - 1)) - 1;
        next[at.applied[from]] = entry + 1;
        if ((logged & MARKED) != 0 && has(SlicesKnob.LOOPMARK)) {
            return "passes over what the other one wrote";
        }
        int slice = setup.slice(write);
        if (!decided && !carries(from, slice)) {
            if (!setup.trespasses(write) && (logged & MARKED) == 0) {
                world.violated(S6, "a stream dropped a write that a guard had let pass");
            }
            return "drops write " + write + " as foreign";
        }
        if (setup.trespasses(write) && world.accepts(now, slice, 1 - from)) {
            world.violated(S6, "a stream carried a write of a slice that the other side owns");
        }
        apply(1 - from, write);
        return "carries write " + write;
    }

    private boolean carries(int from, int slice) {
        return (now[at.carried[slice]] & (1 << from)) != 0;
    }

    private void apply(int to, int write) {
        if ((next[at.data[to]] & (1 << write)) != 0) {
            world.violated(S5, "a change was applied twice");
            return;
        }
        next[at.data[to]] |= 1 << write;
        append(world, to, write + 1 + MARKED);
    }

    /** Writes an entry into a side's log, in the state that is being made. */
    static void append(SlicesWorld world, int side, int entry) {
        SlicesLayout at = world.at;
        int length = world.next[at.logged[side]];
        if (length >= at.log[side].length) {
            world.violated(LIMIT, "log overflow");
            return;
        }
        world.next[at.log[side][length]] = entry;
        world.next[at.logged[side]] = length + 1;
    }
}
