package dev.bailey.control;

import dev.bailey.core.Problem;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Something that is done again and again on a thread of its own, whatever becomes of it once, until this is closed.
 * Thread-safe.
 */
final class Repeated implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Repeated.class);

    private final ScheduledExecutorService thread;

    /** Kept so that nobody takes it for forgotten; it ends with its thread. */
    private final Future<?> task;

    private Repeated(ScheduledExecutorService thread, Future<?> task) {
        this.thread = thread;
        this.task = task;
    }

    /**
     * Begins at once.
     *
     * @param pause between the end of one time and the beginning of the next
     * @param what it is, for the log and as the name of the thread
     */
    static Repeated every(Duration pause, String what, Runnable work) {
        ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread made = new Thread(task, "bailey-" + what);
            made.setDaemon(true);
            return made;
        });
        return new Repeated(
                thread,
                thread.scheduleWithFixedDelay(
                        () -> once(pause, what, work), 0, pause.toMillis(), TimeUnit.MILLISECONDS));
    }

    private static void once(Duration pause, String what, Runnable work) {
        try {
            work.run();
        } catch (Problem problem) {
            LOG.warn("{}: {}; tried again in {} ms", what, problem.getMessage(), pause.toMillis());
        } catch (RuntimeException bug) {
            LOG.error("a bug in {}, which is done every {} ms", what, pause.toMillis(), bug);
        }
    }

    /** Interrupts what is being done. */
    @Override
    public void close() {
        task.cancel(/* mayInterruptIfRunning= */ true);
        thread.shutdownNow();
    }
}
