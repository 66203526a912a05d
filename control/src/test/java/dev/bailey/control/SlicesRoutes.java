package dev.bailey.control;

import static dev.bailey.control.ModelViolation.Kind.R4;
import static dev.bailey.control.ModelViolation.Kind.R5;

/** What the control plane sends to the routers: holds and routes of a slice, and tables of all that come late. */
final class SlicesRoutes extends SlicesParty {

    SlicesRoutes(SlicesWorld world) {
        super(world);
    }

    /** Routes are sent to every router that lags behind the journal. */
    @Override
    void steps() {
        for (int router = 0; router < setup.routers() && now[at.process] == SlicesWorld.UP; router++) {
            for (int slice = 0; slice < setup.slices(); slice++) {
                int epoch = now[at.routeEpoch[slice]];
                if (now[at.link[router]] == ModelRouters.UP && now[at.epoch[router][slice]] < epoch) {
                    String what = "router " + router + " gets the route of slice " + slice + ": "
                            + SlicesWorld.letter(now[at.owner[slice]]) + ", epoch " + epoch;
                    begin();
                    set(router, slice, now[at.owner[slice]], /* held= */ 0, epoch);
                    fair(what);
                    begin();
                    set(router, slice, now[at.owner[slice]], /* held= */ 0, epoch);
                    delayTable(router, what);
                }
            }
        }
        lateTableArrives();
    }

    private void set(int router, int slice, int side, int held, int epoch) {
        next[at.side[router][slice]] = side;
        next[at.held[router][slice]] = held;
        next[at.epoch[router][slice]] = epoch;
        world.judgeOthers(slice);
    }

    /** Has every router hold the slice, or its lease ended; then the fence follows. */
    void hold(int slice, SlicesCommands commands) {
        boolean all = true;
        for (int router = 0; router < setup.routers(); router++) {
            if (now[at.answered[slice][router]] == 0) {
                all = false;
                hold(router, slice, commands);
            }
        }
        if (all) {
            begin();
            commands.enter(slice, ModelPhase.FENCE);
            fair("all routers hold slice " + slice + ", or are silent");
        }
    }

    private void hold(int router, int slice, SlicesCommands commands) {
        int from = now[at.intentFrom[slice]];
        int epoch = now[at.intentEpoch[slice]];
        String what = "router " + router + " holds slice " + slice + ", epoch " + epoch;
        if (now[at.link[router]] != ModelRouters.UP) {
            begin();
            next[at.answered[slice][router]] = 1;
            fair("lease of silent router " + router + " ended");
        } else if (now[at.epoch[router][slice]] < epoch) {
            begin();
            set(router, slice, from, /* held= */ 1, epoch);
            fair(what);
            begin();
            set(router, slice, from, /* held= */ 1, epoch);
            delayTable(router, what);
        } else if (now[at.held[router][slice]] == 0) {
            begin();
            commands.enter(slice, ModelPhase.ABORT);
            fair("hold of slice " + slice + " at router " + router + " ended too soon: abort");
        } else if (has(SlicesKnob.ACKOFANYSLICE) ? isIdleInOne(router) : !isBusy(router, slice)) {
            begin();
            next[at.answered[slice][router]] = 1;
            if (isBusy(router, slice)) {
                world.violated(R5, "a router counts as holding a slice of which it has a write in flight");
            }
            fair("router " + router + " answers: held, 0 in flight");
        }
    }

    private boolean isIdleInOne(int router) {
        for (int slice = 0; slice < setup.slices(); slice++) {
            if (now[at.held[router][slice]] == 1 && !isBusy(router, slice)) {
                return true;
            }
        }
        return false;
    }

    private boolean isBusy(int router, int slice) {
        for (int write = 0; write < setup.writes(); write++) {
            int stage = now[at.stage[write]];
            if (setup.router(write) == router
                    && setup.slice(write) == slice
                    && stage >= ModelWrites.ON_ITS_WAY
                    && stage < ModelWrites.LONE) {
                return true;
            }
        }
        return false;
    }

    /** Another copy of the table of all routes, as this router has it after this message, comes at any later time. */
    private void delayTable(int router, String what) {
        if (now[at.lateTablesLeft] == 0) {
            return;
        }
        next[at.lateTablesLeft]--;
        next[at.lateTable] = router + 1;
        for (int slice = 0; slice < setup.slices(); slice++) {
            next[at.lateTableSide[slice]] = next[at.side[router][slice]];
            next[at.lateTableHeld[slice]] = next[at.held[router][slice]];
            next[at.lateTableEpoch[slice]] = next[at.epoch[router][slice]];
        }
        optional(what + "; a copy with all slices is delayed");
    }

    private void lateTableArrives() {
        int router = now[at.lateTable] - 1;
        if (router < 0 || now[at.link[router]] != ModelRouters.UP) {
            return;
        }
        begin();
        next[at.lateTable] = 0;
        for (int slice = 0; slice < setup.slices(); slice++) {
            int epoch = now[at.lateTableEpoch[slice]];
            int known = now[at.epoch[router][slice]];
            if (epoch > known || !has(SlicesKnob.ROUTEREPOCH)) {
                next[at.side[router][slice]] = now[at.lateTableSide[slice]];
                next[at.held[router][slice]] = now[at.lateTableHeld[slice]];
                next[at.epoch[router][slice]] = epoch;
            }
            if (next[at.epoch[router][slice]] < known) {
                world.violated(R4, "a table of routes brought a slice back to an older route");
            }
            next[at.lateTableSide[slice]] = 0;
            next[at.lateTableHeld[slice]] = 0;
            next[at.lateTableEpoch[slice]] = 0;
        }
        optional("the delayed table reaches router " + router);
    }
}
