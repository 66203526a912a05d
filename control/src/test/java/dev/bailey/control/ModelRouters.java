package dev.bailey.control;

import static dev.bailey.control.ModelViolation.Kind.R1;

/** The routers by themselves: links fail and heal, holds end at their own deadline. */
final class ModelRouters extends ModelParty {

    static final int UP = 0;
    static final int CUT = 1;
    static final int FROZEN = 2;

    ModelRouters(ModelWorld world) {
        super(world);
    }

    @Override
    void steps() {
        for (int router = 0; router < 2; router++) {
            int link = now[at.link[router]];
            if (link != UP) {
                begin();
                next[at.link[router]] = UP;
                fair((link == CUT ? "link heals to router " : "wakes: router ") + router);
            } else if (now[at.cutsLeft] > 0) {
                fails(router, CUT, "link is cut to router ");
                fails(router, FROZEN, "freezes: router ");
            }
            if (link != FROZEN && now[at.held[router]] == 1 && has(ModelKnob.HOLDDEADLINE)) {
                holdEnds(router);
            }
        }
    }

    private void fails(int router, int link, String what) {
        begin();
        next[at.cutsLeft]--;
        next[at.link[router]] = link;
        optional(what + router);
    }

    private void holdEnds(int router) {
        begin();
        next[at.held[router]] = 0;
        int side = now[at.side[router]];
        for (int write = 0; write < setup.writes(); write++) {
            if (setup.origin(write) != router || now[at.stage[write]] != ModelWrites.PARKED) {
                continue;
            }
            if (!has(ModelKnob.SELFRELEASE)) {
                next[at.stage[write]] = ModelWrites.FAILED;
                continue;
            }
            next[at.stage[write]] = ModelWrites.ON_ITS_WAY + side;
            if (now[at.guard[setup.store(write)][side]] == ModelGuardRules.SHUT) {
                world.violated(R1, "router by itself sent a parked write to a side shut for good");
            }
        }
        fair("hold deadline at router " + router);
    }
}
