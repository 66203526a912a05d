package dev.bailey.router;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Which requests are written down one by one, and where. Requests that failed, were answered with 500 and more, were
 * refused, held or left by their client, and slow ones are always written; of the others a sample. Immutable.
 *
 * @param file to which lines of JSON are appended; empty for the standard output
 * @param samplePercent how many of the ordinary requests are written, 0 to 100
 * @param slow from which time on a request is always written
 * @param showsQueries whether the values in query strings are written; they are masked otherwise, because they hold
 *     tokens and names
 */
public record AccessLog(Optional<Path> file, double samplePercent, Duration slow, boolean showsQueries) {

    public static final double SAMPLE_PERCENT = 1;
    public static final Duration SLOW = Duration.ofSeconds(1);

    static final double PERCENT_MAX = 100;

    public AccessLog {
        if (!(samplePercent >= 0 && samplePercent <= PERCENT_MAX)) {
            throw new IllegalArgumentException("a sample lies in 0..100 %: " + samplePercent);
        }
        if (slow.toMillis() < 1) {
            throw new IllegalArgumentException("a request is slow from 1 ms on at the earliest: " + slow);
        }
    }

    /** A sample of 1 %, slow from a second on, without the values of queries. */
    public static AccessLog to(Path file) {
        return new AccessLog(Optional.of(file), SAMPLE_PERCENT, SLOW, /* showsQueries= */ false);
    }

    public AccessLog sampling(double newSamplePercent) {
        return new AccessLog(file, newSamplePercent, slow, showsQueries);
    }

    public AccessLog slowFrom(Duration newSlow) {
        return new AccessLog(file, samplePercent, newSlow, showsQueries);
    }

    public AccessLog showingQueries() {
        return new AccessLog(file, samplePercent, slow, /* showsQueries= */ true);
    }
}
