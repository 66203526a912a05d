package dev.bailey.control;

import java.time.Duration;
import java.util.Optional;
import java.util.function.ToLongFunction;

/** Counts since the cutover. What was counted stays so, whatever becomes of the streams. */
final class CountWatch implements TriggerWatch {

    private final Trigger.Counted trigger;
    private final long before;
    private final ToLongFunction<WayBack> count;
    private long knownNanos;
    private long fineNanos;

    CountWatch(Trigger.Counted trigger, long before, ToLongFunction<WayBack> count, long sinceNanos) {
        this.trigger = trigger;
        this.before = before;
        this.count = count;
        this.knownNanos = sinceNanos;
        this.fineNanos = sinceNanos;
    }

    @Override
    public Reading look(Sight sight) {
        long since = Math.max(0, count.applyAsLong(sight.wayBack()) - before);
        String measured = trigger.what().told(since);
        if (since >= trigger.count()) {
            return Reading.bad(Duration.ofNanos(sight.nanos() - fineNanos), /* due= */ true, measured);
        }
        fineNanos = sight.nanos();
        Optional<String> trouble = sight.wayBack().trouble();
        if (trouble.isPresent()) {
            return Reading.unknown(Duration.ofNanos(sight.nanos() - knownNanos), trigger.unknownAfter(), trouble.get());
        }
        knownNanos = sight.nanos();
        return Reading.fine(measured);
    }
}
