package dev.bailey.control;

import dev.bailey.core.Problem;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether to wait for a world that is not there yet. Immutable. */
enum Patience {
    /** The first failure is the last. */
    NONE,
    /** Tries again until it works or is interrupted: a password may be mended, a right be granted. */
    ENDLESS;

    private static final Logger LOG = LoggerFactory.getLogger(Patience.class);
    private static final Duration PAUSE_AT_FIRST = Duration.ofSeconds(1);

    /** An account that is locked after some wrong passwords is not knocked at all the time. */
    private static final Duration PAUSE_MAX = Duration.ofSeconds(10);

    /** What has been told already is told again after so long. */
    private static final Duration SILENCE_MAX = Duration.ofMinutes(1);

    static Patience of(boolean endless) {
        return endless ? ENDLESS : NONE;
    }

    <T> T until(Supplier<T> works) throws InterruptedException {
        Duration pause = PAUSE_AT_FIRST;
        String told = "";
        long toldAt = 0;
        while (true) {
            try {
                return works.get();
            } catch (Problem problem) {
                if (this == NONE) {
                    throw problem;
                }
                String message = String.valueOf(problem.getMessage());
                if (!message.equals(told) || System.nanoTime() - toldAt > SILENCE_MAX.toNanos()) {
                    LOG.warn("{}; trying again until it works", message);
                    told = message;
                    toldAt = System.nanoTime();
                }
            }
            LockSupport.parkNanos(pause.toNanos());
            pause = pause.multipliedBy(2).compareTo(PAUSE_MAX) < 0 ? pause.multipliedBy(2) : PAUSE_MAX;
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }
}
