package dev.bailey.bench;

import java.util.List;

/**
 * How much time the router's table may take.
 *
 * @param rounds each contender's runs of a part
 * @param seconds of each measurement
 * @param warmUpSeconds at full speed before the first
 * @param perSecond the rates at which times are taken
 */
record Effort(int rounds, int seconds, int warmUpSeconds, List<Integer> perSecond) {

    /** Within nine minutes. */
    static final Effort FULL = new Effort(3, 4, 20, List.of(1_000, 5_000, 8_000));

    /** Within four. */
    static final Effort BRIEF = new Effort(1, 3, 10, List.of(5_000));

    Effort {
        perSecond = List.copyOf(perSecond);
        if (rounds < 1 || seconds < 1 || warmUpSeconds < 0) {
            throw new IllegalArgumentException("rounds and seconds are at least 1: " + rounds + ", " + seconds);
        }
    }

    /** For parts of which one measurement is long already. */
    int fewerRounds() {
        return Math.max(1, rounds - 1);
    }
}
