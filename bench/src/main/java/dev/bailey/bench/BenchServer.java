package dev.bailey.bench;

import dev.bailey.testkit.PostgresServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A server with its data in a temporary folder, which goes when it does, and a look at its processes. */
final class BenchServer implements AutoCloseable {

    private final PostgresServer server;
    private final long postmaster;

    private BenchServer(PostgresServer server) {
        this.server = server;
        this.postmaster = postmaster(server);
    }

    static BenchServer start(ServerOptions options) {
        return start(options, Map.of());
    }

    static BenchServer start(ServerOptions options, Map<String, String> more) {
        return new BenchServer(options.start(more));
    }

    /** The second of two. */
    static BenchServer startTarget(ServerOptions options, Map<String, String> more) {
        return new BenchServer(options.startTarget(more));
    }

    private static long postmaster(PostgresServer server) {
        try (Connection connection = server.connect("postgres");
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

    String url(String database) {
        return server.url(database);
    }

    Connection connect(String database) throws SQLException {
        return server.connect(database);
    }

    String createDatabase() {
        return server.createDatabase();
    }

    void execute(String database, String... statements) {
        server.execute(database, statements);
    }

    /** CPU seconds of the server and all its processes so far, those that ended too. */
    double cpu() {
        return Cpu.ofTree(postmaster);
    }

    /**
     * The processes that {@code pg_stat_activity} shows under a condition, such as {@code backend_type = 'walsender'}.
     */
    List<Long> processes(String condition) {
        List<Long> pids = new ArrayList<>();
        try (Connection connection = connect("postgres");
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

    /** The first column of the first row. */
    String value(String database, String sql) {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
