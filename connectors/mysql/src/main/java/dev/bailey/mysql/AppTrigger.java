package dev.bailey.mysql;

import dev.bailey.core.TableId;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * A trigger of the application's, with all that decides what it does. Immutable.
 *
 * @param moment before or after what it acts, such as {@code BEFORE INSERT}
 * @param number its place among all of its table and moment
 * @param statement that makes it, as the server shows it
 * @param client the character set of whoever made it
 * @param collation of whoever made it, which texts in it have
 */
record AppTrigger(
        String name,
        String table,
        String moment,
        int number,
        String statement,
        String sqlMode,
        String client,
        String collation) {

    /** All but Bailey's own, which read what Bailey keeps. */
    private static final String ALL = """
            SELECT TRIGGER_NAME, EVENT_OBJECT_TABLE, CONCAT(ACTION_TIMING, ' ', EVENT_MANIPULATION), ACTION_ORDER,
                DEFINER, ACTION_STATEMENT
            FROM information_schema.TRIGGERS
            WHERE EVENT_OBJECT_SCHEMA = ? AND NOT (TRIGGER_NAME LIKE 'bailey\\_%' AND INSTR(ACTION_STATEMENT, ?) > 0)
            """;

    /** Who writes; not as whom a trigger runs, which is its definer, whoever writes. */
    private static final Pattern ASKS_WHO =
            Pattern.compile("(?<![a-z_])(?:session_|system_)?user\\s*\\(\\s*\\)", Pattern.CASE_INSENSITIVE);

    /** Asked for one by one: MariaDB opens what it lists, a hundred microseconds for each of all tables. */
    private static final int FEW_TABLES = 20;

    private static final int NO_SUCH_TRIGGER = 1360;

    /**
     * A trigger as the server lists it.
     *
     * @param definer by whose rights it acts, as {@code user@host}
     */
    record Place(String name, String table, String moment, int number, String definer, String body) {

        /** Whether it does nothing when this user writes, by what it seems to ask. */
        boolean spares(String user) {
            return ASKS_WHO.matcher(body).find() && body.contains(user);
        }
    }

    AppTrigger {
        if (number < 1) {
            throw new IllegalArgumentException("trigger " + name + " cannot be number " + number);
        }
    }

    /** Where all are that are in the database, by table and moment in their order. */
    static List<Place> places(MysqlConnections connections, Connection session) throws SQLException {
        return places(connections, session, "");
    }

    private static List<Place> places(MysqlConnections connections, Connection session, String which)
            throws SQLException {
        List<Place> places = new ArrayList<>();
        try (PreparedStatement statement = session.prepareStatement(ALL + which + " ORDER BY 2, 3, 4")) {
            statement.setString(1, connections.database());
            statement.setString(2, Sql.name(connections.own().name()) + ".");
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    places.add(new Place(
                            rows.getString(1),
                            rows.getString(2),
                            rows.getString(3),
                            rows.getInt(4),
                            rows.getString(5),
                            rows.getString(6)));
                }
            }
        }
        return places;
    }

    /** Those of one table. Opens no other, as the server may have to for the whole list. */
    static List<Place> places(MysqlConnections connections, Connection session, TableId table) throws SQLException {
        return places(connections, session, " AND EVENT_OBJECT_TABLE = " + Sql.literal(table.name()));
    }

    static List<AppTrigger> on(MysqlConnections connections, Connection session, TableId table) throws SQLException {
        return read(connections, session, places(connections, session, table));
    }

    /** Where those are that are on these tables, in the same order. */
    static List<Place> places(MysqlConnections connections, Connection session, Set<String> tables)
            throws SQLException {
        if (tables.size() > FEW_TABLES) {
            return places(connections, session).stream()
                    .filter(place -> tables.contains(place.table()))
                    .toList();
        }
        List<Place> places = new ArrayList<>();
        for (String table : new TreeSet<>(tables)) {
            places.addAll(places(connections, session, new TableId(connections.database(), table)));
        }
        return places;
    }

    /** Those that are on these tables, in the same order. */
    static List<AppTrigger> on(MysqlConnections connections, Connection session, Set<String> tables)
            throws SQLException {
        return read(connections, session, places(connections, session, tables));
    }

    private static List<AppTrigger> read(MysqlConnections connections, Connection session, List<Place> places)
            throws SQLException {
        List<AppTrigger> triggers = new ArrayList<>();
        for (Place place : places) {
            String name = Sql.name(connections.database()) + "." + Sql.name(place.name());
            try (Statement statement = session.createStatement();
                    ResultSet row = statement.executeQuery("SHOW CREATE TRIGGER " + name)) {
                row.next();
                triggers.add(new AppTrigger(
                        place.name(),
                        place.table(),
                        place.moment(),
                        place.number(),
                        row.getString(3),
                        row.getString(2),
                        row.getString(4),
                        row.getString(5)));
            } catch (SQLException e) {
                if (e.getErrorCode() != NO_SUCH_TRIGGER) { // somebody dropped it just now
                    throw e;
                }
            }
        }
        return triggers;
    }

    /** The same at another place. */
    AppTrigger numbered(int place) {
        return new AppTrigger(name, table, moment, place, statement, sqlMode, client, collation);
    }

    /** Whether it does the same, whatever its place. */
    boolean isLike(AppTrigger other) {
        return name.equals(other.name)
                && table.equals(other.table)
                && moment.equals(other.moment)
                && statement.equals(other.statement)
                && sqlMode.equals(other.sqlMode)
                && clientHere().equals(other.clientHere())
                && collation.equals(other.collation);
    }

    /** What a session has to be set to before it makes this one. */
    String settings() {
        return "SET SESSION sql_mode = " + Sql.literal(sqlMode) + ", character_set_client = "
                + Sql.literal(clientHere()) + ", collation_connection = " + Sql.literal(collation);
    }

    /** That of Bailey's sessions is UTF-8, so a text that is more than ASCII can be told in that only. */
    private String clientHere() {
        boolean plain = StandardCharsets.US_ASCII.newEncoder().canEncode(statement);
        return plain || client.startsWith("utf8") ? client : "utf8mb4";
    }
}
