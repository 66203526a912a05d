package dev.bailey.control;

import static dev.bailey.control.ModelViolation.Kind.S2;
import static dev.bailey.control.ModelWrites.ACKNOWLEDGED;
import static dev.bailey.control.ModelWrites.FAILED;
import static dev.bailey.control.ModelWrites.LONE;
import static dev.bailey.control.ModelWrites.LONE_PASSED;
import static dev.bailey.control.ModelWrites.NONE;
import static dev.bailey.control.ModelWrites.ON_ITS_WAY;
import static dev.bailey.control.ModelWrites.PARKED;
import static dev.bailey.control.ModelWrites.PASSED;
import static dev.bailey.control.ModelWrites.SILENT;

/**
 * The application's writes, each made at most once and of one slice; stages are those of {@link ModelWrites}. Some get
 * past the guard.
 */
final class SlicesWrites extends SlicesParty {

    SlicesWrites(SlicesWorld world) {
        super(world);
    }

    @Override
    void steps() {
        for (int write = 0; write < setup.writes(); write++) {
            switch (now[at.stage[write]]) {
                case NONE -> begins(write);
                case PARKED -> released(write);
                case ON_ITS_WAY, ON_ITS_WAY + 1, LONE, LONE + 1 -> meetsGuard(write);
                case PASSED, PASSED + 1, LONE_PASSED, LONE_PASSED + 1 -> commits(write);
                default -> {}
            }
        }
    }

    private void begins(int write) {
        int slice = setup.slice(write);
        int router = setup.router(write);
        if (router < 0) {
            int side = setup.side(write);
            // one who gets past the guard is of interest where he must not write
            if (world.accepts(now, slice, side) != setup.trespasses(write)) {
                begin();
                next[at.stage[write]] = setup.trespasses(write) ? PASSED + side : ON_ITS_WAY + side;
                optional("worker on " + SlicesWorld.letter(side) + " begins " + name(write)
                        + (setup.trespasses(write) ? " past the guard" : ""));
            }
        } else if (now[at.link[router]] != ModelRouters.FROZEN) {
            begin();
            boolean held = now[at.held[router][slice]] == 1;
            next[at.stage[write]] = held ? PARKED : ON_ITS_WAY + now[at.side[router][slice]];
            optional("router " + router + " takes " + name(write) + (held ? " and parks it" : ""));
        }
    }

    private void released(int write) {
        int router = setup.router(write);
        int slice = setup.slice(write);
        if (now[at.link[router]] != ModelRouters.FROZEN && now[at.held[router][slice]] == 0) {
            begin();
            next[at.stage[write]] = ON_ITS_WAY + now[at.side[router][slice]];
            fair("parked " + name(write) + " is sent to " + SlicesWorld.letter(now[at.side[router][slice]]));
        }
    }

    private void meetsGuard(int write) {
        int stage = now[at.stage[write]];
        int side = stage & 1;
        boolean accepted = world.accepts(now, setup.slice(write), side);
        begin();
        next[at.stage[write]] = accepted ? stage + 2 : FAILED;
        fair(name(write) + (accepted ? " passes the guard on " : " is refused on ") + SlicesWorld.letter(side));
        if (stage < LONE && setup.router(write) >= 0) {
            begin();
            next[at.stage[write]] = LONE + side;
            optional("client and router give " + name(write) + " up; it is still on its way");
        }
    }

    private void commits(int write) {
        int stage = now[at.stage[write]];
        int side = stage & 1;
        begin();
        next[at.data[side]] |= 1 << write;
        SlicesStreams.append(world, side, write + 1);
        boolean told = stage < LONE && !setup.trespasses(write);
        next[at.stage[write]] = told ? ACKNOWLEDGED : SILENT;
        if (!world.isViolated() && !setup.trespasses(write) && world.accepts(now, setup.slice(write), 1 - side)) {
            world.violated(S2, "a write commits on one side while the other accepts writes of its slice");
        }
        fair(name(write) + " commits on " + SlicesWorld.letter(side) + (told ? ", acknowledged" : ", nobody told"));
        if (stage < LONE && setup.router(write) >= 0) {
            begin();
            next[at.stage[write]] = LONE_PASSED + side;
            optional("client and router give " + name(write) + " up; its transaction is still open");
        }
    }

    private String name(int write) {
        return "write " + write + " of slice " + setup.slice(write);
    }
}
