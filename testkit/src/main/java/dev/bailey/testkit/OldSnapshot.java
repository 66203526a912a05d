package dev.bailey.testkit;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A REPEATABLE READ session that took its snapshot when it was opened, and tries to write later: it does not see what
 * changed since, and a guard must hold against it all the same. Confined to one thread.
 */
public final class OldSnapshot implements AutoCloseable {

    private final Connection connection;
    private final History history;

    /** Takes the snapshot now. The connection becomes this session's own. */
    public OldSnapshot(Connection connection, History history) throws SQLException {
        this.connection = connection;
        this.history = history;
        connection.setAutoCommit(false);
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT count(*) FROM orders");
        }
    }

    /**
     * Places an order in the transaction that holds the snapshot, and commits.
     *
     * @return SQLSTATE of the refusal; empty when the write was acknowledged
     */
    public String place(String number) {
        return StaleWrite.place(connection, history, number).state();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
