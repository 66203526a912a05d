package dev.bailey.replication;

import dev.bailey.core.Retained;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How fast the log that a server keeps for one stream grows, and when it reaches its limit. A server lets go of log in
 * large pieces, so what counts is how the least that it kept rises from one half of the window to the other. Confined
 * to its owner's lock.
 */
final class LogRoom {

    private static final Duration WINDOW = Duration.ofMinutes(2);

    /** A rate measured over less than this is noise. */
    private static final Duration MEASURED_MIN = Duration.ofSeconds(10);

    /** At one a heartbeat, more than a window holds unless heartbeats come several times a second. */
    private static final int SAMPLES_MAX = 1_000;

    /** When the stream was last confirmed, as the first measurement has it; empty where that says nothing. */
    private Optional<Instant> confirmed = Optional.empty();

    private record Sample(Instant at, Retained retained) {}

    private final InstantSource clock;
    private final Deque<Sample> samples = new ArrayDeque<>();

    LogRoom(InstantSource clock) {
        this.clock = clock;
    }

    void measured(Retained retained) {
        Instant now = clock.instant();
        forgetBut(now);
        if (confirmed.isEmpty()) {
            confirmed = retained.expiry().map(expiry -> now.minus(expiry.confirmed()));
        }
        if (samples.size() == SAMPLES_MAX) {
            samples.removeFirst();
        }
        samples.addLast(new Sample(now, retained));
    }

    /**
     * Empty too when nothing was measured for as long as the window is.
     *
     * @param behind how old the log is that the stream has come to; until that is known, what it was last confirmed
     *     with may be the next
     */
    Optional<LogKept> kept(Optional<Duration> behind) {
        Instant now = clock.instant();
        forgetBut(now);
        if (samples.isEmpty()) {
            return Optional.empty();
        }
        Retained last = samples.getLast().retained;
        Optional<Duration> age = behind.or(() -> confirmed.map(at -> Duration.between(at, now)));
        Optional<LogKept.Aging> aging = last.expiry()
                .map(expiry -> new LogKept.Aging(expiry.from(), age.orElse(expiry.confirmed()), expiry.after()));
        return Optional.of(new LogKept(last.bytes(), last.bytesMax(), left(last), aging));
    }

    private void forgetBut(Instant now) {
        // A clock that was set back makes what was measured before it meaningless.
        samples.removeIf(sample -> sample.at.isAfter(now) || sample.at.isBefore(now.minus(WINDOW)));
    }

    private Optional<Duration> left(Retained last) {
        double bytesPerSecond = bytesPerSecond();
        if (last.bytesMax().isEmpty() || bytesPerSecond <= 0) {
            return Optional.empty();
        }
        long seconds = (long) (Math.max(0, last.bytesMax().getAsLong() - last.bytes()) / bytesPerSecond);
        return Optional.of(Duration.ofSeconds(Math.min(seconds, LogKept.LEFT_MAX.toSeconds())));
    }

    private double bytesPerSecond() {
        Instant first = samples.getFirst().at;
        Duration measured = Duration.between(first, samples.getLast().at);
        if (measured.compareTo(MEASURED_MIN) < 0) {
            return 0;
        }
        Instant middle = first.plus(measured.dividedBy(2));
        long before = least(first, middle);
        long after = least(middle, samples.getLast().at.plusNanos(1));
        return (double) (after - before) / (measured.toMillis() / 2000.0);
    }

    private long least(Instant from, Instant until) {
        OptionalLong least = samples.stream()
                .filter(sample -> !sample.at.isBefore(from) && sample.at.isBefore(until))
                .mapToLong(sample -> sample.retained.bytes())
                .min();
        return least.orElseThrow();
    }
}
