package dev.bailey.mysql;

import dev.bailey.core.Guard;
import dev.bailey.core.GuardState;
import dev.bailey.core.Problem;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The state of one guard: a row that triggers read with a shared lock. The lock lasts to the end of the writer's
 * transaction, so whoever moves the guard waits until all who passed it are over, and no snapshot hides the new state.
 * Thread-safe.
 */
final class Fence {

    /** That of all that is everyone's. */
    static final int EVERYONES = 1;

    /** Writers queue up behind a guard that waits to move, so it waits briefly. */
    private static final String MOVE_WAIT = "SET SESSION innodb_lock_wait_timeout = 1";

    private static final String USUAL_WAIT = "SET SESSION innodb_lock_wait_timeout = 50";

    /** A deadlock with a writer is over at once, and says nothing about the next try. */
    private static final int DEADLOCKS_MAX = 20;

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private static final DateTimeFormatter UNTIL = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS", Locale.ROOT);

    private final MysqlConnections connections;
    private final String guard;
    private final int id;
    private final String called;

    /** @param called how people call the guard */
    Fence(MysqlConnections connections, int id, String called) {
        this.connections = connections;
        this.guard = connections.own().table("guard");
        this.id = id;
        this.called = called;
    }

    /** Gives it this state if it has none. */
    void begin(Connection session, GuardState initial) throws SQLException {
        String sql = "INSERT IGNORE INTO " + guard + " (kind, epoch, until, id) VALUES (?, ?, ?, " + id + ")";
        try (PreparedStatement statement = session.prepareStatement(sql)) {
            bind(statement, 1, initial);
            statement.executeUpdate();
        }
    }

    Guard.Reading read() {
        return connections.call("reading " + called, session -> {
            String sql = "SELECT kind, epoch, until, UTC_TIMESTAMP(3) FROM " + guard + " WHERE id = " + id;
            try (Statement statement = session.createStatement();
                    ResultSet row = statement.executeQuery(sql)) {
                if (!row.next()) {
                    throw new Problem(
                            Problem.Kind.UNFIT,
                            called + " at " + connections.where()
                                    + " has no state: it was never installed, or removed");
                }
                return new Guard.Reading(state(row), instant(row, 4));
            } catch (SQLException e) {
                if (!MysqlProblems.isMissing(e)) {
                    throw e;
                }
                throw new Problem(
                        Problem.Kind.UNFIT,
                        "there is no guard of Bailey's at " + connections.where()
                                + ", so nothing of it refuses writes: it was never installed, or removed",
                        e);
            }
        });
    }

    /** Of the first three columns. */
    static GuardState state(ResultSet row) throws SQLException {
        return new GuardState(GuardState.Kind.valueOf(row.getString(1)), row.getLong(2), instant(row, 3));
    }

    private static Instant instant(ResultSet row, int column) throws SQLException {
        return row.getObject(column, LocalDateTime.class).toInstant(ZoneOffset.UTC);
    }

    /** @throws Problem {@link Problem.Kind#BUSY} while a transaction is open that passed the guard */
    boolean move(GuardState expected, GuardState next) {
        return connections.call("moving " + called + " to " + next, session -> {
            try (Statement statement = session.createStatement()) {
                statement.execute(MOVE_WAIT);
                boolean moved = moveThroughDeadlocks(session, expected, next);
                statement.execute(USUAL_WAIT);
                return moved;
            } catch (SQLException e) {
                if (!MysqlProblems.isLockTrouble(e)) {
                    throw e;
                }
                throw new Problem(Problem.Kind.BUSY, whoIsInTheWay(session, next), e);
            }
        });
    }

    private String whoIsInTheWay(Connection session, GuardState next) throws SQLException {
        List<String> prepared = OpenWriters.prepared(session);
        return called + " at " + connections.where() + " cannot be " + next + " yet: "
                + (prepared.isEmpty() ? "a transaction that has written is open there" : undecided(prepared));
    }

    private static String undecided(List<String> prepared) {
        return "transactions are prepared and not decided: " + String.join(", ", prepared)
                + "; commit or roll back each (XA COMMIT, XA ROLLBACK)";
    }

    private boolean moveThroughDeadlocks(Connection session, GuardState expected, GuardState next) throws SQLException {
        for (int tries = 1; ; tries++) {
            try {
                return moveOnce(session, expected, next);
            } catch (SQLException e) {
                if (!MysqlProblems.isDeadlock(e) || tries == DEADLOCKS_MAX) {
                    throw e;
                }
            }
        }
    }

    private boolean moveOnce(Connection session, GuardState expected, GuardState next) throws SQLException {
        String sql = "UPDATE " + guard + " SET kind = ?, epoch = ?, until = ? WHERE id = " + id
                + " AND kind = ? AND epoch = ? AND until = ?";
        try (PreparedStatement statement = session.prepareStatement(sql)) {
            bind(statement, 1, next);
            bind(statement, 4, expected);
            return statement.executeUpdate() == 1;
        }
    }

    private static void bind(PreparedStatement statement, int first, GuardState state) throws SQLException {
        statement.setString(first, state.kind().name());
        statement.setLong(first + 1, state.epoch());
        statement.setString(first + 2, UNTIL.format(LocalDateTime.ofInstant(state.until(), ZoneOffset.UTC)));
    }

    /**
     * Whoever moved the guard has waited for every writer already. Left are transactions that MariaDB lets go of their
     * locks when they are prepared; of which slice they are, nobody can say.
     */
    void awaitWriters(Duration timeout) {
        long begun = System.nanoTime();
        while (true) {
            List<String> prepared = connections.call("looking for prepared transactions", OpenWriters::prepared);
            if (prepared.isEmpty()) {
                return;
            }
            if (System.nanoTime() - begun > timeout.toNanos()) {
                throw new Problem(
                        Problem.Kind.BUSY,
                        called + " at " + connections.where() + " is not proven: " + undecided(prepared));
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }
}
