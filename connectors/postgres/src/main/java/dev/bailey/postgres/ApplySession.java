package dev.bailey.postgres;

import dev.bailey.core.Problem;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** The session in which a stream is applied, and its one transaction. Confined to one thread. */
final class ApplySession implements AutoCloseable {

    /** A statement that the server does not answer for so long waits for a server that is gone. */
    private static final Duration SILENCE_MAX = Duration.ofMinutes(10);

    private static final Duration LOCK_MAX = Duration.ofMinutes(1);

    /** Sets are joined to tables by key: without these the planner, who sees no statistics of a set, scans tables. */
    private static final String PLANNING = """
            SET enable_hashjoin = off; SET enable_mergejoin = off; SET enable_seqscan = off;
            SET plan_cache_mode = force_generic_plan; SET jit = off""";

    private final PostgresConnections connections;
    private final String stream;
    private final Connection connection;
    private final boolean meetsForeignKeys;
    private boolean open;

    ApplySession(PostgresConnections connections, String stream) {
        this.connections = connections;
        this.stream = stream;
        this.connection = OwnWrite.session(connections, SILENCE_MAX);
        try {
            run(PLANNING);
            run("SET lock_timeout = " + LOCK_MAX.toMillis());
            this.meetsForeignKeys = !OwnWrite.switchedTriggersOff(connection);
            connection.setAutoCommit(false);
        } catch (SQLException e) {
            PostgresConnections.discard(connection);
            throw connections.problem("preparing to apply " + stream, e);
        }
    }

    Connection connection() {
        return connection;
    }

    boolean isOpen() {
        return open;
    }

    /** Opens a transaction; the server hears of it with the first statement. */
    void begin() {
        if (open) {
            throw new IllegalStateException("stream " + stream + " has an open transaction");
        }
        open = true;
        if (meetsForeignKeys) {
            doing("putting foreign keys off", () -> run(OwnWrite.DEFER));
        }
    }

    /** Runs one step of the open transaction; when it fails, nothing of the transaction stays. */
    <T> T doing(String what, Step<T> step) {
        if (!open) {
            throw new IllegalStateException("stream " + stream + " has no open transaction");
        }
        try {
            return step.run();
        } catch (SQLException e) {
            abandon();
            throw connections.problem(what, e);
        } catch (Problem e) {
            abandon();
            throw e;
        }
    }

    private void abandon() {
        open = false;
        try {
            connection.rollback();
        } catch (SQLException ignored) {
            // The session is gone, and its transaction with it; what made it go is what is told.
        }
    }

    boolean run(String sql, String... parameters) throws SQLException {
        if (parameters.length == 0) {
            try (Statement statement = connection.createStatement()) {
                return statement.execute(sql);
            }
        }
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            return statement.execute();
        }
    }

    void commit() {
        doing("committing " + stream, () -> {
            connection.commit();
            return open;
        });
        open = false;
    }

    void rollback() {
        if (!open) {
            return;
        }
        open = false;
        try {
            connection.rollback();
        } catch (SQLException e) {
            throw connections.problem("rolling back " + stream, e);
        }
    }

    @Override
    public void close() {
        PostgresConnections.discard(connection);
    }

    /** What is done inside the transaction. */
    @FunctionalInterface
    interface Step<T> {
        T run() throws SQLException;
    }
}
