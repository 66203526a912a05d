package dev.bailey.mysql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** The session in which a stream is applied, and its one transaction. Confined to one thread. */
final class ApplySession implements AutoCloseable {

    /** A statement that the server does not answer for so long waits for a server that is gone. */
    private static final Duration SILENCE_MAX = Duration.ofMinutes(10);

    /**
     * Who alters a table waits in the engine for transactions that are open on tables that point to it, while these
     * wait for the table: a deadlock that neither lock sees. So we give way, and come again.
     */
    private static final String GIVE_WAY = "SET SESSION lock_wait_timeout = 3";

    private final MysqlConnections connections;
    private final String stream;
    private final Connection connection;
    private boolean open;

    ApplySession(MysqlConnections connections, String stream) {
        this.connections = connections;
        this.stream = stream;
        this.connection = OwnWrite.session(connections, SILENCE_MAX);
        try (Statement statement = connection.createStatement()) {
            statement.execute(GIVE_WAY);
        } catch (SQLException e) {
            MysqlConnections.discard(connection);
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
        } catch (RuntimeException e) {
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

    /** How many rows the statement met. */
    int run(String sql, Object... parameters) throws SQLException {
        if (parameters.length == 0) {
            try (Statement statement = connection.createStatement()) {
                statement.execute(sql);
                return Math.max(0, statement.getUpdateCount());
            }
        }
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            return statement.executeUpdate();
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
        MysqlConnections.discard(connection);
    }

    /** What is done inside the transaction. */
    @FunctionalInterface
    interface Step<T> {
        T run() throws SQLException;
    }
}
