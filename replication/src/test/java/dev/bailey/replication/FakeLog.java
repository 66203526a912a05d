package dev.bailey.replication;

import dev.bailey.core.ChangeLog;
import dev.bailey.core.LogEvent;
import dev.bailey.core.LogReader;
import dev.bailey.core.Origin;
import dev.bailey.core.Position;
import dev.bailey.core.Problem;
import dev.bailey.core.Retained;
import dev.bailey.core.Table;
import dev.bailey.core.Visibility;
import dev.bailey.core.Wanted;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The log of a database in memory. */
final class FakeLog implements ChangeLog {

    private final FakeServer server;

    FakeLog(FakeServer server) {
        this.server = server;
    }

    @Override
    public void create(String stream, List<Table> tables) {
        synchronized (server) {
            server.streams.putIfAbsent(stream, (long) server.log.size());
        }
    }

    @Override
    public Optional<String> lost(String stream) {
        synchronized (server) {
            return server.streams.containsKey(stream)
                    ? Optional.empty()
                    : Optional.of("the log of " + stream + " is gone");
        }
    }

    @Override
    public LogReader read(String stream, Wanted wanted) {
        return new Reader(stream, wanted);
    }

    @Override
    public void drop(String stream) {
        synchronized (server) {
            server.streams.remove(stream);
        }
    }

    @Override
    public Optional<Retained> retained(String stream) {
        return Optional.empty();
    }

    @Override
    public void mark(String mark) {
        server.append(Origin.APPLICATION, List.of(), List.of(mark));
    }

    @Override
    public boolean markOnce(String mark) {
        synchronized (server) {
            boolean now = server.marks.add(mark);
            if (now) {
                mark(mark);
            }
            return now;
        }
    }

    @Override
    public boolean marked(String mark) {
        synchronized (server) {
            return server.marks.contains(mark);
        }
    }

    @Override
    public Visibility visibility() {
        return server.seen();
    }

    @Override
    public Position position(String text) {
        return new FakeServer.At(Long.parseLong(text));
    }

    private final class Reader implements LogReader {
        private final String stream;
        private final Wanted wanted;
        private final int session = server.session();
        private final Queue<LogEvent> events = new ArrayDeque<>();
        private final String lineage;
        private int next;

        Reader(String stream, Wanted wanted) {
            this.stream = stream;
            this.wanted = wanted;
            synchronized (server) {
                lineage = "takeover " + server.takeovers;
                next = server.streams.getOrDefault(stream, 0L).intValue();
            }
        }

        @Override
        public @Nullable LogEvent next(Duration wait) {
            long until = System.nanoTime() + wait.toNanos();
            synchronized (server) {
                server.check(session);
                while (events.isEmpty() && next == server.log.size()) {
                    long leftMillis = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
                    if (leftMillis <= 0) {
                        return null;
                    }
                    try {
                        server.wait(leftMillis);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        return null;
                    }
                    server.check(session);
                }
                if (events.isEmpty()) {
                    read(server.log.get(next));
                    next++;
                }
                return events.poll();
            }
        }

        private void read(FakeServer.Entry entry) {
            if (leavesOutReplicated() && entry.origin() == Origin.BAILEY) {
                return;
            }
            FakeServer.At at = new FakeServer.At(entry.number());
            events.add(new LogEvent.Begin(new FakeServer.Xid(entry.number()), at, Instant.EPOCH, entry.origin()));
            if (entry.origin() == Origin.APPLICATION) {
                entry.changes().forEach(change -> events.add(new LogEvent.Changed(change)));
            }
            entry.marks().forEach(mark -> events.add(new LogEvent.Marked(mark)));
            events.add(new LogEvent.Commit(at));
        }

        @Override
        public void keepAlive() {
            synchronized (server) {
                server.check(session);
            }
        }

        @Override
        public void resumesAfter(Position applied) {
            synchronized (server) {
                long told = server.streams.getOrDefault(stream, 0L);
                if (((FakeServer.At) applied).index() < told) {
                    throw new Problem(Problem.Kind.UNFIT, stream + " was confirmed past " + applied);
                }
            }
        }

        @Override
        public boolean leavesOutReplicated() {
            return wanted == Wanted.LOCAL;
        }

        @Override
        public String lineage() {
            return lineage;
        }

        @Override
        public void confirm(Position durable) {
            synchronized (server) {
                server.streams.put(stream, ((FakeServer.At) durable).index());
            }
        }

        @Override
        public void close() {}
    }
}
