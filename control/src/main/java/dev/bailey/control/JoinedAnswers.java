package dev.bailey.control;

import dev.bailey.core.Problem;
import dev.bailey.core.Side;
import dev.bailey.router.Shadow;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Compares answers in a router in a process of its own, where the requests are: what users send and get does not leave
 * it. The control plane is told what was found, and says when both sides have the same data. Thread-safe.
 */
public final class JoinedAnswers implements AutoCloseable {

    /** The control plane does not say that it gave up, and may be gone. */
    private static final Duration CATCH_UP_MAX = Duration.ofSeconds(30);

    /** Whoever waits for a catching up says so in between. */
    private static final Duration TELL_EVERY = Duration.ofMillis(900);

    private final ServiceAnswers answers;
    private Runnable hurry = () -> {};
    private RouterMessage.Comparing told = RouterMessage.Comparing.NOTHING;

    /** The last catching up that somebody waits for. */
    private long wanted;

    /** Of these, the last that the control plane was told of. */
    private long said;

    private long knownNanos = System.nanoTime();

    /** @param plan as the control plane's has it */
    public JoinedAnswers(String service, AnswerPlan plan, Shadow shadow) {
        this.answers = new ServiceAnswers(service, plan, shadow, this::catchUp, this::isReady);
    }

    private synchronized boolean isReady() {
        return told.ready();
    }

    /** Whoever comes while the control plane has not heard of the last one yet joins it. */
    private synchronized void catchUp() {
        long deadline = System.nanoTime() + CATCH_UP_MAX.toNanos();
        if (wanted == said) {
            wanted++;
        }
        long mine = wanted;
        hurryIfHeard();
        while (told.caughtUp() < mine) {
            long leftMillis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (leftMillis <= 0) {
                throw new Problem(
                        Problem.Kind.BUSY, "the control plane does not say that the other side has caught up");
            }
            try {
                wait(leftMillis);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Problem(Problem.Kind.BUSY, "interrupted while the other side caught up", e);
            }
        }
    }

    /**
     * Those that come while it is unanswered go together with the next, which is asked for at the end of the second.
     */
    private void hurryIfHeard() {
        if (wanted > said && told.caughtUp() == said) {
            hurry.run();
        }
    }

    /** @param newHurry lets the control plane be told soon; must return at once */
    synchronized void speaksBy(Runnable newHurry) {
        hurry = newHurry;
    }

    /** What to tell the control plane now. */
    synchronized RouterMessage.Compared say() {
        said = wanted;
        long now = System.nanoTime();
        if (now - knownNanos < TELL_EVERY.toNanos()) {
            return new RouterMessage.Compared(null, said);
        }
        knownNanos = now;
        return new RouterMessage.Compared(known(), said);
    }

    private List<AnswerStatus.Direction> known() {
        return Stream.of(Side.values())
                .map(answers::direction)
                .filter(direction -> !direction.endpoints().isEmpty())
                .map(AnswersTogether::shortened)
                .toList();
    }

    /** What the control plane says of it. */
    void heard(RouterMessage.Comparing now) {
        RouterMessage.Comparing before;
        synchronized (this) {
            before = told;
            told = now;
            hurryIfHeard();
            notifyAll();
        }
        if (now.forgotten() != before.forgotten()) {
            answers.forget();
        }
        if (now.forgotten() != before.forgotten() || !now.accepted().equals(before.accepted())) {
            now.accepted().forEach(each -> answers.accept(each.endpoint(), each.path(), each.reason()));
        }
    }

    @Override
    public void close() {
        answers.close();
    }
}
