package dev.bailey.replication;

import dev.bailey.core.Problem;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One direction on a thread of its own: reads the log of one side and applies it to the other, connecting again for as
 * long as it takes, until closed or stopped by what no retry can mend. Thread-safe.
 */
final class Stream implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Stream.class);
    private static final Duration END_WAIT = Duration.ofSeconds(5);

    /** How often tables that do not fit are looked at again. */
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    private final Line line;
    private final Thread thread;
    private volatile boolean running;
    private volatile boolean applying;
    private volatile boolean leavesOut;

    /** Whether the last failure was one that somebody has to mend. */
    private boolean misfit;

    Stream(Line line) {
        this.line = line;
        this.applying = line.appliesAtFirst();
        this.thread = new Thread(this::run, "bailey-" + line.stream());
    }

    void start() {
        running = true;
        thread.start();
    }

    /** Whether it reads its log without what replications wrote. */
    boolean leavesOutReplicated() {
        return leavesOut;
    }

    StreamStatus status() {
        return line.meter().status(mode(), line.arbiter().conflict());
    }

    private StreamStatus.Mode mode() {
        if (!running) {
            return StreamStatus.Mode.STOPPED;
        } else if (line.arbiter().conflict().isPresent()) {
            return StreamStatus.Mode.HALTED;
        } else if (line.halt().isFinal()) {
            return StreamStatus.Mode.WAITING;
        } else if (!applying) {
            return StreamStatus.Mode.OBSERVING;
        }
        return line.tables().areAllFollowing() ? StreamStatus.Mode.FOLLOWING : StreamStatus.Mode.COPYING;
    }

    private void run() {
        Problem end = new Problem(Problem.Kind.BUSY, "stream " + line.stream() + " was closed");
        try {
            keepReading();
        } catch (Problem e) {
            end = e;
            line.meter().failed(e);
        } catch (RuntimeException | Error e) {
            end = new Problem(Problem.Kind.FAILED, "stream " + line.stream() + " stopped by a bug: " + e, e);
            line.meter().failed(end);
            LOG.error("stream {} stopped by a bug", line.stream(), e);
            if (e instanceof Error error) {
                throw error;
            }
        } finally {
            running = false;
            line.tables().stop(end);
        }
    }

    private void keepReading() {
        Backoff backoff = new Backoff(line.stopping());
        Doubt doubt = new Doubt(line.stream());
        while (!line.stopping().isStopped()) {
            try {
                read(backoff, doubt);
            } catch (Problem e) {
                if (line.stopping().isStopped()) {
                    return;
                }
                line.meter().failed(e);
                misfit = e.kind() == Problem.Kind.MISFIT;
                if (line.arbiter().hasHalted()) {
                    LOG.warn("{}", e.getMessage());
                    line.arbiter().await(line.stopping());
                } else if (!e.isRetryable()) {
                    throw e;
                } else if (misfit && line.halt().isSet()) {
                    awaitFit();
                } else {
                    backoff.pause();
                }
            }
        }
    }

    /** A table that is to be copied anew has no need of what does not fit: its changes queue, and the rest goes on. */
    private void awaitFit() {
        while (line.halt().isFinal()
                && !line.tables().isAsked()
                && !line.stopping().isStopped()) {
            line.stopping().pause(LOOK_AGAIN);
            try {
                line.halt().check(line);
                return;
            } catch (Problem e) {
                if (!e.isRetryable()) {
                    throw e;
                }
                line.meter().failed(e);
            }
        }
    }

    private void read(Backoff backoff, Doubt doubt) {
        try (Session session = Session.open(line, doubt)) {
            boolean fresh = true;
            leavesOut = session.leavesOutReplicated();
            while (!line.stopping().isStopped() && session.step()) {
                applying = session.isApplying();
                if (fresh && isPast(session)) {
                    fresh = false;
                    misfit = false;
                    backoff.reset();
                    line.meter().recovered();
                }
            }
        } finally {
            leavesOut = false;
        }
    }

    /** One step proves a link mended; what did not fit is mended once it is written. */
    private boolean isPast(Session session) {
        return !misfit || (session.hasWritten() && !line.halt().isSet());
    }

    @Override
    public void close() {
        line.stopping().stop();
        try {
            thread.join(END_WAIT.toMillis());
            if (thread.isAlive()) {
                thread.interrupt();
                thread.join(END_WAIT.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
