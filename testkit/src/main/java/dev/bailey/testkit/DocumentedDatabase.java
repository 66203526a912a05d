package dev.bailey.testkit;

import dev.bailey.core.Side;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A fresh database in which Bailey's user has the rights that docs/postgresql.md lists, and no others: the statements
 * are read from that page. The application has a role of its own, which owns what it makes. Immutable.
 *
 * @param user Bailey's
 * @param owner the application's
 */
public record DocumentedDatabase(PostgresServer server, String name, String user, String owner) {

    /** How Bailey's user comes by the right to set {@code session_replication_role}. */
    public enum Right {
        /** By {@code GRANT SET ON PARAMETER}; before PostgreSQL 15, which does not know that, as {@link #LENT}. */
        GRANTED,
        /** By a function that a superuser made. */
        LENT,
        /** Not at all. */
        NONE
    }

    private static final Path PAGE = Path.of("docs", "postgresql.md");
    private static final Pattern BLOCK = Pattern.compile(
            "^```sql\n-- on (the source|the target|a side before PostgreSQL 15|the target, before the cutover)\n(.*?)^```",
            Pattern.MULTILINE | Pattern.DOTALL);
    private static final String PASSWORD = "secret";
    private static final int GRANTS_SINCE = 15;

    /** Makes roles and a database on the server, as for this side of a migration. */
    public static DocumentedDatabase create(PostgresServer server, Side side, Right wanted) {
        String name = server.createDatabase();
        Right right = wanted == Right.GRANTED && major(server, name) < GRANTS_SINCE ? Right.LENT : wanted;
        DocumentedDatabase database = new DocumentedDatabase(server, name, name + "_mover", name + "_owner");
        server.execute(
                name,
                "CREATE ROLE " + database.owner + " LOGIN PASSWORD '" + PASSWORD + "'",
                "GRANT CREATE ON SCHEMA public TO " + database.owner);
        statements("the " + side.label()).stream()
                .filter(sql -> right == Right.GRANTED || !sql.contains("session_replication_role"))
                .forEach(database::run);
        if (right == Right.LENT) {
            statements("a side before PostgreSQL 15").forEach(database::run);
        }
        return database;
    }

    private static int major(PostgresServer server, String name) {
        try (Connection connection = server.connect(name)) {
            return connection.getMetaData().getDatabaseMajorVersion();
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    /** Gives what Bailey made to the application's role, as an administrator does before a cutover. */
    public void handOver() {
        try (Connection connection = server.connect(name);
                Statement statement = connection.createStatement()) {
            for (String query : block("the target, before the cutover").split("\\\\gexec", -1)) {
                if (!query.isBlank()) {
                    gexec(statement, here(query));
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    /** Runs what a query yields, as psql does for {@code \gexec}. */
    private void gexec(Statement statement, String query) throws SQLException {
        List<String> statements = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                statements.add(rows.getString(1));
            }
        }
        server.execute(name, statements.toArray(String[]::new));
    }

    private void run(String statement) {
        server.execute(name, here(statement));
    }

    private String here(String sql) {
        return sql.replaceAll("\\bmover\\b", user)
                .replaceAll("\\bshop_owner\\b", owner)
                .replaceAll("\\bshop\\b", name);
    }

    private static List<String> statements(String where) {
        return Stream.of(block(where).split(";"))
                .map(String::strip)
                .filter(sql -> !sql.isEmpty())
                .toList();
    }

    private static String block(String where) {
        return BLOCK.matcher(page())
                .results()
                .filter(found -> found.group(1).equals(where))
                .map((MatchResult found) -> found.group(2).replaceAll("--.*", ""))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(PAGE + " lists no rights on " + where));
    }

    /** Tests run in the folder of their module, which is one or two below the root. */
    private static String page() {
        Path above = Path.of("..").resolve(PAGE);
        try {
            return Files.readString(Files.exists(above) ? above : Path.of("..").resolve(above));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where it is, as a plan states it, for Bailey's user. */
    public String url() {
        return "postgresql://" + user + ":" + PASSWORD + "@127.0.0.1:" + server.port() + "/" + name;
    }

    /** Connects as the application does. */
    public Connection connect() throws SQLException {
        return server.connect(name, owner);
    }
}
