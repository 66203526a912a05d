package dev.bailey.control;

import static dev.bailey.control.CanaryKnob.EVICTFREELY;
import static dev.bailey.control.CanaryKnob.NOFLOOR;
import static dev.bailey.control.CanaryKnob.POSITIONEARLY;
import static dev.bailey.control.CanaryKnob.RELOADWHILEON;
import static dev.bailey.control.CanaryKnob.TICKS;

/**
 * How routers learn what the target has: a router says a number, the control plane takes the source's position, the
 * target reaches it, and all routers are told. And what may happen to each of them.
 */
final class CanaryRounds {

    private static final int TICKS_MAX = 3;

    private final CanaryWorld world;
    private final CanaryLayout at;
    private final int[] now;
    private final int[] next;

    CanaryRounds(CanaryWorld world) {
        this.world = world;
        this.at = world.at;
        this.now = world.now;
        this.next = world.next;
    }

    void steps() {
        for (int router = 0; router < world.routers(); router++) {
            if (world.ticks()) {
                seesTick(router);
            } else {
                says(router);
                isHeard(router);
            }
            isTold(router);
            isStartedAnew(router);
            evicts(router);
        }
        if (world.ticks()) {
            ticks();
        }
        takesPosition();
        endsRound();
        applies();
        crashes();
        reloads();
    }

    private void says(int router) {
        int number = now[at.number[router]];
        if (now[at.word[router]] != 0 || number > world.setup.number(CanaryKnob.WORDS)) {
            return;
        }
        world.begin();
        next[at.word[router]] = number;
        next[at.wordLife[router]] = world.life(router);
        next[at.number[router]] = number + 1;
        world.optional("router " + router + " says number " + number);
    }

    private void isHeard(int router) {
        int life = now[at.wordLife[router]];
        if (now[at.word[router]] == 0) {
            return;
        }
        world.begin();
        next[at.heard[life]] = Math.max(now[at.heard[life]], now[at.word[router]]);
        next[at.word[router]] = 0;
        next[at.wordLife[router]] = 0;
        world.fair("the control plane hears number " + now[at.word[router]] + " of life " + life);
    }

    /** The rejected way: the control plane counts. */
    private void ticks() {
        if (now[at.heard[0]] < TICKS_MAX && now[at.roundPosition] == 0) {
            world.begin();
            next[at.heard[0]]++;
            world.optional("tick " + next[at.heard[0]] + " begins");
        }
    }

    private void seesTick(int router) {
        if (now[at.number[router]] < now[at.heard[0]]) {
            world.begin();
            next[at.number[router]] = now[at.heard[0]];
            world.fair("router " + router + " sees tick " + now[at.heard[0]]);
        }
    }

    private void takesPosition() {
        if (now[at.roundPosition] != 0) {
            return;
        }
        boolean more = false;
        for (int life = 0; life < at.heard.length; life++) {
            more |= now[at.heard[life]] > now[at.covered[life]];
        }
        boolean early = world.setup.has(POSITIONEARLY);
        if ((!more && !early) || (world.setup.number(TICKS) == 2 && !everyoneSawTick())) {
            return;
        }
        world.begin();
        next[at.roundPosition] = now[at.logged] + 1;
        for (int life = 0; life < at.heard.length; life++) {
            next[at.round[life]] = now[at.heard[life]];
        }
        world.fair("the control plane takes the source's position " + now[at.logged]);
    }

    private boolean everyoneSawTick() {
        for (int router = 0; router < world.routers(); router++) {
            if (now[at.number[router]] < now[at.heard[0]]) {
                return false;
            }
        }
        return true;
    }

    private void endsRound() {
        if (now[at.roundPosition] == 0 || now[at.applied] < now[at.roundPosition] - 1) {
            return;
        }
        world.begin();
        next[at.roundPosition] = 0;
        int[] upTo = world.setup.has(POSITIONEARLY) ? at.heard : at.round;
        for (int life = 0; life < at.heard.length; life++) {
            next[at.covered[life]] = Math.max(now[at.covered[life]], now[upTo[life]]);
            next[at.round[life]] = 0;
        }
        world.fair("the target has position " + (now[at.roundPosition] - 1));
    }

