package dev.bailey.bench;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;

/** A server with its data in a temporary folder, which goes when it does, and a look at its processes. */
abstract sealed class BenchServer implements AutoCloseable permits PostgresBenchServer, MysqlBenchServer {

    static BenchServer start(ServerOptions options) {
        return start(options, Map.of());
    }

    static BenchServer start(ServerOptions options, Map<String, String> more) {
        return options.start(more);
    }

    /** The second of two. */
    static BenchServer startTarget(ServerOptions options, Map<String, String> more) {
        return options.startTarget(more);
    }

    abstract String url(String database);

    /** Connects as the application does. */
    abstract Connection connect(String database) throws SQLException;

    /** Connects as the one who may everything. */
    abstract Connection administer(String database) throws SQLException;

    /** Makes an empty database, and returns its name. */
    abstract String createDatabase();

    /**
     * Makes an empty database to which one of another server is moved, and returns its name.
     *
     * @param moved whose name it has to have where tables are known by that
     */
    abstract String createDatabaseFor(String moved);

    abstract void dropDatabase(String database);

    /** Runs statements as the one who may everything, each committed by itself. */
    abstract void execute(String database, String... statements);

    /** Leaves the server nothing to tidy up or to write out while somebody else is measured. */
    abstract void settle(String database);

    /** The process from which all others of the server come. */
    abstract long process();

    /** CPU seconds of the server and all its processes so far, those that ended too. */
    final double cpu() {
        return Cpu.ofTree(process());
    }

    /** What a database takes on the disk. */
    abstract double bytes(String database);

    /** The first column of the first row. */
    final String value(String database, String sql) {
        try (Connection connection = administer(database);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    @Override
    public abstract void close();
}
