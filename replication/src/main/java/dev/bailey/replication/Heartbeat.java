package dev.bailey.replication;

import dev.bailey.core.ChangeLog;
import dev.bailey.core.Problem;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a heartbeat into the log that a line reads, so that its lag can be measured and its position moves on an idle
 * database too; forgets with each what is visible by then. A beat that fails is left to the next. Thread-safe.
 */
final class Heartbeat implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);

    private final Line line;
    private final ScheduledExecutorService thread;

    Heartbeat(Line line) {
        this.line = line;
        this.thread = Executors.newSingleThreadScheduledExecutor(
                task -> new Thread(task, "bailey-" + line.stream() + "-beat"));
    }

    @SuppressWarnings("FutureReturnValueIgnored") // beat() throws nothing
    void start() {
        long everyMillis = line.settings().beat().toMillis();
        thread.scheduleWithFixedDelay(this::beat, 0, everyMillis, TimeUnit.MILLISECONDS);
    }

    private void beat() {
        try {
            ChangeLog log = line.from().log();
            log.mark(new Beat(line.clock().millis(), "").text());
            line.streamed().prune(log.visibility());
            log.retained(line.stream()).ifPresent(line.meter()::retained);
        } catch (Problem e) {
            LOG.debug("a heartbeat of {} failed, the next will try again: {}", line.stream(), e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("a heartbeat of {} failed by a bug", line.stream(), e);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
