package dev.bailey.control;

/**
 * What a state of {@link CanaryWorld} holds. A router's <em>life</em> is one process of it: each router has two at
 * most, the numbers 2r and 2r + 1.
 */
final class CanaryLayout extends ModelFields {

    static final int NUMBER_BITS = 3;

    /** For each write: its stage, where it stands in the source's log (from 1), and the life it went through. */
    final int[] stage;

    final int[] position;
    final int[] life;
    /** The number in its answer's cookie. */
    final int[] cookie;

    final int logged;
    final int applied;

    /** For each router: whether it is in its second life, its next number, its stamps, its floor. */
    final int[] restarted;

    final int[] number;
    final int[] last;
    final int[] lastOfAll;
    final int[] floor;
    /** Whether it sends reads to the canary side, and of which copy of it. */
    final int[] on;

    final int[] copy;
    /** For each router and life: what it was told is covered. */
    final int[][] told;
    /** For each router: the word under way, its life and number; number 0 for none. */
    final int[] wordLife;

    final int[] word;

    /** The control plane, for each life: heard, heard when the round's position was taken, covered. */
    final int[] heard;

    final int[] round;
    final int[] covered;
    /** One more than the round's position; 0 without a round. */
    final int roundPosition;

    final int currentCopy;
    /** The client: its cookies, a bit for each life and number; whether it showed that it keeps them. */
    final int[] jar;

    final int keeps;
    /** What the owner has shown it. */
    final int shown;

    final int crashesLeft;
    final int reloadsLeft;

    CanaryLayout(CanarySetup setup) {
        int writes = setup.writes();
        int routers = setup.number(CanaryKnob.ROUTERS);
        int lives = 2 * routers;
        stage = fields("write's stage", 3, writes);
        position = fields("write's position", 2, writes);
        life = fields("write's life", 3, writes);
        cookie = fields("write's cookie", NUMBER_BITS, writes);
        logged = field("logged", 2);
        applied = field("applied", 2);
        restarted = fields("restarted", 1, routers);
        number = fields("number", NUMBER_BITS, routers);
        last = fields("last", NUMBER_BITS, routers);
        lastOfAll = fields("last of all", NUMBER_BITS, routers);
        floor = fields("floor", NUMBER_BITS, routers);
        on = fields("on", 1, routers);
        copy = fields("copy", 1, routers);
        told = new int[routers][];
        for (int router = 0; router < routers; router++) {
            told[router] = fields("told", NUMBER_BITS, lives);
        }
        wordLife = fields("word's life", 3, routers);
        word = fields("word", NUMBER_BITS, routers);
        heard = fields("heard", NUMBER_BITS, lives);
        round = fields("round", NUMBER_BITS, lives);
        covered = fields("covered", NUMBER_BITS, lives);
        roundPosition = field("round's position", 3);
        currentCopy = field("current copy", 1);
        jar = fields("jar", 1 << NUMBER_BITS, lives);
        keeps = field("keeps cookies", 1);
        shown = field("shown", 2);
        crashesLeft = field("crashes left", 2);
        reloadsLeft = field("reloads left", 1);
    }
}
