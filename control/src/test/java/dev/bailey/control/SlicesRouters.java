package dev.bailey.control;

import static dev.bailey.control.ModelViolation.Kind.R1;

/** The routers by themselves: links fail and heal, holds end at their own deadline, each slice's on its own. */
final class SlicesRouters extends SlicesParty {

    SlicesRouters(SlicesWorld world) {
        super(world);
    }

    @Override
    void steps() {
        for (int router = 0; router < setup.routers(); router++) {
            int link = now[at.link[router]];
            if (link != ModelRouters.UP) {
                begin();
                next[at.link[router]] = ModelRouters.UP;
                fair((link == ModelRouters.CUT ? "link heals to router " : "wakes: router ") + router);
            } else if (now[at.cutsLeft] > 0) {
                fails(router, ModelRouters.CUT, "link is cut to router ");
                fails(router, ModelRouters.FROZEN, "freezes: router ");
            }
            for (int slice = 0; slice < setup.slices(); slice++) {
                if (link != ModelRouters.FROZEN && now[at.held[router][slice]] == 1 && has(SlicesKnob.HOLDDEADLINE)) {
                    holdEnds(router, slice);
                }
            }
        }
    }

    private void fails(int router, int link, String what) {
        begin();
        next[at.cutsLeft]--;
        next[at.link[router]] = link;
        optional(what + router);
    }

    private void holdEnds(int router, int slice) {
        begin();
        next[at.held[router][slice]] = 0;
        int side = now[at.side[router][slice]];
        for (int write = 0; write < setup.writes(); write++) {
            boolean parked = now[at.stage[write]] == ModelWrites.PARKED;
            if (!parked || setup.router(write) != router || setup.slice(write) != slice) {
                continue;
            }
            if (!has(SlicesKnob.SELFRELEASE)) {
                next[at.stage[write]] = ModelWrites.FAILED;
                continue;
            }
            next[at.stage[write]] = ModelWrites.ON_ITS_WAY + side;
            if (now[at.guard[slice][side]] == ModelGuardRules.SHUT) {
                world.violated(R1, "a router by itself sent a parked write to a side shut for good");
            }
        }
        world.judgeOthers(slice);
        fair("hold of slice " + slice + " ends by itself at router " + router);
    }
}
