package dev.bailey.replication;

import dev.bailey.core.LogEvent;
import dev.bailey.core.LogReader;
import dev.bailey.core.Position;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** A reader that can be kept alive while its events have to wait. Confined to one thread. */
final class Feed implements AutoCloseable {

    /** A reader must be asked every ten seconds. */
    private static final long QUIET_NANOS_MAX = Duration.ofSeconds(2).toNanos();

    /** At one event every two seconds, more than half an hour of writing without reading. */
    private static final int WAITING_MAX = 1_000;

    private final LogReader reader;
    private final Queue<LogEvent> waiting = new ArrayDeque<>();
    private long askedAt = System.nanoTime();

    Feed(LogReader reader) {
        this.reader = reader;
    }

    @Nullable LogEvent next(Duration wait) {
        LogEvent event = waiting.poll();
        return event != null ? event : ask(wait);
    }

    /** To be called often by whoever writes for long. */
    void keepAlive() {
        if (System.nanoTime() - askedAt > QUIET_NANOS_MAX && waiting.size() < WAITING_MAX) {
            LogEvent event = ask(Duration.ZERO);
            if (event != null) {
                waiting.add(event);
            }
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
