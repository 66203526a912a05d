package dev.bailey.postgres;

import dev.bailey.core.Check;
import dev.bailey.core.Connector;
import dev.bailey.core.Database;
import dev.bailey.core.Problem;
import dev.bailey.core.Problem.Kind;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;

/** PostgreSQL 14 and later, both sides. */
public final class PostgresConnector implements Connector {

    /** The first whose log carries messages through {@code pgoutput}, and that reads a range of pages by itself. */
    private static final int VERSION_MIN = 14;

    private static final String FACTS = """
            SELECT current_setting('server_version_num')::int / 10000, split_part(current_setting('server_version'), ' ', 1),
                   pg_is_in_recovery()""";

    @Override
    public String engine() {
        return "postgresql";
    }

    @Override
    public List<String> usualTables() {
        return List.of("public.*");
    }

    @Override
    public List<Check> checks() {
        return Arrays.stream(PostgresCheck.values()).map(PostgresCheck::check).toList();
    }

    @Override
    public Database open(String url) {
        PostgresConnections connections = new PostgresConnections(url);
        try {
            return new PostgresDatabase(connections, fitVersion(connections));
        } catch (Problem e) {
            connections.close();
            throw e;
        }
    }

    private static String fitVersion(PostgresConnections connections) {
        return connections.call("looking at the server", session -> {
            try (Statement statement = session.createStatement();
                    ResultSet facts = statement.executeQuery(FACTS)) {
                facts.next();
                String version = facts.getString(2);
                if (facts.getInt(1) < VERSION_MIN) {
                    throw unfit(
                            connections,
                            "it is PostgreSQL " + version + "; Bailey moves " + VERSION_MIN + " and later");
                }
                if (facts.getBoolean(3)) {
                    throw unfit(connections, "it is a standby; name the primary");
                }
                return version;
            }
        });
    }

    private static Problem unfit(PostgresConnections connections, String because) {
        return new Problem(Kind.UNFIT, "the database at " + connections.where() + " cannot be moved: " + because);
    }
}
