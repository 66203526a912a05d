package dev.bailey.mysql;

import dev.bailey.core.Problem;
import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.CRC32;

/** The guard's triggers: three on each table, one for each kind of write. Thread-safe. */
final class GuardTriggers {

    private static final List<String> EVENTS = List.of("INSERT", "UPDATE", "DELETE");

    /** An application may have such names too, but does not read the guard. */
    private static final String OURS = "TRIGGER_NAME LIKE 'bailey\\_%' AND INSTR(ACTION_STATEMENT, ?) > 0";

    private static final int NAME_MAX = 64;

    /**
     * Whoever waits for a table's lock makes deadlocks with transactions that hold it to read, and are about to write,
     * as foreign keys make them; and the server lets the application lose those. MariaDB can be told not to wait, MySQL
     * cannot.
     */
    private static final String NO_WAIT = "SET SESSION lock_wait_timeout = 0, foreign_key_checks = 0";

    /** All who want the table wait behind whoever waits for it. */
    private static final String BRIEFLY = "SET SESSION lock_wait_timeout = 1, foreign_key_checks = 0";

    private static final String USUAL = "SET SESSION lock_wait_timeout = 60, foreign_key_checks = 1";

    /** Some seconds at best; after that it is waited for, briefly. */
    private static final int NO_WAIT_TRIES_MAX = 1_000;

    private static final long NO_WAIT_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(7);

    private static final int TRIES_MAX = 120;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /** Of many tables, a few at random: each costs a write. */
    private static final int PROBED_MAX = 50;

    /** Not strict, or a column without a default would refuse the probe before the guard does. */
    private static final String PROBING = "SET @bailey_probe = 1, SESSION sql_mode = ''";

    private static final String PROBED =
            "SET @bailey_probe = NULL, SESSION sql_mode = '" + MysqlConnections.SQL_MODE + "'";

    private final MysqlConnections connections;

    GuardTriggers(MysqlConnections connections) {
        this.connections = connections;
    }

    private static String name(String event, TableId table) {
        String name = "bailey_" + event.substring(0, 3).toLowerCase(Locale.ROOT) + "_" + table.name();
        if (name.length() > NAME_MAX) {
            CRC32 sum = new CRC32();
            sum.update(table.name().getBytes(StandardCharsets.UTF_8));
            String tail = String.format("_%08x", sum.getValue());
            name = name.substring(0, NAME_MAX - tail.length()) + tail;
        }
        return name;
    }

    /**
     * Under a lock on the table: installed beside running statements, a trigger breaks those that clients of MariaDB
     * have prepared.
     */
    void install(List<Table> tables) {
        connections.call("installing the guard", session -> {
            Set<TableId> guarded = guarded(session);
            boolean canRefuseToWait = Dialect.of(session).isMariaDb();
            try (Statement statement = session.createStatement()) {
                for (Table table : tables) {
                    if (!guarded.contains(table.id())) {
                        boolean done = canRefuseToWait
                                && install(statement, table.id(), NO_WAIT, NO_WAIT_TRIES_MAX, NO_WAIT_PAUSE_NANOS);
                        if (!done && !install(statement, table.id(), BRIEFLY, TRIES_MAX, PAUSE_NANOS)) {
                            throw new Problem(
                                    Problem.Kind.BUSY,
                                    "table " + table.id() + " at " + connections.where()
                                            + " is never free for a moment, in which it could be guarded");
                        }
                    }
                }
                statement.execute(USUAL);
            }
            return guarded;
        });
    }

    /** Says no when the table was not to be had in so many tries. */
    private boolean install(Statement statement, TableId table, String waiting, int triesMax, long pauseNanos)
            throws SQLException {
        statement.execute(waiting);
        for (int tries = 0; tries < triesMax; tries++) {
            try {
                statement.execute("LOCK TABLES " + Sql.name(table) + " WRITE, "
                        + connections.own().table("guard") + " READ");
                for (String event : EVENTS) {
                    statement.execute("DROP TRIGGER IF EXISTS " + trigger(event, table));
                    statement.execute(definition(event, table));
                }
                statement.execute("UNLOCK TABLES");
                return true;
            } catch (SQLException e) {
                statement.execute("UNLOCK TABLES");
                if (!MysqlProblems.isLockTrouble(e)) {
                    throw e;
                }
                LockSupport.parkNanos(pauseNanos);
            }
        }
        return false;
    }

