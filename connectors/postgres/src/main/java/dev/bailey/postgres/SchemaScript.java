package dev.bailey.postgres;

import dev.bailey.core.Catalog.Script;
import dev.bailey.core.Problem;
import dev.bailey.core.Table;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The schema as statements: by {@code pg_dump} where one is at hand that is new enough, otherwise from the catalog.
 * Whole schemas, since views, functions and types do not say which table they are for; rights and owners are left out,
 * since the roles of the other side are its own. Thread-safe.
 */
final class SchemaScript {

    private static final Logger LOG = LoggerFactory.getLogger(SchemaScript.class);

    private static final String SCHEMAS = Resources.text("schemas.sql");
    private static final String EXTENSIONS = Resources.text("extensions.sql");
    private static final String KEY_INDEXES = Resources.text("key-indexes.sql");
    private static final String SEVERED = Resources.text("severed.sql");
    private static final String BEFORE = Resources.text("script-before.sql");
    private static final String AFTER = Resources.text("script-after.sql");
    private static final String MATERIALIZED = Resources.text("materialized-views.sql");
    private static final String BEYOND = Resources.text("beyond.sql");

    private final PostgresConnections connections;

    SchemaScript(PostgresConnections connections) {
        this.connections = connections;
    }

    Script of(List<Table> tables) {
        return connections.call("reading the schema", connection -> {
            Optional<PgDump> dump = PgDump.find(connection.getMetaData().getDatabaseMajorVersion());
            LOG.info(
                    "the schema is read {}",
                    dump.map(found -> "by " + found.program()).orElse("from the catalog: no pg_dump is new enough"));
            return dump.isPresent() ? dumped(dump.get(), connection, tables) : fromCatalog(connection, tables);
        });
    }

    private Script dumped(PgDump dump, Connection connection, List<Table> tables) throws SQLException {
        List<String> schemas = texts(connection, SCHEMAS, names(tables));
        Script script = DumpScript.of(
                dump.section("pre-data", connections.url(), schemas),
                dump.section("post-data", connections.url(), schemas),
                Set.copyOf(texts(connection, KEY_INDEXES, names(tables))),
                Set.copyOf(texts(connection, SEVERED, names(tables))));
        // Extensions belong to no schema, so a dump of schemas has none; nor does a dump without data fill views.
        return new Script(
                joined(texts(connection, EXTENSIONS), script.beforeLoad()),
                joined(script.afterLoad(), texts(connection, MATERIALIZED, schemas)));
    }

    static Script fromCatalog(Connection connection, List<Table> tables) throws SQLException {
        List<String> schemas = texts(connection, SCHEMAS, names(tables));
        List<String> beyond = texts(connection, BEYOND, schemas);
        if (!beyond.isEmpty()) {
            throw new Problem(
                    Problem.Kind.UNFIT,
                    "this schema holds what Bailey cannot make by itself: " + String.join(", ", beyond)
                            + "; put a pg_dump on the PATH that is at least as new as the server ("
                            + connection.getMetaData().getDatabaseMajorVersion()
                            + "), or make the schema on the target by hand");
        }
        return new Script(
                joined(texts(connection, EXTENSIONS), texts(connection, BEFORE, schemas)),
                joined(texts(connection, AFTER, schemas, names(tables)), texts(connection, MATERIALIZED, schemas)));
    }

    private static List<String> names(List<Table> tables) {
        return tables.stream().map(table -> Sql.name(table.id())).toList();
    }

    private static List<String> joined(List<String> first, List<String> second) {
        List<String> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }

    @SafeVarargs
    private static List<String> texts(Connection connection, String query, List<String>... parameters)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setArray(i + 1, connection.createArrayOf("text", parameters[i].toArray()));
            }
            List<String> texts = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    texts.add(rows.getString(1));
                }
            }
            return texts;
        }
    }
}