    private void isTold(int router) {
        boolean newCopy = now[at.copy[router]] != now[at.currentCopy];
        boolean news = newCopy;
        for (int life = 0; life < at.covered.length; life++) {
            news |= now[at.covered[life]] > now[at.told[router][life]];
        }
        if (!news) {
            return;
        }
        world.begin();
        for (int life = 0; life < at.covered.length; life++) {
            int before = newCopy ? 0 : now[at.told[router][life]];
            next[at.told[router][life]] = Math.max(before, now[at.covered[life]]);
        }
        if (world.ticks()) {
            next[at.number[router]] = Math.max(now[at.number[router]], now[at.covered[0]]);
        }
        if (newCopy) {
            next[at.copy[router]] = now[at.currentCopy];
            next[at.floor[router]] = Math.max(now[at.floor[router]], now[at.number[router]]);
            next[at.on[router]] = 1;
        }
        world.fair("router " + router + " is told what the target has");
    }

    private void isStartedAnew(int router) {
        if (now[at.restarted[router]] == 1 || !world.setup.has(CanaryKnob.RESTARTS)) {
            return;
        }
        world.begin();
        next[at.restarted[router]] = 1;
        next[at.number[router]] = world.ticks() ? 0 : 1;
        next[at.last[router]] = 0;
        next[at.lastOfAll[router]] = 0;
        next[at.floor[router]] = world.setup.has(NOFLOOR) ? 0 : 1;
        for (int life = 0; life < at.covered.length; life++) {
            next[at.told[router][life]] = 0;
        }
        for (int write = 0; write < world.setup.writes(); write++) {
            if (world.setup.router(write) == router) {
                int stage = now[at.stage[write]];
                next[at.stage[write]] = stage == CanaryWrites.SENT
                        ? CanaryWrites.LONE
                        : stage == CanaryWrites.COMMITTED ? CanaryWrites.OVER : stage;
            }
        }
        world.optional("router " + router + " is started anew");
    }

    private void evicts(int router) {
        if (!world.setup.has(CanaryKnob.EVICT) || now[at.last[router]] == 0) {
            return;
        }
        world.begin();
        next[at.last[router]] = 0;
        if (!world.setup.has(EVICTFREELY)) {
            next[at.floor[router]] = Math.max(now[at.floor[router]], now[at.last[router]]);
        }
        world.optional("router " + router + " throws away what it knows of the tenant");
    }

    private void applies() {
        if (now[at.applied] < now[at.logged]) {
            world.begin();
            next[at.applied]++;
            world.fair("the target applies one");
        }
    }

    private void crashes() {
        if (now[at.crashesLeft] == 0) {
            return;
        }
        world.begin();
        next[at.crashesLeft]--;
        forgetsRounds();
        world.optional("the control plane is started anew");
    }

    private void forgetsRounds() {
        next[at.roundPosition] = 0;
        for (int life = 0; life < at.heard.length; life++) {
            next[at.heard[life]] = 0;
            next[at.round[life]] = 0;
            next[at.covered[life]] = 0;
        }
    }

    private void reloads() {
        if (now[at.reloadsLeft] == 0) {
            return;
        }
        boolean anyOn = false;
        for (int router = 0; router < world.routers(); router++) {
            anyOn |= now[at.on[router]] == 1;
            if (now[at.on[router]] == 1) {
                world.begin();
                next[at.on[router]] = 0;
                world.optional("router " + router + " confirms: no reads to the target");
            }
        }
        if (!anyOn || world.setup.has(RELOADWHILEON)) {
            world.begin();
            next[at.reloadsLeft]--;
            next[at.applied] = 0;
            next[at.currentCopy] = 1;
            forgetsRounds();
            world.optional("the target's rows are taken away and copied anew");
        }
    }
}
