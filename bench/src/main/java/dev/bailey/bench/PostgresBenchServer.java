package dev.bailey.bench;

import dev.bailey.testkit.PostgresServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** A PostgreSQL, with a process for each session. */
final class PostgresBenchServer extends BenchServer {

    private static final String ADMINISTERED = "postgres";

    private final PostgresServer server;
    private final long postmaster;

    PostgresBenchServer(PostgresServer server) {
        this.server = server;
        this.postmaster = postmaster(server);
    }

    private static long postmaster(PostgresServer server) {
        try (Connection connection = server.connect(ADMINISTERED);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_backend_pid()")) {
            row.next();
            return ProcessHandle.of(row.getLong(1))
                    .flatMap(ProcessHandle::parent)
                    .orElseThrow(() -> new IllegalStateException("a session of a server without a parent"))
                    .pid();
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    @Override
    String url(String database) {
        return server.url(database);
    }

    @Override
    Connection connect(String database) throws SQLException {
        return server.connect(database);
    }

    @Override
    Connection administer(String database) throws SQLException {
        return server.connect(database);
    }

    @Override
    String createDatabase() {
        return server.createDatabase();
    }

    @Override
    String createDatabaseFor(String moved) {
        return createDatabase();
    }

    @Override
    void dropDatabase(String database) {
        execute(ADMINISTERED, "DROP DATABASE " + database + " WITH (FORCE)");
    }

    @Override
    void execute(String database, String... statements) {
        server.execute(database, statements);
    }

    @Override
    void settle(String database) {
        execute(database, "VACUUM ANALYZE", "CHECKPOINT");
    }

    @Override
    double bytes(String database) {
        return Double.parseDouble(value(database, "SELECT pg_database_size(current_database())"));
    }

    @Override
    long process() {
        return postmaster;
    }

    /**
     * The processes that {@code pg_stat_activity} shows under a condition, such as {@code backend_type = 'walsender'}.
     */
    List<Long> processes(String condition) {
        List<Long> pids = new ArrayList<>();
        try (Connection connection = administer(ADMINISTERED);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND " + condition)) {
            while (rows.next()) {
                pids.add(rows.getLong(1));
            }
            return pids;
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
