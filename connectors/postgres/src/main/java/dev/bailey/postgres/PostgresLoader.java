package dev.bailey.postgres;

import dev.bailey.core.Column;
import dev.bailey.core.Database;
import dev.bailey.core.Loader;
import dev.bailey.core.Problem;
import dev.bailey.core.Table;
import dev.bailey.core.TableSnapshot;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Loads through {@code COPY … FROM STDIN}: bytes pass as they came. */
final class PostgresLoader implements Loader, AutoCloseable {

    private static final Duration LOCK_MAX = Duration.ofSeconds(10);

    /** What {@code TRUNCATE} answers where a foreign key points at the table. */
    private static final String REFERENCED = "0A000";

    /** What a row that is there already makes a load or the build of a key answer. */
    private static final Set<String> TAKEN = Set.of("23505", "23P01");

    /** Below it, a key is built into quicker than taken off and put back. */
    private static final long KEY_STAYS_BYTES = 4 << 20;

    private final PostgresConnections connections;
    private final SessionPool sessions;

    PostgresLoader(PostgresConnections connections) {
        this(connections, PostgresConnections.COPY_SILENCE_MAX);
    }

    PostgresLoader(PostgresConnections connections, Duration silenceMax) {
        this.connections = connections;
        this.sessions = new SessionPool(() -> OwnWrite.session(connections, silenceMax));
    }

    /** Lets go of sessions that wait for the next load; there may be another all the same. */
    void rest() {
        sessions.clear();
    }

    /** Binary where both sides hold the table's values in the same built-in types, which need no parsing. */
    @Override
    public String format(Table table, Database origin) {
        if (!(origin instanceof PostgresDatabase other)) {
            throw new IllegalArgumentException("not a database of PostgreSQL: " + origin.label());
        }
        List<String> names = written(table).stream().map(Column::name).toList();
        BinaryTypes here = BinaryTypes.of(connections, table.id());
        BinaryTypes there = BinaryTypes.of(other.connections(), table.id());
        return here.agreesWith(there, names) ? "binary" : "text";
    }

    @Override
    public void empty(Table table, long bytesToCome) {
        boolean keyMayGo = bytesToCome >= KEY_STAYS_BYTES;
        if (!writing("emptying " + table, session -> truncated(session, table, keyMayGo))) {
            try (Connection session = OwnWrite.session(connections, Duration.ZERO)) {
                session.setAutoCommit(false);
                OwnWrite.announce(session);
                forgetCopied(session, table);
                run(session, "SET LOCAL lock_timeout = " + LOCK_MAX.toMillis());
                // A load that was broken off may still be committing; what it wrote is to be seen here.
                run(session, "LOCK TABLE ONLY " + Sql.name(table.id()) + " IN SHARE ROW EXCLUSIVE MODE");
                run(session, "DELETE FROM ONLY " + Sql.name(table.id()));
                session.commit();
            } catch (SQLException e) {
                throw connections.problem("emptying " + table, e);
            }
        }
    }

    /**
     * In a session that is kept for the next table. One that fails is closed, which rolls back what it had not
     * committed.
     */
    private <T> T writing(String doing, PostgresConnections.Work<T> work) {
        Connection session = sessions.borrow();
        boolean good = false;
        try {
            session.setAutoCommit(false);
            T result = work.run(session);
            good = true;
            return result;
        } catch (SQLException e) {
            throw problem(doing, e);
        } finally {
            if (good) {
                sessions.giveBack(session);
            } else {
                PostgresConnections.discard(session);
            }
        }
    }

    private Problem problem(String doing, SQLException failure) {
        if (TAKEN.contains(String.valueOf(failure.getSQLState()))) {
            return new Problem(
                    Problem.Kind.BUSY,
                    doing + " at " + connections.where() + ": somebody else writes to it, "
                            + PostgresProblems.words(failure) + "; it is emptied and copied again",
                    failure);
        }
        return PostgresProblems.isMisfit(failure.getSQLState())
                ? connections.misfit(doing, failure)
                : connections.problem(doing, failure);
    }

    private static boolean truncated(Connection session, Table table, boolean keyMayGo) throws SQLException {
        OwnWrite.announce(session);
        forgetCopied(session, table);
        run(session, "SET LOCAL lock_timeout = " + LOCK_MAX.toMillis());
        try {
            run(session, "TRUNCATE ONLY " + Sql.name(table.id()));
            if (keyMayGo) {
                KeyToBuild.takeOff(session, table.id());
            }
            session.commit();
            return true;
        } catch (SQLException e) {
            if (!REFERENCED.equals(e.getSQLState())) {
                throw e;
            }
            session.rollback();
            return false;
        }
    }

    private static void forgetCopied(Connection session, Table table) throws SQLException {
        run(
                session,
                "DELETE FROM bailey.copied WHERE table_schema = "
                        + Sql.literal(table.id().schema()) + " AND table_name = "
                        + Sql.literal(table.id().name()));
    }

    @Override
    public long load(Table table, TableSnapshot.Rows rows) {
        String sql = "COPY " + Sql.name(table.id()) + " (" + Sql.columns(written(table)) + ") FROM STDIN (FORMAT "
                + rows.format() + ")";
        return writing("loading " + table, session -> new CopyLoad(session, sql, rows).run());
    }

    @Override
    public void complete(Table table) {
        boolean lacksKey = connections.call(
                "looking for the key of " + table,
                session -> KeyToBuild.waiting(session).contains(table.id()));
        if (!lacksKey) {
            return;
        }
        try (Connection session = OwnWrite.session(connections, Duration.ZERO)) {
            session.setAutoCommit(false);
            OwnWrite.announce(session);
            run(session, "SET LOCAL lock_timeout = " + LOCK_MAX.toMillis());
            KeyToBuild.build(session, table.id());
            session.commit();
        } catch (SQLException e) {
            throw problem("building the key of " + table, e);
        }
    }

    @Override
    public void close() {
        sessions.close();
    }

    private static List<Column> written(Table table) {
        return table.columns().stream().filter(column -> !column.generated()).toList();
    }

    private static void run(Connection session, String sql) throws SQLException {
        try (Statement statement = session.createStatement()) {
            statement.execute(sql);
        }
    }
}
