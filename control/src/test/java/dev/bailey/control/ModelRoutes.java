package dev.bailey.control;

/** What the control plane sends to the routers: routes, holds, and copies of both that come late. */
final class ModelRoutes extends ModelParty {

    private static final int LATE_HOLD = 1;
    private static final int LATE_ROUTE = 2;

    ModelRoutes(ModelWorld world) {
        super(world);
    }

    /** Routes are pushed to every router that lags behind the journal. */
    @Override
    void steps() {
        for (int router = 0; router < 2; router++) {
            if (now[at.link[router]] == ModelRouters.UP && now[at.epoch[router]] < now[at.routeEpoch]) {
                begin();
                next[at.side[router]] = now[at.owner];
                next[at.held[router]] = 0;
                next[at.epoch[router]] = now[at.routeEpoch];
                fair("router " + router + " gets route " + ModelWorld.letter(now[at.owner]) + ", epoch "
                        + now[at.routeEpoch]);
                delayCopy(LATE_ROUTE, router, now[at.owner], now[at.routeEpoch]);
            }
        }
        lateCopyArrives();
    }

    /** Has every router hold, or its lease ended; then the fence follows. */
    void hold(ModelCommands commands) {
        boolean all = true;
        for (int router = 0; router < 2; router++) {
            if (now[at.answered[router]] == 0) {
                all = false;
                hold(router, commands);
            }
        }
        if (all) {
            begin();
            commands.enter(ModelPhase.FENCE);
            fair("all routers held or silent");
        }
    }

    private void hold(int router, ModelCommands commands) {
        int from = now[at.intentFrom];
        int epoch = now[at.intentEpoch];
        begin();
        if (now[at.link[router]] != ModelRouters.UP) {
            next[at.answered[router]] = 1;
            fair("lease of silent router " + router + " ended");
        } else if (now[at.epoch[router]] < epoch) {
            next[at.side[router]] = from;
            next[at.held[router]] = 1;
            next[at.epoch[router]] = epoch;
            fair("router " + router + " holds, epoch " + epoch);
            delayCopy(LATE_HOLD, router, from, epoch);
        } else if (now[at.held[router]] == 0) {
            commands.enter(ModelPhase.ABORT);
            fair("hold of router " + router + " ended too soon: abort");
        } else if (!isBusy(router)) {
            next[at.answered[router]] = 1;
            fair("router " + router + " answers: held, 0 in flight");
        }
    }

    private boolean isBusy(int router) {
        for (int write = 0; write < setup.writes(); write++) {
            int stage = now[at.stage[write]];
            if (setup.origin(write) == router && stage >= ModelWrites.ON_ITS_WAY && stage < ModelWrites.LONE) {
                return true;
            }
        }
        return false;
    }

    private void delayCopy(int what, int router, int side, int epoch) {
        if (now[at.lateRoutesLeft] == 0) {
            return;
        }
        begin();
        next[at.lateRoutesLeft]--;
        next[at.lateRoute] = what;
        next[at.lateRouteTo] = router;
        next[at.lateRouteSide] = side;
        next[at.lateRouteEpoch] = epoch;
        optional("a copy of the message to router " + router + " is delayed, epoch " + epoch);
    }

    private void lateCopyArrives() {
        int router = now[at.lateRouteTo];
        if (now[at.lateRoute] == 0 || now[at.link[router]] != ModelRouters.UP) {
            return;
        }
        int epoch = now[at.lateRouteEpoch];
        begin();
        next[at.lateRoute] = 0;
        next[at.lateRouteTo] = 0;
        next[at.lateRouteSide] = 0;
        next[at.lateRouteEpoch] = 0;
        if (epoch > now[at.epoch[router]] || !has(ModelKnob.ROUTEREPOCH)) {
            next[at.side[router]] = now[at.lateRouteSide];
            next[at.held[router]] = now[at.lateRoute] == LATE_HOLD ? 1 : 0;
            next[at.epoch[router]] = Math.max(now[at.epoch[router]], epoch);
        }
        optional("the delayed message reaches router " + router + ", epoch " + epoch);
    }
}
