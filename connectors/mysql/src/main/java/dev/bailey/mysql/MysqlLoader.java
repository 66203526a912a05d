package dev.bailey.mysql;

import dev.bailey.core.Database;
import dev.bailey.core.Loader;
import dev.bailey.core.Problem;
import dev.bailey.core.Problem.Kind;
import dev.bailey.core.Table;
import dev.bailey.core.TableSnapshot;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Loads through {@code LOAD DATA LOCAL INFILE}. Thread-safe. */
final class MysqlLoader implements Loader {

    private static final Duration LOCK_MAX = Duration.ofSeconds(10);
    private static final Duration SILENCE_MAX = Duration.ofMinutes(5);

    /** Below it, indexes are built into quicker than taken off and put back, and triggers cost little. */
    private static final long LARGE_BYTES = 4 << 20;

    /** A transaction of this many rows is easy to undo, and to send. */
    private static final int ROWS_PER_DELETE = 10_000;

    private final MysqlConnections connections;
    private final OwnSchema own;
    private final GuardTriggers guard;
    private final Duration lockMax;

    MysqlLoader(MysqlConnections connections) {
        this(connections, LOCK_MAX);
    }

    /** @param lockMax how long others may hold a table up that is to be emptied */
    MysqlLoader(MysqlConnections connections, Duration lockMax) {
        this.connections = connections;
        this.lockMax = lockMax;
        this.own = connections.own();
        this.guard = new GuardTriggers(connections);
    }

    @Override
    public String format(Table table, Database origin) {
        return BulkRows.FORMAT;
    }

    /** Row by row: {@code TRUNCATE} stands in the log as a statement, in no transaction that could be marked. */
    @Override
    public void empty(Table table, long bytesToCome) {
        writing("emptying " + table, this::session, session -> {
            waitForWriters(session, table);
            long deleted;
            do {
                OwnWrite.announce(session, own);
                forgetCopied(session, table);
                deleted = delete(session, table);
                session.commit();
            } while (deleted == ROWS_PER_DELETE);
            if (bytesToCome >= LARGE_BYTES) {
                new IndexesToBuild(own, table.id()).takeOff(session);
                guard.letLoad(session, table.id());
            }
            return deleted;
        });
    }

    /** A load that was broken off may still be committing; what it wrote is to be seen here. */
    private void waitForWriters(Connection session, Table table) throws SQLException {
        run(session, "SET SESSION lock_wait_timeout = " + lockMax.toSeconds());
        run(session, "LOCK TABLES " + Sql.name(table.id()) + " WRITE");
        run(session, "UNLOCK TABLES");
    }

    private void forgetCopied(Connection session, Table table) throws SQLException {
        try (PreparedStatement statement = session.prepareStatement(
                "DELETE FROM " + own.table("copied") + " WHERE table_schema = ? AND table_name = ?")) {
            statement.setString(1, table.id().schema());
            statement.setString(2, table.id().name());
            statement.executeUpdate();
        }
    }

    private static long delete(Connection session, Table table) throws SQLException {
        try (Statement statement = session.createStatement()) {
            return statement.executeLargeUpdate("DELETE FROM " + Sql.name(table.id()) + " LIMIT " + ROWS_PER_DELETE);
        }
    }

    @Override
    public long load(Table table, TableSnapshot.Rows rows) {
        return writing(
                "loading " + table,
                () -> OwnWrite.loading(connections, SILENCE_MAX),
                session -> new BulkLoad(session, own, table, rows).run());
    }

    @Override
    public void complete(Table table) {
        writing("building the indexes of " + table, this::session, session -> {
            new IndexesToBuild(own, table.id()).build(session);
            guard.mend(session, table.id());
            return true;
        });
    }

    private Connection session() {
        return OwnWrite.session(connections, Duration.ZERO);
    }

    /** In a session of its own. One that fails is closed, which rolls back what it had not committed. */
    private <T extends @Nullable Object> T writing(
            String doing, Supplier<Connection> opening, MysqlConnections.Work<T> work) {
        try (Connection session = opening.get()) {
            return work.run(session);
        } catch (SQLException e) {
            throw MysqlProblems.isCollision(e) ? taken(doing, e) : connections.problem(doing, e);
        }
    }

    private Problem taken(String doing, SQLException failure) {
        return new Problem(
                Kind.BUSY,
                doing + " at " + connections.where() + ": somebody else writes to it, " + MysqlProblems.words(failure)
                        + "; it is emptied and copied again",
                failure);
    }

    private static void run(Connection session, String sql) throws SQLException {
        try (Statement statement = session.createStatement()) {
            statement.execute(sql);
        }
    }
}
