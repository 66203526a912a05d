package dev.bailey.control;

import dev.bailey.runbook.Command;
import dev.bailey.runbook.Look;
import java.io.IOException;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Asks again and again, on a thread of its own: bad from the first question of a row that all went wrong. */
final class ProbeWatch implements TriggerWatch {

    /** An answer that is later than its limit by this is not coming. */
    private static final Duration SLACK = Duration.ofSeconds(5);

    private final Trigger.Own trigger;
    private final Duration answersWithin;
    private final LongSupplier nanoTime;
    private @Nullable Repeated repeated;
    private @Nullable Answer last;
    private long knownNanos;
    private long badNanos;

    /** What came of one question. */
    record Answer(Kind kind, String sentence) {

        enum Kind {
            AS_EXPECTED,
            NOT_AS_EXPECTED,
            /** It could not be asked. */
            UNKNOWN
        }

        static Answer asExpected(String sentence) {
            return new Answer(Kind.AS_EXPECTED, sentence);
        }

        static Answer notAsExpected(String sentence) {
            return new Answer(Kind.NOT_AS_EXPECTED, sentence);
        }

        static Answer unknown(String because) {
            return new Answer(Kind.UNKNOWN, because);
        }
    }

    static ProbeWatch start(Trigger.Own trigger, Look look, long sinceNanos) {
        ProbeWatch watch = new ProbeWatch(trigger, sinceNanos, System::nanoTime);
        watch.repeated = Repeated.every(trigger.every(), "condition", () -> watch.ask(look));
        return watch;
    }

    ProbeWatch(Trigger.Own trigger, long sinceNanos, LongSupplier nanoTime) {
        this.trigger = trigger;
        this.answersWithin = trigger.every().plus(trigger.question().limit()).plus(SLACK);
        this.nanoTime = nanoTime;
        this.knownNanos = sinceNanos;
    }

    /** Asks once, and keeps the answer. */
    void ask(Look look) {
        long asked = nanoTime.getAsLong();
        String what = trigger.question().title();
        try {
            answered(
                    asked,
                    look.ask(trigger.question())
                            .map(because -> Answer.notAsExpected(what + ": " + firstLine(because)))
                            .orElseGet(() -> Answer.asExpected(what + " is as expected")));
        } catch (IOException e) {
            // A program that is not there says nothing about what it would have looked at; a server that is not, does.
            answered(
                    asked,
                    trigger.question() instanceof Command
                            ? Answer.unknown(what + " cannot be run: " + e.getMessage())
                            : Answer.notAsExpected(
                                    what + ": no answer (" + e.getClass().getSimpleName() + ")"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What a body says may fill pages. */
    private static String firstLine(String because) {
        return because.lines().findFirst().orElse("").replace("; it said:", "");
    }

    private synchronized void answered(long askedNanos, Answer answer) {
        boolean wasBad = last != null && last.kind == Answer.Kind.NOT_AS_EXPECTED;
        if (answer.kind == Answer.Kind.NOT_AS_EXPECTED && !wasBad) {
            badNanos = askedNanos;
        }
        if (answer.kind != Answer.Kind.UNKNOWN) {
            knownNanos = askedNanos;
        }
        last = answer;
    }

    @Override
    public synchronized Reading look(Sight sight) {
        Duration old = Duration.ofNanos(sight.nanos() - knownNanos);
        if (last == null) {
            return Reading.unknown(old, trigger.unknownAfter(), "no answer yet");
        } else if (last.kind == Answer.Kind.UNKNOWN) {
            return Reading.unknown(old, trigger.unknownAfter(), last.sentence);
        } else if (old.compareTo(answersWithin) > 0) {
            return Reading.unknown(old, trigger.unknownAfter(), "no answer for " + Spoken.duration(old));
        } else if (last.kind == Answer.Kind.AS_EXPECTED) {
            return Reading.fine(last.sentence);
        }
        Duration lasting = Duration.ofNanos(sight.nanos() - badNanos);
        return Reading.bad(lasting, lasting.compareTo(trigger.time()) >= 0, last.sentence);
    }

    @Override
    public void close() {
        if (repeated != null) {
            repeated.close();
        }
    }
}
