package dev.bailey.postgres;

import dev.bailey.testkit.PostgresServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** A database's schema as lines of text, by queries that share nothing with what makes scripts. */
final class SchemaOf {

    private static final List<String> QUERIES = List.of(
            "SELECT 'column ' || concat_ws(' ', table_schema, table_name, ordinal_position, column_name, data_type,"
                    + " udt_schema, udt_name, character_maximum_length, numeric_precision, numeric_scale, is_nullable,"
                    + " column_default, is_identity, identity_generation, identity_start, identity_increment,"
                    + " generation_expression, collation_name, domain_name) FROM information_schema.columns"
                    + " WHERE table_schema !~ '^pg_|information_schema|bailey'",
            "SELECT 'constraint ' || concat_ws(' ', conrelid::regclass, contypid::regtype, conname, convalidated,"
                    + " condeferrable, condeferred, pg_get_constraintdef(c.oid)) FROM pg_constraint c"
                    + " JOIN pg_namespace n ON n.oid = connamespace WHERE contype <> 'n'"
                    + " AND nspname !~ '^pg_|information_schema|bailey'",
            "SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname !~ '^pg_|bailey'",
            "SELECT 'trigger ' || tgenabled::text || pg_get_triggerdef(t.oid) FROM pg_trigger t WHERE NOT tgisinternal"
                    + " AND tgname <> 'bailey'",
            "SELECT 'view ' || concat_ws(' ', schemaname, viewname, definition) FROM pg_views"
                    + " WHERE schemaname !~ '^pg_|information_schema'",
            "SELECT 'materialized ' || matviewname || definition || ispopulated::text FROM pg_matviews",
            "SELECT 'sequence ' || concat_ws(' ', schemaname, sequencename, data_type, start_value, min_value,"
                    + " max_value, increment_by, cycle, cache_size) FROM pg_sequences WHERE schemaname <> 'bailey'",
            "SELECT 'owned ' || concat_ws(' ', d.objid::regclass, d.refobjid::regclass, d.refobjsubid, d.deptype)"
                    + " FROM pg_depend d JOIN pg_class c ON c.oid = d.objid AND relkind = 'S' WHERE deptype IN ('a', 'i')"
                    + " AND classid = 'pg_class'::regclass AND relnamespace <> coalesce(to_regnamespace('bailey')::oid, 0)",
            "SELECT 'function ' || pg_get_functiondef(p.oid) FROM pg_proc p JOIN pg_namespace n ON n.oid = pronamespace"
                    + " WHERE nspname !~ '^pg_|information_schema|bailey' AND prokind <> 'a'"
                    + " AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype IN ('e', 'i'))",
            "SELECT 'enum ' || enumtypid::regtype || ' ' || enumlabel FROM pg_enum",
            "SELECT 'relation ' || concat_ws(' ', oid::regclass, relkind, relreplident, relpersistence, reloptions,"
                    + " pg_get_expr(relpartbound, oid), obj_description(oid, 'pg_class')) FROM pg_class"
                    + " WHERE relkind IN ('r', 'p', 'v', 'm') AND relnamespace::regnamespace::text"
                    + " !~ '^pg_|information_schema|bailey'",
            "SELECT 'type ' || concat_ws(' ', oid::regtype, typtype, typnotnull, typdefault, typbasetype::regtype)"
                    + " FROM pg_type WHERE typnamespace = to_regnamespace('types') AND typname !~ '^_'",
            "SELECT 'extension ' || extname FROM pg_extension",
            "SELECT 'comment ' || objoid::regclass || description FROM pg_description"
                    + " WHERE classoid = 'pg_class'::regclass AND objsubid > 0 AND objoid > 16383");

    private SchemaOf() {}

    static List<String> database(PostgresServer server, String database) throws SQLException {
        List<String> lines = new ArrayList<>();
        try (Connection connection = server.connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute("SET search_path = pg_catalog");
            for (String query : QUERIES) {
                try (ResultSet rows = statement.executeQuery(query)) {
                    while (rows.next()) {
                        lines.add(rows.getString(1));
                    }
                }
            }
        }
        lines.sort(null);
        return lines;
    }
}
