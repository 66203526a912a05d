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
    private static final Duration PAUSE = Duration.ofSeconds(1);

    static Patience of(boolean endless) {
        return endless ? ENDLESS : NONE;
    }

    <T> T until(Supplier<T> works) throws InterruptedException {
        while (true) {
            try {
                return works.get();
            } catch (Problem problem) {
                if (this == NONE) {
                    throw problem;
                }
                LOG.warn("{}; trying again", problem.getMessage());
            }
            LockSupport.parkNanos(PAUSE.toNanos());
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }
}
