package dev.bailey.control;

import java.util.Arrays;

/** What a state of a {@link ModelWorld} holds. Sides are 0 (source) and 1 (target). */
final class ModelLayout extends ModelFields {

    private static final int EPOCH_BITS = 3;

    /** For each store and side: {@link ModelGuardRules} kind and epoch, entries logged, entries applied opposite. */
    final int[][] guard;

    final int[][] guardEpoch;
    final int[][] logged;
    final int[][] applied;
    /** For each store, side and place: a write (from 1), plus 8 when marked as applied by a stream. */
    final int[][][] log;
    /** For each store: one more than where the reverse stream begins; 0 before it is known. */
    final int[] reverseFrom;
    /** For each store: how much of the log stands before the marker. */
    final int[] mark;
    /** For each side: the writes that it holds, as bits. */
    final int[] data;

    /** The control plane: its phase, the store it is at, the journal, and what it knows only in memory. */
    final int phase;

    final int storeAt;
    final int intentOpen;
    final int intentFrom;
    final int intentEpoch;
    final int commitNoted;
    final int owner;
    final int routeEpoch;
    final int leaseWasOver;
    final int restarted;
    final int dead;

    /** A command that hangs. */
    final int lateCommand;

    final int lateSide;
    final int lateEpoch;
    final int lateStore;

    /** An apply transaction of a dead control plane; one more than the entry it applies, 0 for none. */
    final int zombie;

    final int zombieSide;
    final int zombieStore;

    /** A message to a router that comes late: 1 a hold, 2 a route. */
    final int lateRoute;

    final int lateRouteTo;
    final int lateRouteEpoch;
    final int lateRouteSide;

    /** For each router: side, held, epoch, link (0 up, 1 cut, 2 frozen), and whether it answered "held". */
    final int[] side = new int[2];

    final int[] held = new int[2];
    final int[] epoch = new int[2];
    final int[] link = new int[2];
    final int[] answered = new int[2];

    /** For each write, its {@link ModelWrites} stage. */
    final int[] stage;

    /** What is left of each fault. */
    final int crashesLeft;

    final int cutsLeft;
    final int lateLeft;
    final int clockStepsLeft;
    final int movesLeft;
    final int deathsLeft;
    final int lateRoutesLeft;
    final int lostLeft;

    ModelLayout(ModelSetup setup) {
        int stores = setup.stores();
        guard = new int[stores][2];
        guardEpoch = new int[stores][2];
        logged = new int[stores][2];
        applied = new int[stores][2];
        log = new int[stores][2][setup.logLength()];
        reverseFrom = new int[stores];
        mark = new int[stores];
        for (int store = 0; store < stores; store++) {
            for (int on = 0; on < 2; on++) {
                guard[store][on] = field("guard", 2);
                guardEpoch[store][on] = field("guard's epoch", EPOCH_BITS);
                logged[store][on] = field("logged", 3);
                applied[store][on] = field("applied", 3);
                Arrays.setAll(log[store][on], i -> field("log", 4));
            }
            reverseFrom[store] = field("reverse position", 3);
            mark[store] = field("mark", 3);
        }
        data = new int[] {field("data of the source", setup.writes()), field("data of the target", setup.writes())};
        phase = field("phase", 5);
        storeAt = field("store at", 1);
        intentOpen = field("intent open", 1);
        intentFrom = field("intent from", 1);
        intentEpoch = field("intent's epoch", EPOCH_BITS);
        commitNoted = field("commit noted", 1);
        owner = field("owner", 1);
        routeEpoch = field("route's epoch", EPOCH_BITS);
        leaseWasOver = field("lease was over", 1);
        restarted = field("restarted", 1);
        dead = field("dead", 1);
        lateCommand = field("late command", 3);
        lateSide = field("its side", 1);
        lateEpoch = field("its epoch", EPOCH_BITS);
        lateStore = field("its store", 1);
        zombie = field("zombie", 3);
        zombieSide = field("its side", 1);
        zombieStore = field("its store", 1);
        lateRoute = field("late route", 2);
        lateRouteTo = field("its router", 1);
        lateRouteEpoch = field("its epoch", EPOCH_BITS);
        lateRouteSide = field("its side", 1);
        for (int router = 0; router < 2; router++) {
            side[router] = field("router's side", 1);
            held[router] = field("router holds", 1);
            epoch[router] = field("router's epoch", EPOCH_BITS);
            link[router] = field("router's link", 2);
            answered[router] = field("router answered", 1);
        }
        stage = new int[setup.writes()];
        Arrays.setAll(stage, i -> field("write's stage", 4));
        crashesLeft = field("crashes left", 2);
        cutsLeft = field("cuts left", 2);
        lateLeft = field("late commands left", 1);
        clockStepsLeft = field("clock steps left", 1);
        movesLeft = field("moves left", 2);
        deathsLeft = field("deaths left", 1);
        lateRoutesLeft = field("late routes left", 1);
        lostLeft = field("lost answers left", 1);
    }
}
