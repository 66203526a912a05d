package dev.bailey.postgres;

import dev.bailey.core.LogEvent;
import dev.bailey.core.LogReader;
import dev.bailey.core.Position;
import dev.bailey.core.Problem;
import dev.bailey.core.Problem.Kind;
import dev.bailey.core.Wanted;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.replication.LogSequenceNumber;
import org.postgresql.replication.PGReplicationStream;
import org.postgresql.replication.fluent.logical.ChainedLogicalStreamBuilder;

/** Reads one replication slot through {@code pgoutput}. */
final class PostgresReader implements LogReader {

    /** The SQLSTATE of whatever the server itself did not expect, while it decodes. */
    static final String UNDECODABLE = "XX000";

    /** How often the server is told how far it may discard; it hangs up after five minutes without a word. */
    private static final int STATUS_SECONDS = 1;

    /**
     * A stream with nothing to read is looked at again after a tenth of the time it has been so, within these limits. A
     * server whose every message is waited for spends twice the time on sending them: they are better read in bursts.
     */
    private static final long NAP_MIN_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private static final long NAP_MAX_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    /** How long a slot may be held without a word: by a connection of ours that the server is about to let go. */
    private static final Duration TAKEN_MAX = Duration.ofSeconds(3);

    private static final long TAKEN_RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** A server silent for so long is asked whether it still sends: a connection cut off on its way looks the same. */
    private static final Duration SILENCE_MAX = Duration.ofSeconds(30);

    /** Longer than from one heartbeat to the next, so that there is a word of it only when those do not come. */
    private static final Duration QUIET = Duration.ofMillis(1_500);

    private final PostgresConnections connections;
    private final String slot;
    private final Duration silenceMax;

    /** Held here because the stream does not hold it, and the driver closes a connection that nobody holds. */
    private final Connection connection;

    private final Timelines timelines;
    private final boolean leavesOutReplicated;
    private final PGReplicationStream stream;
    private final PgoutputDecoder decoder;
    private final Queue<LogEvent> events = new ArrayDeque<>();

    private volatile Lsn confirmed = new Lsn(0);
    private long heard = System.nanoTime();
    private boolean hears;
    private long handedOut = System.nanoTime();

    /** Noted without a look at the clock, which would cost more than an event does. */
    private boolean handsOut;

    private boolean closed;

    PostgresReader(PostgresConnections connections, String slot, Wanted wanted) {
        this(connections, slot, wanted, SILENCE_MAX);
    }

    PostgresReader(PostgresConnections connections, String slot, Duration silenceMax) {
        this(connections, slot, Wanted.ALL, silenceMax);
    }

    private PostgresReader(PostgresConnections connections, String slot, Wanted wanted, Duration silenceMax) {
        this.connections = connections;
        this.slot = slot;
        this.silenceMax = silenceMax;
        this.connection = connections.openReplication();
        try {
            this.timelines = Timelines.read(connection);
            this.leavesOutReplicated = wanted == Wanted.LOCAL && OwnOrigin.canBeLeftOut(connections);
            this.decoder = new PgoutputDecoder(new LogCatalog(connections), timelines.current());
            this.stream = start();
        } catch (SQLException e) {
            PostgresConnections.discard(connection);
            throw problem(e);
        } catch (RuntimeException e) {
            PostgresConnections.discard(connection);
            throw e;
        }
    }

    private PGReplicationStream start() throws SQLException {
        long begun = System.nanoTime();
        while (true) {
            try {
                return options().start();
            } catch (SQLException e) {
                if (!"55006".equals(e.getSQLState())) {
                    throw e;
                } else if (System.nanoTime() - begun > TAKEN_MAX.toNanos()) {
                    throw SlotHolder.problem(connections, slot, e);
                }
                LockSupport.parkNanos(TAKEN_RETRY_NANOS);
            }
        }
    }

    private ChainedLogicalStreamBuilder options() throws SQLException {
        ChainedLogicalStreamBuilder options = connection
                .unwrap(PGConnection.class)
                .getReplicationAPI()
                .replicationStream()
                .logical()
                .withSlotName(slot)
                .withSlotOption("proto_version", "1")
                .withSlotOption("publication_names", slot)
                .withSlotOption("messages", "true")
                .withStatusInterval(STATUS_SECONDS, TimeUnit.SECONDS)
                // Left to itself, the driver may confirm what was received and not yet applied.
                .withAutomaticFlush(false);
        return leavesOutReplicated ? options.withSlotOption("origin", "none") : options;
    }

    /**
     * Compared are what the server was told is applied, and what is: less only if the other side lost it since, or if
     * somebody else read this slot. Asked once the slot is ours, for until then another may move it.
     */
    @Override
    public void resumesAfter(Position applied) {
        Lsn read = (Lsn) applied;
        timelines.lacks(read).ifPresent(because -> {
            throw lost("the other side has changes up to " + read.words() + " on timeline " + read.timeline()
                    + " that are gone here: " + because);
        });
        Lsn told = confirmedToServer();
        if (!read.covers(told)) {
            throw lost("it was read up to " + told.words() + " and the other side has only what was before "
                    + read.words()
                    + ": that side lost its last changes (a standby without them took over, or a backup was restored),"
                    + " or somebody else read this slot");
        }
        confirm(applied);
    }

    @Override
    public String lineage() {
        return "timeline " + timelines.current();
    }

    @Override
    public boolean leavesOutReplicated() {
        return leavesOutReplicated;
    }

    private Problem lost(String because) {
        return new Problem(
                Kind.UNFIT,
                "stream " + slot + " at " + connections.where() + " cannot go on: " + because
                        + "; the two sides differ, and " + LostSlot.BEGIN_AGAIN);
    }

