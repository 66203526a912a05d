package dev.bailey.mysql;

import com.github.shyiko.mysql.binlog.BinaryLogClient;
import com.github.shyiko.mysql.binlog.event.Event;
import com.github.shyiko.mysql.binlog.network.SSLMode;
import com.github.shyiko.mysql.binlog.network.ServerException;
import dev.bailey.core.LogEvent;
import dev.bailey.core.LogReader;
import dev.bailey.core.Position;
import dev.bailey.core.Problem;
import dev.bailey.core.Problem.Kind;
import dev.bailey.core.TableId;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Reads the binary log as a replica would, from where a stream stands. The client has a thread of its own. */
final class BinlogReader implements LogReader {

    private static final Duration CONNECT_MAX = Duration.ofSeconds(10);

    /** How often a server with nothing to say says so. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(2);

    /** A server that said nothing for so long, not even that, is gone. */
    private static final Duration SILENCE_MAX = Duration.ofSeconds(30);

    /** How long the server waits for a reader that waits for the other side; a day of it is no sign of anything. */
    private static final Duration PATIENCE = Duration.ofDays(1);

    /** Asked for what was purged, or lies behind the end; both mean that what is wanted is not there. */
    private static final int FATAL_READING = 1236;

    /** How often, at most, it is written down how far the stream is durable. */
    private static final Duration CONFIRM_EVERY = Duration.ofSeconds(5);

    private final MysqlConnections connections;
    private final StreamTable streams;
    private final String stream;
    private final Dialect dialect;
    private final EventQueue queue = new EventQueue();
    private LogPosition start;
    private @Nullable BinaryLogClient client;

    private volatile long heard = System.nanoTime();
    private volatile @Nullable LogPosition confirmed;
    private long writtenAt = System.nanoTime();
    private @Nullable LogPosition written;
    private volatile boolean closed;

    /** @param start what was read before; nothing is asked of the server until the first {@link #next} */
    BinlogReader(MysqlConnections connections, StreamTable streams, String stream, Dialect dialect, LogPosition start) {
        this.connections = connections;
        this.streams = streams;
        this.stream = stream;
        this.dialect = dialect;
        this.start = start;
    }

    /** What was applied is the truth, for the server keeps nothing for a reader: the log is read from there. */
    @Override
    public void resumesAfter(Position applied) {
        LogPosition read = (LogPosition) applied;
        start = read;
        confirmed = read;
        streams.gone(read, dialect).ifPresent(because -> {
            throw new Problem(
                    Kind.UNFIT,
                    "stream " + stream + " at " + connections.where() + " cannot go on: " + because
                            + "; the two sides differ, and the tables have to be copied again");
        });
    }

    @Override
    public String lineage() {
        return dialect.identity();
    }

    @Override
    public boolean leavesOutReplicated() {
        return false;
    }

