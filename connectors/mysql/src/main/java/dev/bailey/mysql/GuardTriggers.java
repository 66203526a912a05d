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
import java.util.zip.CRC32;

/** The guard's triggers: three on each table, one for each kind of write. Thread-safe. */
final class GuardTriggers {

    static final List<String> EVENTS = List.of("INSERT", "UPDATE", "DELETE");

    /** An application may have such names too, but does not read the guard. */
    static final String OURS = "TRIGGER_NAME LIKE 'bailey\\_%' AND INSTR(ACTION_STATEMENT, ?) > 0";

    private static final int NAME_MAX = 64;

    /** With which a refusal begins. */
    private static final String WORDS = "Bailey: writes to ";

    /** Of many tables, a few at random: each costs a write. */
    private static final int PROBED_MAX = 50;

    /** Not strict, or a column without a default would refuse the probe before the guard does. */
    private static final String PROBING = "SET @bailey_probe = 1, SESSION sql_mode = ''";

    private static final String PROBED =
            "SET @bailey_probe = NULL, SESSION sql_mode = '" + MysqlConnections.SQL_MODE + "'";

    private final MysqlConnections connections;
    private final TableLock lock;

    /** Statements that make a trigger, by what it fires for. */
    @FunctionalInterface
    interface Definitions {
        String of(String event) throws SQLException;
    }

