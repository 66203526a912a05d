package dev.bailey.control;

import dev.bailey.core.Problem;
import dev.bailey.core.Side;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks for the way back on behalf of the plan, again and again where it is refused. Thread-safe. */
final class RollBack {

    /** Who asks for a rollback that nobody asked for. */
    static final String PLAN = "the plan: ";

    /** A thread for each attempt, of which there is one at a time. */
    static final Executor ASIDE = task -> {
        Thread thread = new Thread(task, "bailey-roll-back");
        thread.setDaemon(true);
        thread.start();
    };

    private static final Logger LOG = LoggerFactory.getLogger(RollBack.class);

    /** A gate that is closed now may be open then; and people have time to read why. */
    private static final Duration TRY_EVERY = Duration.ofSeconds(5);

    /** An attempt that has no end by then is stuck at a database that does not answer. */
    private static final Duration TRY_MAX = Duration.ofSeconds(10);

    /** What is closed for a moment only is no reason to wake anybody. */
    private static final int REFUSALS_MIN = 2;

    private final Observation.Mover mover;
    private final Executor aside;
    private final LongSupplier nanoTime;
    private boolean underWay;
    private long triedNanos;
    private int refusals;
    private @Nullable String because;

    /** @param aside carries out attempts while others look on */
    RollBack(Observation.Mover mover, Executor aside, LongSupplier nanoTime) {
        this.mover = mover;
        this.aside = aside;
        this.nanoTime = nanoTime;
        this.triedNanos = nanoTime.getAsLong() - TRY_EVERY.toNanos();
    }

    /** Begins an attempt, if there is none and the last one is long enough ago. */
    void attempt(String reason) {
        synchronized (this) {
            long now = nanoTime.getAsLong();
            if (underWay || now - triedNanos < TRY_EVERY.toNanos()) {
                return;
            }
            underWay = true;
            triedNanos = now;
        }
        LOG.warn("rolling back: {}", reason);
        aside.execute(() -> carryOut(reason));
    }

    private void carryOut(String reason) {
        String refused = null;
        try {
            FlipAnswer answer = mover.move(Side.SOURCE, PLAN + reason);
            if (answer instanceof FlipAnswer.Closed closed) {
                refused = String.join("; ", closed.because());
            } else if (answer instanceof FlipAnswer.GivenUp givenUp) {
                refused = givenUp.move().flip().because();
            }
        } catch (Problem problem) {
            refused = String.valueOf(problem.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            ended(refused);
        }
    }

    private synchronized void ended(@Nullable String refused) {
        underWay = false;
        triedNanos = nanoTime.getAsLong();
        because = refused;
        refusals = refused == null ? 0 : refusals + 1;
        if (refused != null) {
            LOG.warn("not rolled back: {}; it is tried again for as long as the condition holds", refused);
        }
    }

    synchronized boolean isUnderWay() {
        return underWay;
    }

    /** Why people have to be asked after all: it is refused for more than a moment, or has no end. */
    synchronized Optional<String> trouble() {
        if (underWay && nanoTime.getAsLong() - triedNanos >= TRY_MAX.toNanos()) {
            return Optional.of("it is being rolled back, and there is no end of it yet");
        }
        return refusals < REFUSALS_MIN
                ? Optional.empty()
                : Optional.ofNullable(because).map(why -> "it could not be rolled back: " + why);
    }

    /** There is no reason for it any more. */
    synchronized void forget() {
        refusals = 0;
        because = null;
    }
}
