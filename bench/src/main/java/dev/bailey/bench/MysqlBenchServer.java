package dev.bailey.bench;

import dev.bailey.testkit.BinlogServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A MySQL or MariaDB, which is one process. */
final class MysqlBenchServer extends BenchServer {

    /** It keeps changing its own tables a little. */
    private static final int DIRTY_PAGES_MAX = 100;

    private final BinlogServer server;
    private final Path kept;

    MysqlBenchServer(BinlogServer server) {
        this.server = server;
        this.kept = server.folder().resolveSibling("kept");
    }

    /** The options by which this family's own programs find the server, as the one who may everything. */
    String clientOptions() {
        return "--host=127.0.0.1 --user=" + BinlogServer.ADMINISTRATOR + " --port=" + port();
    }

    int port() {
        return server.port();
    }

    @Override
    String url(String database) {
        return server.url(database);
    }

    /** Where a database is for a Bailey that leaves out of the server's log what it copies; gives it the right to. */
    String urlWithoutCopyLog(String database) {
        boolean mariaDb = value("", "SELECT VERSION()").contains("MariaDB");
        String right = mariaDb ? "BINLOG ADMIN" : "SESSION_VARIABLES_ADMIN";
        execute("", "GRANT " + right + " ON *.* TO '" + BinlogServer.BAILEY + "'@'%'");
        return url(database) + "?copyLog=off";
    }

    @Override
    Connection connect(String database) throws SQLException {
        return server.connect(database);
    }

    @Override
    Connection administer(String database) throws SQLException {
        return server.connect(database, BinlogServer.ADMINISTRATOR);
    }

    @Override
    String createDatabase() {
        return createDatabaseFor(BinlogServer.freshName());
    }

    @Override
    String createDatabaseFor(String moved) {
        server.createDatabase(moved);
        return moved;
    }

    /** With what Bailey kept beside it. */
    @Override
    void dropDatabase(String database) {
        execute("", "DROP DATABASE " + database, "DROP DATABASE IF EXISTS bailey_" + database);
    }

    @Override
    void execute(String database, String... statements) {
        server.execute(database, statements);
    }

    /** And forgets the finished files of its log, which no run reads but the one that wrote them. */
    @Override
    void settle(String database) {
        execute(
                "",
                "FLUSH BINARY LOGS",
                "PURGE BINARY LOGS BEFORE NOW() + INTERVAL 1 DAY",
                "SET GLOBAL innodb_max_dirty_pages_pct_lwm = 0, GLOBAL innodb_max_dirty_pages_pct = 0",
                // by itself MariaDB writes 200 pages a second
                "SET GLOBAL innodb_io_capacity_max = 20000, GLOBAL innodb_io_capacity = 20000");
        writeOut();
        execute(
                "",
                "SET GLOBAL innodb_max_dirty_pages_pct = 90",
                "SET GLOBAL innodb_io_capacity = 200, GLOBAL innodb_io_capacity_max = 2000");
    }

    private void writeOut() {
        BaileyMove.await(
                "all pages are written out",
                () -> Long.parseLong(value(
                                "information_schema",
                                "SELECT `COUNT` FROM INNODB_METRICS WHERE NAME = 'buffer_pool_pages_dirty'"))
                        <= DIRTY_PAGES_MAX);
    }

    @Override
    double bytes(String database) {
        return Double.parseDouble(value(
                "information_schema",
                "SELECT SUM(DATA_LENGTH + INDEX_LENGTH) FROM TABLES WHERE TABLE_SCHEMA = '" + database + "'"));
    }

    @Override
    long process() {
        try {
            Path file = server.folder().resolve(value("", "SELECT @@pid_file"));
            return Long.parseLong(Files.readString(file).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lays by what the server has, for {@link #restore}. */
    void keep() {
        server.stop();
        Shell.shell("cp -a " + server.folder() + " " + kept);
        server.startAgain();
    }

    /** Brings back what {@link #keep} laid by, the server's log too. */
    void restore() {
        server.crash();
        Shell.shell("rm -rf " + server.folder() + " && cp -a " + kept + " " + server.folder());
        server.startAgain();
    }

    /** Whether it waits for the disk at each commit from now on. */
    void durable(boolean durable) {
        execute(
                "",
                "SET GLOBAL sync_binlog = " + (durable ? 1 : 0),
                "SET GLOBAL innodb_flush_log_at_trx_commit = " + (durable ? 1 : 2));
    }

    /** File and offset at which its log ends. */
    LogEnd logEnd() {
        try (Connection connection = administer("");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SHOW MASTER STATUS")) {
            row.next();
            return new LogEnd(row.getString(1), row.getLong(2));
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    /** A place in a binlog. */
    record LogEnd(String file, long offset) {}

    @Override
    public void close() {
        server.close();
    }
}
