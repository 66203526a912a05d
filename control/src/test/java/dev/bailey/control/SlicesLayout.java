package dev.bailey.control;

import java.util.Arrays;

/** What a state of {@link SlicesWorld} holds. Sides are 0 (source) and 1 (target). */
final class SlicesLayout extends ModelFields {

    private static final int EPOCH_BITS = 3;
    private static final int LENGTH_BITS = 3;

    /** For each slice and side: {@link ModelGuardRules} kind and epoch. */
    final int[][] guard;

    final int[][] guardEpoch;

    /** For each slice: the journal, and where the control plane is. */
    final int[] owner;

    final int[] routeEpoch;
    final int[] intentOpen;
    final int[] intentFrom;
    final int[] intentEpoch;
    final int[] commitNoted;
    final int[] phase;
    final int[] restarted;
    final int[] mark;
    /** For each slice: whose changes the streams carry, a bit for each side. */
    final int[] carried;
    /** For each slice and router: whether it said "held". */
    final int[][] answered;

    /** The process: up, down, starting; and whether it stays down. */
    final int process;

    final int dead;

    /** For each side: the store's log, how far it was carried, and the writes that the side holds, as bits. */
    final int[] logged;

    final int[] applied;
    final int[][] log;
    final int[] data;
    /** One more than where the reverse stream begins; 0 before it is known. */
    final int reverseFrom;

    /** For each router: its link, and of each slice side, held, epoch. */
    final int[] link;

    final int[][] side;
    final int[][] held;
    final int[][] epoch;

    final int[] stage;

    /** A command that hangs. */
    final int lateCommand;

    final int lateSlice;
    final int lateSide;
    final int lateEpoch;

    /** A table of routes that comes late: one more than its router; of each slice side, held, epoch. */
    final int lateTable;

    final int[] lateTableSide;
    final int[] lateTableHeld;
    final int[] lateTableEpoch;

    /** An apply transaction of a dead process: one more than the entry. */
    final int zombie;

    final int zombieSide;

    final int crashesLeft;
    final int deathsLeft;
    final int cutsLeft;
    final int lateLeft;
    final int lostLeft;
    final int movesLeft;
    final int lateTablesLeft;

    SlicesLayout(SlicesSetup setup) {
        int slices = setup.slices();
        int routers = setup.routers();
        int epochBits = setup.number(SlicesKnob.ATT) > 3 ? EPOCH_BITS + 1 : EPOCH_BITS;
        guard = table("guard", 2, slices, 2);
        guardEpoch = table("guard's epoch", epochBits, slices, 2);
        owner = fields("owner", 1, slices);
        routeEpoch = fields("route's epoch", epochBits, slices);
        intentOpen = fields("intent open", 1, slices);
        intentFrom = fields("intent from", 1, slices);
        intentEpoch = fields("intent's epoch", epochBits, slices);
        commitNoted = fields("commit noted", 1, slices);
        phase = fields("phase", 5, slices);
        restarted = fields("restarted", 1, slices);
        mark = fields("mark", LENGTH_BITS, slices);
        carried = fields("carried", 2, slices);
        answered = table("answered", 1, slices, routers);
        process = field("process", 2);
        dead = field("dead", 1);
        logged = fields("logged", LENGTH_BITS, 2);
        applied = fields("applied", LENGTH_BITS, 2);
        boolean mayRepeat = !setup.has(SlicesKnob.LOOPMARK) || !setup.has(SlicesKnob.CPCAS);
        log = table("log", 4, 2, setup.writes() + (mayRepeat ? 1 : 0));
        data = fields("data", setup.writes(), 2);
        reverseFrom = field("reverse position", LENGTH_BITS);
        link = fields("router's link", 2, routers);
        side = table("router's side", 1, routers, slices);
        held = table("router holds", 1, routers, slices);
        epoch = table("router's epoch", epochBits, routers, slices);
        stage = fields("write's stage", 4, setup.writes());
        lateCommand = field("late command", 3);
        lateSlice = field("its slice", 2);
        lateSide = field("its side", 1);
        lateEpoch = field("its epoch", epochBits);
        int tables = setup.has(SlicesKnob.RL) ? slices : 0;
        lateTable = field("late table", 2);
        lateTableSide = fields("its side", 1, tables);
        lateTableHeld = fields("its hold", 1, tables);
        lateTableEpoch = fields("its epoch", epochBits, tables);
        zombie = field("zombie", LENGTH_BITS);
        zombieSide = field("its side", 1);
        crashesLeft = field("crashes left", 2);
        deathsLeft = field("deaths left", 1);
        cutsLeft = field("cuts left", 2);
        lateLeft = field("late commands left", 1);
        lostLeft = field("lost answers left", 1);
        movesLeft = field("moves left", 3);
        lateTablesLeft = field("late tables left", 1);
    }

    private int[][] table(String name, int bits, int rows, int columns) {
        int[][] all = new int[rows][];
        Arrays.setAll(all, row -> fields(name, bits, columns));
        return all;
    }
}