    @Override
    public @Nullable LogEvent next(Duration wait) {
        failIfClosed();
        if (client == null) {
            client = connect();
        }
        try {
            LogEvent event = queue.take(wait);
            if (event == null && System.nanoTime() - heard > SILENCE_MAX.toNanos()) {
                throw new Problem(
                        Kind.UNREACHABLE,
                        "the server sends nothing of its log for stream " + stream + " at " + connections.where()
                                + ": the connection was cut off on its way");
            }
            writeConfirmed(/* force= */ false);
            return event;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    @Override
    public void keepAlive() {
        failIfClosed();
    }

    private void failIfClosed() {
        if (closed) {
            throw new IllegalStateException("stream " + stream + " is closed");
        }
    }

    /** To the first server that answers, as sessions are made. */
    private BinaryLogClient connect() {
        Exception failure = null;
        for (MysqlUrl.Host host : connections.url().hosts()) {
            try {
                return connect(host);
            } catch (IOException | TimeoutException e) {
                failure = e;
            }
        }
        throw problem(Objects.requireNonNull(failure));
    }

    private BinaryLogClient connect(MysqlUrl.Host host) throws IOException, TimeoutException {
        MysqlUrl url = connections.url();
        BinaryLogClient made =
                new BinaryLogClient(host.name(), host.port(), url.database(), url.user(), url.password());
        BinlogDecoder decoder = new BinlogDecoder(connections, dialect, start, this::listing, this::put);
        made.setEventDeserializer(decoder.images().deserializer());
        // A server lets go of whoever reads under a number that another one asks with.
        made.setServerId(ThreadLocalRandom.current().nextLong(1L << 30, 1L << 32));
        made.setKeepAlive(false);
        made.setHeartbeatInterval(HEARTBEAT.toMillis());
        made.setNetWriteTimeout(PATIENCE.toSeconds());
        made.setSSLMode(sslMode(url));
        made.setMariaDbSlaveCapability(4);
        made.setThreadFactory(run -> {
            Thread thread = new Thread(run);
            thread.setDaemon(true);
            return thread;
        });
        if (start.server().equals(dialect.identity())) {
            made.setBinlogFilename(start.point().fileName());
            made.setBinlogPosition(start.point().offset());
        } else {
            made.setGtidSet(start.executed().toString());
        }
        Watch watch = new Watch(decoder);
        made.registerEventListener(watch);
        made.registerLifecycleListener(watch);
        heard = System.nanoTime();
        made.connect(CONNECT_MAX.toMillis());
        watch.connected();
        return made;
    }

    private static SSLMode sslMode(MysqlUrl url) {
        return switch (url.parameters().getOrDefault("sslMode", "disable")) {
            case "trust" -> SSLMode.REQUIRED;
            case "verify-ca" -> SSLMode.VERIFY_CA;
            case "verify-full" -> SSLMode.VERIFY_IDENTITY;
            default -> SSLMode.DISABLED;
        };
    }

    private Optional<TableListing> listing(TableId table) {
        return connections.call("looking at " + table, session -> TableListing.read(session, table));
    }

    private void put(LogEvent event) {
        try {
            queue.put(event);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            // or what follows would be read on behind a gap
            throw new IllegalStateException("the thread that reads the log was interrupted", e);
        }
    }

    /** What the client meets, on its thread. */
    private final class Watch extends BinaryLogClient.AbstractLifecycleListener
            implements BinaryLogClient.EventListener {

        private final BinlogDecoder decoder;
        private boolean failed;
        private boolean connected;
        private @Nullable Problem early;

        Watch(BinlogDecoder decoder) {
            this.decoder = decoder;
        }

        @Override
        public void onEvent(Event event) {
            heard = System.nanoTime();
            if (failed) {
                return; // a gap may not be followed by anything
            }
            try {
                decoder.decode(event);
            } catch (Problem e) {
                fail(e);
            } catch (RuntimeException e) {
                fail(new Problem(Kind.FAILED, "reading stream " + stream + " hit a bug: " + e, e));
            }
        }

        /** From here on its failures are the stream's; another server may be asked after one before. */
        private synchronized void connected() {
            connected = true;
            if (early != null) {
                queue.fail(early);
            }
        }

        private synchronized void fail(Problem problem) {
            failed = true;
            if (connected) {
                queue.fail(problem);
            } else if (early == null) {
                early = problem;
            }
        }

        @Override
        public void onCommunicationFailure(BinaryLogClient from, Exception failure) {
            fail(problem(failure));
        }

        @Override
        public void onEventDeserializationFailure(BinaryLogClient from, Exception failure) {
            Throwable cause = failure.getCause() instanceof Problem ? failure.getCause() : failure;
            fail(
                    cause instanceof Problem problem
                            ? problem
                            : new Problem(
                                    Kind.UNFIT,
                                    "the binary log at " + connections.where() + " cannot be read for stream " + stream
                                            + ": " + innermost(failure),
                                    failure));
        }

        @Override
        public void onDisconnect(BinaryLogClient from) {
            fail(new Problem(
                    Kind.UNREACHABLE,
                    "the server ended stream " + stream + " at " + connections.where() + "; is it shutting down?"));
        }
    }

    private static String innermost(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause.getCause() != null && depth < 10; depth++) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
    }

    private Problem problem(Exception failure) {
        if (failure instanceof ServerException said && said.getErrorCode() == FATAL_READING) {
            return new Problem(
                    Kind.UNFIT,
                    "the server no longer has its log from " + start.point() + " on, which stream " + stream + " at "
                            + connections.where() + " needs: " + said.getMessage()
                            + "; keep binary logs for longer (binlog_expire_logs_seconds, or the service's own setting),"
                            + " and copy the tables again",
                    failure);
        }
        return new Problem(
                Kind.UNREACHABLE,
                "reading stream " + stream + " at " + connections.where() + ": " + innermost(failure)
                        + "; check that the server runs there and that the network lets Bailey through",
                failure);
    }

    @Override
    public void confirm(Position durable) {
        LogPosition next = (LogPosition) durable;
        LogPosition before = confirmed;
        if (before == null || next.covers(before)) {
            confirmed = next;
        }
    }

    private void writeConfirmed(boolean force) {
        LogPosition to = confirmed;
        if (to == null || to.equals(written)) {
            return;
        }
        if (force || System.nanoTime() - writtenAt > CONFIRM_EVERY.toNanos()) {
            streams.confirm(stream, to);
            written = to;
            writtenAt = System.nanoTime();
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        queue.close();
        try {
            writeConfirmed(/* force= */ true);
        } catch (Problem ignored) {
            // What was not written comes again, and is known by the checkpoint.
        }
        BinaryLogClient open = client;
        if (open != null) {
            try {
                open.disconnect();
            } catch (IOException ignored) {
                // It is gone either way.
            }
        }
    }
}