    GuardTriggers(MysqlConnections connections) {
        this.connections = connections;
        this.lock = new TableLock(connections);
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
            for (Table table : tables) {
                if (!guarded.contains(table.id())) {
                    create(session, table.id(), TableLock.PATIENTLY);
                }
            }
            return guarded;
        });
    }

    /** The same for a table that should be free. */
    void extend(Table table) {
        connections.call("installing the guard", session -> {
            create(session, table.id(), TableLock.AT_ONCE);
            return table;
        });
    }

    /**
     * Takes off what fires for each row that is loaded. Inserts of others are not refused until it is {@link #mend}ed,
     * but the stream of that side tells of them. Does nothing where there is no guard, or one that tells tenants apart,
     * or this side owns anything.
     */
    void letLoad(Connection session, TableId table) throws SQLException {
        try (Statement statement = session.createStatement()) {
            if (ownsAnything(statement)) {
                return;
            }
            for (String name : whole(session, table)) {
                if (name.equals(name("INSERT", table))) {
                    drop(statement, List.of(name));
                }
            }
        }
    }

    private boolean ownsAnything(Statement statement) throws SQLException {
        String sql = "SELECT 1 FROM " + connections.own().table("guard") + " WHERE kind <> 'SHUT' LIMIT 1";
        try (ResultSet row = statement.executeQuery(sql)) {
            return row.next();
        }
    }

    /** Makes a guard whole of which one is off. Does nothing where there is none. */
    void mend(Connection session, TableId table) throws SQLException {
        int there = whole(session, table).size();
        if (there > 0 && there < EVENTS.size()) {
            create(session, table, TableLock.PATIENTLY);
        }
    }

    private void create(Connection session, TableId table, List<TableLock.Patience> ways) throws SQLException {
        replace(session, table, ways, event -> definition(session, event, table));
    }

    /**
     * Puts these three on a table in place of what is there: others of ours, or one or two, of somebody who died while
     * putting them on.
     *
     * @param definitions by event
     */
    void replace(Connection session, TableId table, List<TableLock.Patience> ways, Definitions definitions)
            throws SQLException {
        // with those of a try that did not get to its end
        List<String> there = new ArrayList<>(of(session, table));
        try (Statement statement = session.createStatement()) {
            lock.under(session, table, ways, () -> {
                drop(statement, there);
                for (String event : EVENTS) {
                    statement.execute(definitions.of(event));
                    there.add(name(event, table));
                }
            });
        }
    }

    String definition(Connection session, String event, TableId table) throws SQLException {
        return definition(event, table, first(session, event, table));
    }

    /** Before those of the application, one of which may refuse the probe, or see what the guard does not let in. */
    private String first(Connection session, String event, TableId table) throws SQLException {
        return AppTrigger.places(connections, session, table).stream()
                .filter(place -> place.moment().equals("BEFORE " + event))
                .findFirst()
                .map(place -> " PRECEDES " + Sql.name(place.name()))
                .orElse("");
    }

    private void drop(Statement statement, List<String> names) throws SQLException {
        for (String name : names) {
            statement.execute("DROP TRIGGER IF EXISTS " + Sql.name(new TableId(connections.database(), name)));
        }
    }

    /** Names of our triggers on a table. */
    private List<String> of(Connection session, TableId table) throws SQLException {
        return column(session, "TRIGGER_NAME", "EVENT_OBJECT_TABLE = " + Sql.literal(table.name()));
    }

    /** Of a guard that tells no tenants apart. */
    private List<String> whole(Connection session, TableId table) throws SQLException {
        return column(
                session,
                "TRIGGER_NAME",
                "ACTION_TIMING = 'BEFORE' AND EVENT_OBJECT_TABLE = " + Sql.literal(table.name()));
    }

    private List<String> column(Connection session, String column, String which) throws SQLException {
        List<String> values = new ArrayList<>();
        String sql = "SELECT " + column + " FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = ? AND " + OURS
                + " AND " + which;
        try (PreparedStatement statement = session.prepareStatement(sql)) {
            statement.setString(1, connections.database());
            statement.setString(2, connections.own().table("guard"));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    values.add(rows.getString(1));
                }
            }
        }
        return values;
    }

    static String trigger(String event, TableId table) {
        return Sql.name(new TableId(table.schema(), name(event, table)));
    }

    /**
     * Lets pass whoever logs in as Bailey's user, apart from a probe of its own. No state is read as shut. The clock
     * stands still in a statement, so one that began under a lease is refused to its end.
     */
    private String definition(String event, TableId table, String place) {
        String message = WORDS + table + " are refused here: this side does not own them";
        return "CREATE TRIGGER " + trigger(event, table) + " BEFORE " + event + " ON " + Sql.name(table)
                + " FOR EACH ROW" + place + " BEGIN IF SUBSTRING_INDEX(USER(), '@', 1) <> "
                + Sql.literal(connections.url().user())
                // one inside the other: in one condition the query would be made ready for each of Bailey's own rows
                // too
                + " OR @bailey_probe = 1 THEN IF COALESCE((SELECT kind = 'SHUT' OR (kind = 'LEASED' AND until >"
                + " UTC_TIMESTAMP(3)) FROM "
                + connections.own().table("guard") + " WHERE id = 1 LOCK IN SHARE MODE), TRUE) THEN"
                + " SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 1644, MESSAGE_TEXT = "
                + Sql.literal(message.substring(0, Math.min(128, message.length()))) + "; END IF; END IF; END";
    }

    /** Tables of this database that have all three of a guard that tells no tenants apart. */
    Set<TableId> guarded(Connection session) throws SQLException {
        Set<TableId> tables = new TreeSet<>();
        String three = "ACTION_TIMING = 'BEFORE' GROUP BY EVENT_OBJECT_TABLE HAVING COUNT(*) = 3";
        for (String table : column(session, "EVENT_OBJECT_TABLE", three)) {
            tables.add(new TableId(connections.database(), table));
        }
        return tables;
    }

    /** Off every table but these, table by table, as they were put on. */
    void removeBut(Set<TableId> kept) {
        connections.call("removing the guard", session -> {
            List<TableId> tables = column(session, "DISTINCT EVENT_OBJECT_TABLE", "TRUE").stream()
                    .map(name -> new TableId(connections.database(), name))
                    .filter(table -> !kept.contains(table))
                    .toList();
            try (Statement statement = session.createStatement()) {
                for (TableId table : tables) {
                    List<String> triggers = of(session, table);
                    lock.under(session, table, TableLock.PATIENTLY, () -> drop(statement, triggers));
                }
            }
            return tables;
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
            // triggers of the application may refuse with the same number
            if (e.getErrorCode() == MysqlGuard.REFUSED
                    && String.valueOf(e.getMessage()).contains(WORDS)) {
                return true;
            } else if (e.getErrorCode() == 1205) {
                throw new Problem(Problem.Kind.BUSY, "the guard of " + table + " cannot be probed: it is locked", e);
            }
            return false; // something else refused it, after the guard let it pass
        }
    }
}