    private static String trigger(String event, TableId table) {
        return Sql.name(new TableId(table.schema(), name(event, table)));
    }

    /**
     * Lets pass whoever logs in as Bailey's user, apart from a probe of its own. No state is read as shut. The clock
     * stands still in a statement, so one that began under a lease is refused to its end.
     */
    private String definition(String event, TableId table) {
        String message = "Bailey: writes to " + table + " are refused here: this side does not own them";
        return "CREATE TRIGGER " + trigger(event, table) + " BEFORE " + event + " ON " + Sql.name(table)
                + " FOR EACH ROW BEGIN IF SUBSTRING_INDEX(USER(), '@', 1) <> "
                + Sql.literal(connections.url().user())
                // one inside the other: in one condition the query would be made ready for each of Bailey's own rows
                // too
                + " OR @bailey_probe = 1 THEN IF COALESCE((SELECT kind = 'SHUT' OR (kind = 'LEASED' AND until >"
                + " UTC_TIMESTAMP(3)) FROM "
                + connections.own().table("guard") + " WHERE id = 1 LOCK IN SHARE MODE), TRUE) THEN"
                + " SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 1644, MESSAGE_TEXT = "
                + Sql.literal(message.substring(0, Math.min(128, message.length()))) + "; END IF; END IF; END";
    }

    /** Tables of this database that have all three. */
    Set<TableId> guarded(Connection session) throws SQLException {
        Set<TableId> tables = new TreeSet<>();
        String sql = "SELECT EVENT_OBJECT_TABLE FROM information_schema.TRIGGERS"
                + " WHERE TRIGGER_SCHEMA = ? AND " + OURS
                + " GROUP BY EVENT_OBJECT_TABLE HAVING COUNT(*) = 3";
        try (PreparedStatement statement = session.prepareStatement(sql)) {
            statement.setString(1, connections.database());
            statement.setString(2, connections.own().table("guard"));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    tables.add(new TableId(connections.database(), rows.getString(1)));
                }
            }
        }
        return tables;
    }

    void remove() {
        connections.call("removing the guard", session -> {
            List<String> names = new ArrayList<>();
            String sql =
                    "SELECT TRIGGER_NAME FROM information_schema.TRIGGERS" + " WHERE TRIGGER_SCHEMA = ? AND " + OURS;
            try (PreparedStatement statement = session.prepareStatement(sql)) {
                statement.setString(1, connections.database());
                statement.setString(2, connections.own().table("guard"));
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        names.add(rows.getString(1));
                    }
                }
            }
            try (Statement statement = session.createStatement()) {
                for (String name : names) {
                    statement.execute("DROP TRIGGER IF EXISTS " + Sql.name(new TableId(connections.database(), name)));
                }
            }
            return names;
        });
    }

    /** Whether each of the tables refuses a write as an application makes it. Changes nothing. */
    boolean refuse(Connection session) throws SQLException {
        List<TableId> tables = new ArrayList<>(guarded(session));
        Collections.shuffle(tables);
        session.setAutoCommit(false);
        try (Statement statement = session.createStatement()) {
            statement.execute(PROBING);
            boolean refused = !tables.isEmpty();
            for (TableId table : tables.subList(0, Math.min(PROBED_MAX, tables.size()))) {
                refused = refused && refuses(statement, table);
            }
            session.rollback();
            statement.execute(PROBED);
            return refused;
        } finally {
            session.setAutoCommit(true);
        }
    }

    /** An insert of nothing in particular: the trigger comes before any constraint. */
    private static boolean refuses(Statement statement, TableId table) throws SQLException {
        try {
            statement.executeUpdate("INSERT INTO " + Sql.name(table) + " () VALUES ()");
            return false;
        } catch (SQLException e) {
            if (e.getErrorCode() == MysqlGuard.REFUSED) {
                return true;
            } else if (e.getErrorCode() == 1205) {
                throw new Problem(Problem.Kind.BUSY, "the guard of " + table + " cannot be probed: it is locked", e);
            }
            return false; // something else refused it, after the guard let it pass
        }
    }
}
