package dev.bailey.verification;

import dev.bailey.core.KeyOrder;
import java.time.Duration;

/**
 * How a comparison goes about its work. Immutable.
 *
 * @param tablesAtOnce tables compared at the same time; each takes one connection on either side
 * @param bucketsFirst parts in which a table is summed at first, a power of two
 * @param bucketsMax parts in which a large table is summed again of which more rows than {@code rowsPerFetch} may
 *     differ, a power of two; bounds memory
 * @param rowsPerBucket rows that a part should hold at most, so that a differing part costs little to read
 * @param rowsPerFetch rows of differing parts that are held in memory at once, for each side
 * @param rowsPerRange of a table with a {@link KeyOrder}, compared in one go at most; fewer while that takes long
 * @param keysPerRead keys asked for in one round trip
 * @param looks how often a row that differs is looked at again under traffic; at least two, see {@link SecondLook}
 * @param firstPause wait before a row that moved is looked at again; doubles each time
 * @param longestPause what that wait grows to
 * @param differingRowsMax a table with more rows that differ is given up as different
 * @param differencesKept differences that a verdict lists
 * @param imagesKept differences listed with whole rows, the rest with digests only
 */
public record VerificationSettings(
        int tablesAtOnce,
        int bucketsFirst,
        int bucketsMax,
        int rowsPerBucket,
        int rowsPerFetch,
        int rowsPerRange,
        int keysPerRead,
        int looks,
        Duration firstPause,
        Duration longestPause,
        int differingRowsMax,
        int differencesKept,
        int imagesKept) {

    public VerificationSettings {
        atLeast(1, tablesAtOnce, "tablesAtOnce");
        powerOfTwo(bucketsFirst, "bucketsFirst");
        powerOfTwo(bucketsMax, "bucketsMax");
        atLeast(bucketsFirst, bucketsMax, "bucketsMax");
        atLeast(1, rowsPerBucket, "rowsPerBucket");
        atLeast(1, rowsPerFetch, "rowsPerFetch");
        atLeast(1, rowsPerRange, "rowsPerRange");
        atLeast(1, keysPerRead, "keysPerRead");
        atLeast(2, looks, "looks");
        atLeast(1, differingRowsMax, "differingRowsMax");
        atLeast(1, differencesKept, "differencesKept");
        atLeast(0, imagesKept, "imagesKept");
        if (firstPause.isNegative() || firstPause.compareTo(longestPause) > 0) {
            throw new IllegalArgumentException(
                    "firstPause lies between zero and longestPause: " + firstPause + ", " + longestPause);
        }
    }

    /** Fit for production: about 10 MB of memory a table, and little load on either side. */
    public static VerificationSettings standard() {
        return new VerificationSettings(
                2,
                4_096,
                65_536,
                64,
                100_000,
                5_000,
                1_000,
                10,
                Duration.ofMillis(20),
                Duration.ofSeconds(2),
                100_000,
                1_000,
                100);
    }

    private static void atLeast(int least, int value, String name) {
        if (value < least) {
            throw new IllegalArgumentException(name + " is at least " + least + ": " + value);
        }
    }

    private static void powerOfTwo(int value, String name) {
        if (Integer.bitCount(value) != 1 || value < 1) {
            throw new IllegalArgumentException(name + " is a power of two: " + value);
        }
    }
}
