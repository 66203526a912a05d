package dev.bailey.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What of a server and its database changes how the same rows behave. Immutable.
 *
 * @param version as a number, such as 160004
 * @param timeZone of the database, where it has one of its own
 * @param collation provider, name and version of the order in which texts sort
 * @param extensions their versions, by name
 * @param available extensions that could be made
 * @param used extensions whose types, functions or operators the tables need
 * @param clock of the server
 * @param readNanos of this process, half way between asking for the clock and hearing of it
 */
record ServerTraits(
        int version,
        String encoding,
        String collation,
        String timeZone,
        Map<String, String> extensions,
        Set<String> available,
        Set<String> used,
        Instant clock,
        long readNanos) {

    private static final String TRAITS = """
            SELECT current_setting('server_version_num')::int, pg_encoding_to_char(d.encoding),
                concat_ws(' ', CASE to_jsonb(d) ->> 'datlocprovider' WHEN 'i' THEN 'ICU' WHEN 'b' THEN 'builtin' ELSE 'libc' END,
                    coalesce(to_jsonb(d) ->> 'datlocale', to_jsonb(d) ->> 'daticulocale', d.datcollate),
                    to_jsonb(d) ->> 'datcollversion'),
                -- that of the server's file is shown to superusers alone: a session has what its driver asks for
                coalesce((SELECT split_part(setting, '=', 2) FROM pg_db_role_setting, unnest(setconfig) AS setting
                    WHERE setdatabase = d.oid AND setrole = 0 AND lower(split_part(setting, '=', 1)) = 'timezone'),
                    'the server''s'),
                clock_timestamp()
            FROM pg_database d WHERE datname = current_database()""";

    private static final String EXTENSIONS = "SELECT extname, extversion FROM pg_extension WHERE extname <> 'plpgsql'";

    private static final String AVAILABLE = "SELECT name FROM pg_available_extensions";

    /** By the columns' types, by what the indexes order by, and by the functions of defaults and conditions. */
    private static final String USED = """
            WITH wanted AS (
                SELECT c.oid FROM unnest(?::text[], ?::text[]) AS t (schema, name)
                JOIN pg_namespace n ON n.nspname = t.schema JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = t.name
            ), parts (class, id) AS (
                SELECT 'pg_class'::regclass::oid, oid FROM wanted
                UNION SELECT 'pg_class'::regclass, indexrelid FROM pg_index WHERE indrelid IN (TABLE wanted)
                UNION SELECT 'pg_attrdef'::regclass, oid FROM pg_attrdef WHERE adrelid IN (TABLE wanted)
                UNION SELECT 'pg_constraint'::regclass, oid FROM pg_constraint WHERE conrelid IN (TABLE wanted)
            ), needs (class, id) AS (
                SELECT d.refclassid, d.refobjid FROM parts JOIN pg_depend d ON d.classid = parts.class AND d.objid = parts.id
                UNION SELECT 'pg_type'::regclass, y.typelem FROM parts
                    JOIN pg_depend d ON d.classid = parts.class AND d.objid = parts.id AND d.refclassid = 'pg_type'::regclass
                    JOIN pg_type y ON y.oid = d.refobjid WHERE y.typelem <> 0
            )
            SELECT DISTINCT e.extname FROM needs
            JOIN pg_depend m ON m.classid = needs.class AND m.objid = needs.id AND m.deptype = 'e'
            JOIN pg_extension e ON e.oid = m.refobjid AND m.refclassid = 'pg_extension'::regclass""";

    static ServerTraits read(Connection connection, Object[] schemas, Object[] names) throws SQLException {
        Map<String, String> extensions = new TreeMap<>();
        try (PreparedStatement statement = connection.prepareStatement(EXTENSIONS);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                extensions.put(rows.getString(1), rows.getString(2));
            }
        }
        Set<String> available = names(connection, AVAILABLE, List.of());
        Set<String> used = names(connection, USED, List.of(schemas, names));
        long asked = System.nanoTime();
        try (PreparedStatement statement = connection.prepareStatement(TRAITS);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return new ServerTraits(
                    row.getInt(1),
                    row.getString(2),
                    row.getString(3),
                    row.getString(4),
                    extensions,
                    available,
                    used,
                    row.getTimestamp(5).toInstant(),
                    asked + (System.nanoTime() - asked) / 2);
        }
    }

    /** By how much this server's clock is ahead of the other's; less than nothing where it is behind. */
    Duration ahead(ServerTraits of) {
        return Duration.between(of.clock, clock).minusNanos(readNanos - of.readNanos);
    }

    private static Set<String> names(Connection connection, String query, List<Object[]> arrays) throws SQLException {
        Set<String> names = new TreeSet<>();
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            for (int at = 0; at < arrays.size(); at++) {
                statement.setArray(at + 1, connection.createArrayOf("text", arrays.get(at)));
            }
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    names.add(rows.getString(1));
                }
            }
        }
        return names;
    }
}
