package dev.bailey.control;

import static dev.bailey.control.CanaryKnob.COOKIEOFANYROUTER;
import static dev.bailey.control.CanaryKnob.COOKIES;
import static dev.bailey.control.CanaryKnob.MONOTONIC;
import static dev.bailey.control.CanaryKnob.NOCOOKIEFREE;
import static dev.bailey.control.CanaryKnob.PROMISEALL;
import static dev.bailey.control.CanaryKnob.ROUTERS;
import static dev.bailey.control.CanaryKnob.TICKS;
import static dev.bailey.control.ModelViolation.Kind.R2;
import static dev.bailey.control.ModelViolation.Kind.R3;

import java.util.Optional;

/**
 * Reads of one tenant that go to the target while the source owns its writes: a client that writes and reads through
 * any router, routers that restart, a target that lags, and the numbers that say how far it has come. Messages to
 * routers only ever add, so one that is late is one not yet delivered. Confined to one thread.
 */
final class CanaryWorld extends Model {

    final CanarySetup setup;
    final CanaryLayout at;
    private final CanaryWrites writes;
    private final CanaryRounds rounds;

    CanaryWorld(CanarySetup setup) {
        this(setup, new CanaryLayout(setup));
    }

    private CanaryWorld(CanarySetup setup, CanaryLayout at) {
        super(at);
        this.setup = setup;
        this.at = at;
        this.writes = new CanaryWrites(this);
        this.rounds = new CanaryRounds(this);
    }

    /** Nothing written, nothing said; every router has just been started. */
    @Override
    int[] start() {
        int[] state = new int[at.size()];
        for (int router = 0; router < routers(); router++) {
            state[at.number[router]] = ticks() ? 0 : 1;
            state[at.floor[router]] = 1;
            state[at.on[router]] = 1;
        }
        state[at.crashesLeft] = setup.number(CanaryKnob.CRASH);
        state[at.reloadsLeft] = setup.number(CanaryKnob.RELOAD);
        return state;
    }

    @Override
    void steps() {
        writes.steps();
        rounds.steps();
        for (int router = 0; router < routers(); router++) {
            read(router);
        }
    }

    @Override
    Optional<ModelViolation> atRest(int[] state) {
        return Optional.empty();
    }

    @Override
    CanaryWorld another() {
        return new CanaryWorld(setup);
    }

    int routers() {
        return setup.number(ROUTERS);
    }

    boolean ticks() {
        return setup.has(TICKS);
    }

    /** Which process the router is now. */
    int life(int router) {
        return 2 * router + (setup.has(CanaryKnob.SAMELIFE) ? 0 : now[at.restarted[router]]);
    }

    private void read(int router) {
        begin();
        boolean canary = mayGoToCanary(router);
        next[at.keeps] = setup.number(CanaryKnob.JAR);
        if (canary) {
            judge(router);
        } else if (setup.has(MONOTONIC)) {
            next[at.shown] = now[at.logged];
        }
        optional("a read through router " + router + " goes to the " + (canary ? "target" : "source"));
    }

    private boolean mayGoToCanary(int router) {
        return now[at.on[router]] == 1
                && !writes.isInFlight(router)
                && isCovered(router, life(router), now[at.last[router]])
                && isCovered(router, life(router), now[at.lastOfAll[router]])
                && isCovered(router, life(router), now[at.floor[router]])
                && (!setup.has(COOKIES) || cookiesAllow(router));
    }

    private boolean isCovered(int router, int life, int stamp) {
        int covered = now[at.told[router][ticks() ? 0 : life]];
        return ticks() ? covered > stamp : covered >= stamp;
    }

    private boolean cookiesAllow(int router) {
        boolean any = now[at.keeps] == 1;
        for (int life = 0; life < at.jar.length; life++) {
            int numbers = now[at.jar[life]];
            any |= numbers != 0;
            int of = setup.has(COOKIEOFANYROUTER) ? life(router) : life;
            if (numbers != 0 && !isCovered(router, of, 31 - Integer.numberOfLeadingZeros(numbers))) {
                return false;
            }
        }
        return any || setup.has(NOCOOKIEFREE);
    }

    /** What a client was answered must be there; without cookies, what it was answered through this router. */
    private void judge(int router) {
        for (int write = 0; write < setup.writes(); write++) {
            boolean promised = setup.has(COOKIES) || setup.has(PROMISEALL) || setup.router(write) == router;
            if (promised
                    && now[at.stage[write]] == CanaryWrites.ACKNOWLEDGED
                    && now[at.position[write]] > now[at.applied]) {
                violated(R2, "a client does not read what it was answered as written");
            }
        }
        if (now[at.shown] > now[at.applied] && !isViolated()) {
            violated(R3, "a client reads something older than it has read before");
        }
    }
}