    private Lsn confirmedToServer() {
        return connections.call("reading where " + slot + " stands", session -> {
            try (PreparedStatement statement = session.prepareStatement(
                    "SELECT confirmed_flush_lsn FROM pg_replication_slots WHERE slot_name = ?")) {
                statement.setString(1, slot);
                try (ResultSet row = statement.executeQuery()) {
                    return row.next() ? Lsn.of(row.getString(1)) : new Lsn(-1);
                }
            }
        });
    }

    @Override
    public @Nullable LogEvent next(Duration wait) {
        LogEvent event = poll();
        if (event != null) {
            return event; // the usual way, so without a look at the clock
        }
        long begun = System.nanoTime();
        while (true) {
            long idle = System.nanoTime() - begun;
            long left = wait.toNanos() - idle;
            if (left <= 0) {
                return null;
            }
            // Looking itself blocks for up to a millisecond.
            LockSupport.parkNanos(Math.min(left, Math.min(NAP_MIN_NANOS + idle / 10, NAP_MAX_NANOS)));
            event = poll();
            if (event != null) {
                return event;
            }
        }
    }

    private synchronized @Nullable LogEvent poll() {
        failIfClosed();
        try {
            LogEvent event = events.poll();
            while (event == null && decodeNext()) {
                event = events.poll();
            }
            if (event == null) {
                return reached();
            }
            handsOut = true;
            return event;
        } catch (SQLException e) {
            throw problem(e);
        }
    }

    /** How far the log was read in vain, once there has been nothing in it for a while. */
    private LogEvent.@Nullable Reached reached() {
        long now = System.nanoTime();
        if (handsOut) {
            handsOut = false;
            handedOut = now;
        }
        Lsn received = new Lsn(stream.getLastReceiveLSN().asLong(), timelines.current());
        if (decoder.open() != null || confirmed.covers(received) || now - handedOut < QUIET.toNanos()) {
            return null;
        }
        handedOut = now;
        return new LogEvent.Reached(received);
    }

    /** Decodes one message, which may be large and is not held while the next is read; says no if there is none. */
    private boolean decodeNext() throws SQLException {
        if (decoder.open() == null) {
            acknowledge();
        }
        ByteBuffer message = stream.readPending();
        if (message == null) {
            acknowledge();
            failIfEnded();
            failIfForgotten();
            return false;
        }
        hears = true;
        decoder.decode(message, events);
        return true;
    }

    @Override
    public synchronized void keepAlive() {
        try {
            failIfClosed();
            acknowledge();
            stream.forceUpdateStatus();
        } catch (SQLException e) {
            throw problem(e);
        }
    }

    private void failIfClosed() {
        if (closed) {
            throw new IllegalStateException("stream " + slot + " is closed");
        }
    }

    /** Tells the driver what to confirm the next time it writes to the server. */
    private void acknowledge() {
        LogSequenceNumber number = LogSequenceNumber.valueOf(confirmed.value());
        stream.setFlushedLSN(number);
        stream.setAppliedLSN(number);
    }

    private void failIfEnded() {
        if (stream.isClosed()) {
            throw new Problem(
                    Kind.UNREACHABLE,
                    "the server ended stream " + slot + " at " + connections.where() + "; is it shutting down?");
        }
    }

    /**
     * Asks in a session of its own, which proves the way there. Silence alone proves nothing: a server that decodes one
     * large transaction has nothing to say for minutes. It notices by itself that nobody listens, and then the slot is
     * free.
     */
    private void failIfForgotten() throws SQLException {
        long now = System.nanoTime();
        if (hears) {
            hears = false;
            heard = now;
        }
        if (now - heard < silenceMax.toNanos()) {
            return;
        }
        try (Connection session = connections.open(silenceMax);
                PreparedStatement statement =
                        session.prepareStatement("SELECT FROM pg_replication_slots WHERE slot_name = ? AND active")) {
            statement.setString(1, slot);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    throw new Problem(
                            Kind.UNREACHABLE,
                            "the server no longer sends stream " + slot + " at " + connections.where()
                                    + ": the connection was cut off on its way");
                }
            }
        } catch (Problem e) {
            // One that has no session to spare has answered too.
            if (e.kind() == Kind.UNREACHABLE) {
                throw e;
            }
        }
        heard = System.nanoTime();
    }

    @Override
    public void confirm(Position durable) {
        Lsn next = (Lsn) durable;
        if (next.covers(confirmed)) {
            confirmed = next;
        }
    }

    private Problem problem(SQLException failure) {
        String words = PostgresProblems.words(failure);
        return switch (String.valueOf(failure.getSQLState())) {
            case "42704", "55000" ->
                LostSlot.because(connections, slot)
                        .map(because -> new Problem(Kind.UNFIT, because, failure))
                        .orElseGet(() -> connections.problem("reading stream " + slot, failure));
            // What a decoder has in its caches may mislead it ("could not map filenumber …"); a new one begins without.
            case UNDECODABLE ->
                new Problem(
                        Kind.BUSY,
                        "the server could not decode its log for stream " + slot + " at " + connections.where() + ": "
                                + words + "; it is asked again, and nothing is passed over. If it goes on, bring the"
                                + " server to its newest minor version",
                        failure);
            default -> connections.problem("reading stream " + slot, failure);
        };
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            acknowledge();
            stream.forceUpdateStatus();
            // The stream itself is not closed: that waits for the end of a transaction that the server may be sending.
        } catch (SQLException ignored) {
            // The stream is broken already; what was not confirmed comes again.
        }
        PostgresConnections.discard(connection);
    }
}
