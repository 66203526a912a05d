package dev.bailey.control;

import dev.bailey.core.Side;
import java.util.HashMap;
import java.util.Map;

/**
 * Keeps the keys apart that sequences of both sides give out while slices live on both: each side has a range of its
 * own, and the one whose range is about to end jumps over the other's. Ascending sequences. Thread-safe.
 */
final class KeysApart {

    /** Of a range, in steps: what Bailey may sleep through. */
    static final long GAP = 1_000_000;

    private final long gap;
    private final Jump jump;

    /** Of each sequence, which side's range ends, and where the other's begins; none until both were seen. */
    private final Map<String, Ceiling> ceilings = new HashMap<>();

    private record Ceiling(Side side, long value) {}

    /** Sets sequences of a side so that the next value lies a gap past the one given; never back. */
    @FunctionalInterface
    interface Jump {
        void over(Side side, Map<String, Long> values);
    }

    KeysApart(long gap, Jump jump) {
        this.gap = gap;
        this.jump = jump;
    }

    /** A move sets sequences too, or nobody has looked for a while: what is known of ranges is out of date. */
    synchronized void forget() {
        ceilings.clear();
    }

    /**
     * One look, at least as often as a side uses up half a gap.
     *
     * @param source the last values given out there, by name
     * @param target likewise; what only one side has is left alone
     */
    synchronized void look(Map<String, Long> source, Map<String, Long> target) {
        for (Side side : Side.values()) {
            Map<String, Long> mine = side == Side.SOURCE ? source : target;
            Map<String, Long> others = side == Side.SOURCE ? target : source;
            Map<String, Long> over = new HashMap<>();
            mine.forEach((name, value) -> {
                Long other = others.get(name);
                if (other != null && isNear(name, side, value, other)) {
                    over.put(name, other);
                }
            });
            if (!over.isEmpty()) {
                jump.over(side, over);
                over.forEach((name, other) -> ceilings.put(name, new Ceiling(side.opposite(), other + gap)));
            }
        }
    }

    /** Without a ceiling nobody knows where the other's range began, so the lower one jumps at once. */
    private boolean isNear(String name, Side side, long value, long other) {
        Ceiling ceiling = ceilings.get(name);
        if (ceiling == null) {
            return value < other || (value == other && side == Side.TARGET);
        }
        return ceiling.side == side && ceiling.value - value < gap / 2;
    }
}
