package dev.bailey.control;

import static dev.bailey.control.ModelViolation.Kind.S2;

/**
 * The application's writes, each made at most once: through a router, or by a worker that writes straight into one
 * side's database. A stage that has a side is the number below plus 0 for the source, 1 for the target.
 */
final class ModelWrites extends ModelParty {

    static final int NONE = 0;
    static final int PARKED = 1;
    static final int ON_ITS_WAY = 2;
    /** Past the guard, its transaction open. */
    static final int PASSED = 4;
    /** The same two after client and router gave it up. */
    static final int LONE = 6;

    static final int LONE_PASSED = 8;
    static final int ACKNOWLEDGED = 10;
    static final int FAILED = 11;
    /** Committed, and nobody was told. */
    static final int SILENT = 12;

    ModelWrites(ModelWorld world) {
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
        int origin = setup.origin(write);
        if (!setup.isRouted(write)) {
            int side = origin - ModelSetup.WORKER;
            if (world.accepts(now, setup.store(write), side)) {
                begin();
                next[at.stage[write]] = ON_ITS_WAY + side;
                optional("worker on " + ModelWorld.letter(side) + " begins write " + write);
            }
        } else if (now[at.link[origin]] != ModelRouters.FROZEN) {
            begin();
            next[at.stage[write]] = now[at.held[origin]] == 1 ? PARKED : ON_ITS_WAY + now[at.side[origin]];
            optional("router " + origin + " takes write " + write);
        }
    }

    private void released(int write) {
        int router = setup.origin(write);
        if (now[at.link[router]] != ModelRouters.FROZEN && now[at.held[router]] == 0) {
            begin();
            next[at.stage[write]] = ON_ITS_WAY + now[at.side[router]];
            fair("parked write " + write + " is sent to " + ModelWorld.letter(now[at.side[router]]));
        }
    }

    private void meetsGuard(int write) {
        int stage = now[at.stage[write]];
        int side = stage & 1;
        boolean accepted = world.accepts(now, setup.store(write), side);
        begin();
        next[at.stage[write]] = accepted ? stage + 2 : FAILED;
        fair("write " + write + (accepted ? " passes the guard on " : " is refused on ") + ModelWorld.letter(side));
        if (stage < LONE && setup.isRouted(write)) {
            begin();
            next[at.stage[write]] = LONE + side;
            optional("client and router give write " + write + " up; it is still on its way");
        }
    }

    private void commits(int write) {
        int stage = now[at.stage[write]];
        int side = stage & 1;
        begin();
        next[at.data[side]] |= 1 << write;
        ModelStreams.append(world, setup.store(write), side, write + 1);
        next[at.stage[write]] = stage < LONE ? ACKNOWLEDGED : SILENT;
        for (int store = 0; store < setup.stores(); store++) {
            if (!world.isViolated() && world.accepts(now, store, 1 - side)) {
                world.violated(
                        S2, "write committed on " + ModelWorld.letter(side) + " while the other side accepts writes");
            }
        }
        fair("write " + write + " commits on " + ModelWorld.letter(side)
                + (stage < LONE ? ", acknowledged" : ", nobody told"));
        if (stage < LONE && setup.isRouted(write)) {
            begin();
            next[at.stage[write]] = LONE_PASSED + side;
            optional("client and router give write " + write + " up; its transaction is still open");
        }
    }
}
