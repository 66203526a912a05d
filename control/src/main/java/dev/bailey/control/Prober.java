package dev.bailey.control;

import dev.bailey.core.Problem;
import dev.bailey.runbook.Sender;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks all the time, as a user would, whether the service is there: from a thread and over connections that no router
 * knows of. Thread-safe.
 */
final class Prober implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Prober.class);

    /**
     * As often the name is looked up and a new connection made: neither an old address nor an old way is all that is
     * proven. The JVM keeps what a name stands for as long.
     */
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(30);

    private static final Duration CLOSE_MARGIN = Duration.ofSeconds(1);

    private final Probe probe;
    private final InstantSource clock;
    private final ProbeTally tally;
    private final ScheduledExecutorService thread;
    private final Future<?> repeated;
    private Sender sender = new Sender();
    private long freshNanos = System.nanoTime();

    /** Begins to ask. */
    Prober(String name, Probe probe, Consumer<ProbeNote> notes, InstantSource clock) {
        this.probe = probe;
        this.clock = clock;
        this.tally = new ProbeTally(name, probe, notes);
        this.thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread made = new Thread(task, "bailey-probe-" + name);
            made.setDaemon(true);
            return made;
        });
        this.repeated =
                thread.scheduleWithFixedDelay(this::ask, 0, probe.every().toMillis(), TimeUnit.MILLISECONDS);
    }

    private void ask() {
        try {
            if (System.nanoTime() - freshNanos >= FRESH_NANOS) {
                sender = new Sender();
                freshNanos = System.nanoTime();
            }
            Instant began = clock.instant();
            Optional<String> because = sender.look(probe.call());
            tally.probed(began, clock.instant(), because);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Problem unwritten) {
            LOG.warn("{}", unwritten.getMessage());
        } catch (RuntimeException bug) {
            LOG.error("a bug while probing {}", probe.call().title(), bug);
        }
    }

    /** Writes down what it has seen until now. */
    void note() {
        tally.note();
    }

    /** Ends with the probe that is under way. */
    @Override
    public void close() {
        repeated.cancel(/* mayInterruptIfRunning= */ false);
        thread.shutdown();
        try {
            long millis = probe.call().limit().plus(CLOSE_MARGIN).toMillis();
            if (!thread.awaitTermination(millis, TimeUnit.MILLISECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        note();
    }
}
