package dev.bailey.control;

import java.time.Duration;
import java.util.Optional;

/** Looks at the lag of the stream that would carry the way back: bad when every look of the time finds it too large. */
final class LagWatch implements TriggerWatch {

    /** Nothing is known of what was between two looks that are further apart. */
    private static final Duration GAP_MAX = Duration.ofSeconds(5);

    private final Trigger.Lag trigger;
    private long knownNanos;
    private long badNanos;
    private boolean bad;

    /** @param sinceNanos from when on it should have been looked at */
    LagWatch(Trigger.Lag trigger, long sinceNanos) {
        this.trigger = trigger;
        this.knownNanos = sinceNanos;
    }

    @Override
    public Reading look(Sight sight) {
        Optional<Duration> behind = sight.wayBack().behind();
        if (behind.isEmpty()) {
            bad = false;
            return Reading.unknown(
                    Duration.ofNanos(sight.nanos() - knownNanos),
                    trigger.unknownAfter(),
                    "the lag of the way back is not known yet"
                            + sight.wayBack()
                                    .trouble()
                                    .map(because -> ": " + because)
                                    .orElse(""));
        }
        boolean wasBad = bad && sight.nanos() - knownNanos <= GAP_MAX.toNanos();
        knownNanos = sight.nanos();
        bad = behind.get().compareTo(trigger.limit()) > 0;
        badNanos = wasBad ? badNanos : sight.nanos();
        String measured = "lag of the way back of " + Spoken.duration(behind.get());
        if (!bad) {
            return Reading.fine(measured);
        }
        Duration lasting = Duration.ofNanos(sight.nanos() - badNanos);
        return Reading.bad(lasting, lasting.compareTo(trigger.time()) >= 0, measured);
    }
}
