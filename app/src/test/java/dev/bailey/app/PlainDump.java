package dev.bailey.app;

import dev.bailey.testkit.PostgresServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Every row of a database as the server writes it, table by table: by plain SQL, with nothing of Bailey's in it. */
final class PlainDump {

    private static final String SETTINGS = """
            SET TimeZone = 'UTC'; SET DateStyle = 'ISO, YMD'; SET IntervalStyle = 'postgres'; SET bytea_output = 'hex';
            SET extra_float_digits = 3; SET lc_monetary = 'C'; SET xmloption = 'content'; SET search_path = pg_catalog""";

    /** Columns by name, for they may stand in another order on the other side. */
    private static final String QUERIES = """
            SELECT c.oid::regclass::text, format('SELECT ROW(%s)::text COLLATE "C" FROM ONLY %s t ORDER BY 1',
                (SELECT string_agg(format('t.%I', attname), ', ' ORDER BY attname COLLATE "C")
                    FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped), c.oid::regclass)
            FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
            WHERE relkind = 'r' AND relpersistence = 'p' AND nspname !~ '^(pg_.*|information_schema|bailey|aside)$'
            AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = c.oid AND deptype = 'e')""";

    private PlainDump() {}

    static Map<String, List<String>> of(PostgresServer server, String database) {
        Map<String, List<String>> rows = new TreeMap<>();
        try (Connection connection = server.connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute(SETTINGS);
            Map<String, String> queries = new TreeMap<>();
            try (ResultSet tables = statement.executeQuery(QUERIES)) {
                while (tables.next()) {
                    queries.put(tables.getString(1), tables.getString(2));
                }
            }
            for (Map.Entry<String, String> query : queries.entrySet()) {
                rows.put(query.getKey(), texts(statement, query.getValue()));
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> texts(Statement statement, String query) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
        }
        return texts;
    }
}
