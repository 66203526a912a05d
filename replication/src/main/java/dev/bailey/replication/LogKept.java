package dev.bailey.replication;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Log that a server keeps for a stream, and how long that goes well. Immutable.
 *
 * @param bytesMax past which the server drops the stream; empty when there is no such limit
 * @param left until then at the rate of the last minutes; empty when there is no limit, or what is kept does not grow
 * @param aging where the server throws log away by its age
 */
public record LogKept(long bytes, OptionalLong bytesMax, Optional<Duration> left, Optional<Aging> aging) {

    /**
     * Log that is thrown away when it is old enough.
     *
     * @param from where the stream needs it from
     * @param age of what is there
     * @param after the age at which it is gone
     */
    public record Aging(String from, Duration age, Duration after) {

        /** A server that keeps little is not near the end of it as long as the stream keeps up. */
        boolean isNear() {
            Duration half = after.dividedBy(2);
            return after.minus(age).compareTo(half.compareTo(NEAR) < 0 ? half : NEAR) < 0;
        }

        private String sentence() {
            return "needed from " + from + " on, which is " + words(age) + " old; it throws log away "
                    + (after.isZero() ? "whenever it likes" : "that is older than " + words(after));
        }
    }

    /** Longer than any migration, and short enough to be told in words. */
    static final Duration LEFT_MAX = Duration.ofDays(365);

    /** Time for somebody to be called, to understand, and to make room. */
    private static final Duration NEAR = Duration.ofHours(1);

    private static final double NEAR_SHARE = 0.9;
    private static final String[] UNITS = {"bytes", "kB", "MB", "GB", "TB"};

    /** Whether somebody has to do something about it now. */
    public boolean isNear() {
        return aging.filter(Aging::isNear).isPresent()
                || (left.isPresent() && left.get().compareTo(NEAR) < 0)
                || (bytesMax.isPresent() && bytes > NEAR_SHARE * (double) bytesMax.getAsLong());
    }

    /**
     * For people.
     *
     * @param who keeps it, and for what: {@code the source keeps … for stream shop_forward}
     */
    public String sentence(String who, String stream) {
        String kept = who + " keeps " + size(bytes) + " of log for stream " + stream
                + aging.map(age -> ", " + age.sentence()).orElse("");
        if (bytesMax.isEmpty()) {
            return kept;
        }
        String limit = "its limit (" + size(bytesMax.getAsLong()) + ")";
        return kept + "; "
                + left.map(time -> limit + " is reached in about " + words(time) + " at this rate")
                        .orElse(limit + " is not getting nearer");
    }

    private static String size(long bytes) {
        double number = (double) bytes;
        int unit = 0;
        while (number >= 1000 && unit < UNITS.length - 1) {
            number /= 1000;
            unit++;
        }
        return unit == 0 ? bytes + " bytes" : String.format(Locale.ROOT, "%.1f %s", number, UNITS[unit]);
    }

    private static String words(Duration time) {
        if (time.toMinutes() < 2) {
            return time.toSeconds() + " s";
        } else if (time.toHours() < 2) {
            return time.toMinutes() + " min";
        }
        return time.toDays() < 2 ? time.toHours() + " h" : time.toDays() + " days";
    }
}
