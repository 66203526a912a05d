package dev.bailey.control;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The time after one cutover, with its conditions as they stand. Confined to its {@link Observation}. */
final class ObservationWindow implements AutoCloseable {

    private final long epoch;
    private final Instant since;
    private final Instant until;
    private final List<Watched> watched = new ArrayList<>();
    private final Set<String> asked = new LinkedHashSet<>();
    private String question = "";

    private static final class Watched {
        private final Trigger trigger;
        private final TriggerWatch watch;
        private @Nullable Reading reading;
        private boolean excused;
        private long notFineNanos;

        Watched(Trigger trigger, TriggerWatch watch, boolean excused, long beganNanos) {
            this.trigger = trigger;
            this.watch = watch;
            this.excused = excused;
            this.notFineNanos = beganNanos;
        }

        void look(Sight sight) {
            Reading now = watch.look(sight);
            reading = now;
            if (now.isFine()) {
                excused = false;
            } else {
                notFineNanos = sight.nanos();
            }
        }

        /** Fine for its time, or let be by somebody. */
        boolean isQuiet(long nowNanos) {
            return excused
                    || (reading != null
                            && reading.isFine()
                            && nowNanos - notFineNanos >= trigger.time().toNanos());
        }
    }

    /** A condition that has been so for its time. */
    record Due(Trigger trigger, Reading reading) {

        String because() {
            return reading.because(trigger);
        }

        boolean isUnknown() {
            return reading.state() == Reading.State.UNKNOWN;
        }
    }

    /** Goes on where the journal says that it stood. */
    ObservationWindow(Observed observed, List<Trigger> triggers, TriggerWatch.Begin begin) {
        this.epoch = observed.epoch();
        this.since = observed.since();
        this.until = observed.until();
        Set<String> excused = new LinkedHashSet<>();
        for (Observed.Question each : observed.questions()) {
            if (each.answer().isPresent()) {
                excused.addAll(each.conditions());
            } else {
                ask(each.because(), each.conditions());
            }
        }
        for (Trigger trigger : triggers) {
            watched.add(new Watched(
                    trigger, TriggerWatch.of(trigger, begin), excused.contains(trigger.name()), begin.sinceNanos()));
        }
    }

    long epoch() {
        return epoch;
    }

    Instant until() {
        return until;
    }

    /** An excuse lasts until the condition is fine again. */
    void look(Sight sight) {
        watched.forEach(each -> each.look(sight));
    }

    /** Conditions because of which something has to happen, in the order of the plan. */
    List<Due> due() {
        List<Due> due = new ArrayList<>();
        for (Watched each : watched) {
            if (each.reading != null && each.reading.due() && !each.excused) {
                due.add(new Due(each.trigger, each.reading));
            }
        }
        return due;
    }

    boolean isAsking() {
        return !asked.isEmpty();
    }

    boolean hasAsked(Trigger trigger) {
        return asked.contains(trigger.name());
    }

    /** People have to say what becomes of it. */
    void ask(String because, List<String> conditions) {
        question = question.isEmpty() ? because : question + "; " + because;
        asked.addAll(conditions);
    }

    String question() {
        return question;
    }

    /** Somebody answers that it may go on as it is. */
    void excuse() {
        watched.forEach(each -> each.excused |= asked.contains(each.trigger.name()));
        asked.clear();
        question = "";
    }

    /** Whether nothing speaks against leaving it, once its time is over. */
    boolean isQuiet(long nowNanos) {
        return !isAsking() && watched.stream().allMatch(each -> each.isQuiet(nowNanos));
    }

    Status.Observation line(Instant now) {
        return new Status.Observation(
                since,
                until,
                isAsking() ? "paused" : "observing",
                isAsking() ? question : null,
                watched.stream().map(each -> line(each, now)).toList());
    }

    private static Status.ConditionLine line(Watched each, Instant now) {
        Reading reading = Optional.ofNullable(each.reading)
                .orElseGet(() -> Reading.unknown(Duration.ZERO, each.trigger.unknownAfter(), "not looked at yet"));
        return new Status.ConditionLine(
                each.trigger.name(),
                StatusView.lower(reading.state()),
                reading.isFine() ? null : now.minus(reading.lasting()),
                reading.measured(),
                each.trigger.allowed(),
                each.excused);
    }

    @Override
    public void close() {
        watched.forEach(each -> each.watch.close());
    }
}
