package dev.bailey.control;

import dev.bailey.router.SideAnswers;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** The answers of the last five minutes, in slices of which the oldest are forgotten. Confined to one thread. */
final class RecentAnswers {

    /** Long enough for a p99 at three requests a second, short enough to be the same time of the day. */
    static final Duration SPAN = Duration.ofMinutes(5);

    private static final Duration SLICE = Duration.ofSeconds(10);

    private final Deque<Slice> slices = new ArrayDeque<>();

    private record Slice(long beganNanos, SideAnswers answers) {}

    void add(long nanos, SideAnswers answers) {
        Slice last = slices.peekLast();
        if (last != null && nanos - last.beganNanos < SLICE.toNanos()) {
            slices.removeLast();
            slices.addLast(new Slice(last.beganNanos, last.answers.plus(answers)));
        } else {
            slices.addLast(new Slice(nanos, answers));
        }
        forget(nanos);
    }

    private void forget(long nanos) {
        while (!slices.isEmpty() && nanos - slices.getFirst().beganNanos > SPAN.toNanos()) {
            slices.removeFirst();
        }
    }

    SideAnswers at(long nanos) {
        forget(nanos);
        return slices.stream().map(Slice::answers).reduce(SideAnswers.NONE, SideAnswers::plus);
    }
}
