package dev.bailey.control;

import static dev.bailey.control.CanaryKnob.NOTENANTFREE;
import static dev.bailey.control.CanaryKnob.ONENAME;
import static dev.bailey.control.CanaryKnob.STAMPATSTART;
import static dev.bailey.control.CanaryKnob.STAMPLATE;

/** The client's writes, each through one router and made once; any of them may be under way together. */
final class CanaryWrites {

    static final int NONE = 0;
    static final int SENT = 1;
    /** The source has it; the router does not know yet. */
    static final int COMMITTED = 2;
    /** The router has passed the answer on. */
    static final int ANSWERED = 3;

    static final int ACKNOWLEDGED = 4;
    /** Given up by the router, or the router was started anew; may still be done. */
    static final int LONE = 5;

    static final int OVER = 6;
    /** As {@link #ANSWERED}, not stamped yet. */
    static final int UNSTAMPED = 7;

    private final CanaryWorld world;
    private final CanaryLayout at;
    private final int[] now;
    private final int[] next;

    CanaryWrites(CanaryWorld world) {
        this.world = world;
        this.at = world.at;
        this.now = world.now;
        this.next = world.next;
    }

    void steps() {
        for (int write = 0; write < world.setup.writes(); write++) {
            int router = world.setup.router(write);
            switch (now[at.stage[write]]) {
                case NONE -> begins(write, router);
                case SENT -> {
                    commits(write, COMMITTED);
                    givenUp(write, router, LONE);
                }
                case COMMITTED -> {
                    answered(write, router);
                    givenUp(write, router, OVER);
                }
                case ANSWERED -> arrives(write, ACKNOWLEDGED);
                case UNSTAMPED -> {
                    arrives(write, ACKNOWLEDGED);
                    world.begin();
                    next[at.stage[write]] = ANSWERED;
                    stamp(write, router);
                    world.fair("router " + router + " stamps write " + write);
                }
                case LONE -> commits(write, OVER);
                default -> {}
            }
        }
    }

    /** Whether the router waits for the end of a write. */
    boolean isInFlight(int router) {
        for (int write = 0; write < world.setup.writes(); write++) {
            int stage = now[at.stage[write]];
            if (world.setup.router(write) == router && (stage == SENT || stage == COMMITTED)) {
                return true;
            }
        }
        return false;
    }

    private void begins(int write, int router) {
        world.begin();
        next[at.stage[write]] = SENT;
        next[at.life[write]] = world.life(router);
        if (world.setup.has(STAMPATSTART)) {
            stamp(write, router);
        }
        world.optional("router " + router + " sends write " + write + " to the source");
    }

    private void commits(int write, int then) {
        world.begin();
        next[at.stage[write]] = then;
        next[at.logged]++;
        next[at.position[write]] = next[at.logged];
        world.fair("write " + write + " commits on the source");
    }

    private void givenUp(int write, int router, int then) {
        world.begin();
        next[at.stage[write]] = then;
        stamp(write, router);
        world.optional("router " + router + " gives write " + write + " up");
    }

    private void answered(int write, int router) {
        world.begin();
        boolean late = world.setup.has(STAMPLATE);
        next[at.stage[write]] = late ? UNSTAMPED : ANSWERED;
        next[at.cookie[write]] = now[at.number[router]];
        if (!late && !world.setup.has(STAMPATSTART)) {
            stamp(write, router);
        }
        world.fair(
                "router " + router + " passes the answer to write " + write + " on, number " + now[at.number[router]]);
    }

    private void stamp(int write, int router) {
        boolean noTenant = world.setup.namesNoTenant(write);
        if (!noTenant) {
            next[at.last[router]] = now[at.number[router]];
        } else if (!world.setup.has(NOTENANTFREE)) {
            next[at.lastOfAll[router]] = now[at.number[router]];
        }
    }

    private void arrives(int write, int then) {
        world.begin();
        next[at.stage[write]] = then;
        if (world.setup.has(CanaryKnob.JAR) && world.setup.has(CanaryKnob.COOKIES)) {
            keepCookie(now[at.life[write]], now[at.cookie[write]]);
        }
        next[at.cookie[write]] = 0;
        world.fair("the client gets the answer to write " + write);
    }

    private void keepCookie(int life, int number) {
        for (int other = 0; other < at.jar.length; other++) {
            boolean sameName = world.setup.number(ONENAME) == 2 || (world.setup.has(ONENAME) && other == life);
            if (sameName) {
                next[at.jar[other]] = 0;
            }
        }
        next[at.jar[life]] |= 1 << number;
    }
}
