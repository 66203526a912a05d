package dev.bailey.replication;

import dev.bailey.core.LogEvent;
import dev.bailey.core.LogReader;
import dev.bailey.core.Position;
import dev.bailey.core.Problem;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** A reader that can be kept alive while its events have to wait. Confined to one thread. */
final class Feed implements AutoCloseable {

    /** A reader must be asked every ten seconds. */
    private static final Duration QUIET_MAX = Duration.ofSeconds(2);

    /** At one event every two seconds, more than half an hour of writing without reading. */
    private static final int WAITING_MAX = 1_000;

    private final LogReader reader;
    private final Queue<LogEvent> waiting = new ArrayDeque<>();
    private final long quietNanosMax;
    private long askedAt = System.nanoTime();
    private @Nullable Problem broken;

    Feed(LogReader reader) {
        this(reader, QUIET_MAX);
    }

    Feed(LogReader reader, Duration quietMax) {
        this.reader = reader;
        this.quietNanosMax = quietMax.toNanos();
    }

    @Nullable LogEvent next(Duration wait) {
        LogEvent event = waiting.poll();
        if (event == null && broken != null) {
            throw broken;
        }
        return event != null ? event : ask(wait);
    }

    /**
     * To be called often by whoever writes for long. A failure is left to {@link #next}, for what was written can still
     * be committed.
     */
    void keepAlive() {
        if (broken != null || System.nanoTime() - askedAt < quietNanosMax || waiting.size() >= WAITING_MAX) {
            return;
        }
        try {
            LogEvent event = ask(Duration.ZERO);
            if (event != null) {
                waiting.add(event);
            }
        } catch (Problem e) {
            broken = e;
        }
    }

    private @Nullable LogEvent ask(Duration wait) {
        LogEvent event = reader.next(wait);
        askedAt = System.nanoTime();
        return event;
    }

    void confirm(Position durable) {
        reader.confirm(durable);
    }

    @Override
    public void close() {
        reader.close();
    }
}
