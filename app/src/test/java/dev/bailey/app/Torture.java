package dev.bailey.app;

import dev.bailey.testkit.PostgresServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;

/**
 * A schema with everything in it that PostgreSQL has, and statements that change every part of it. Both are in
 * {@code torture/*.sql}, by theme; the changes may be run any number of times, on either side. An empty line ends a
 * transaction.
 */
final class Torture {

    private static final List<String> THEMES = List.of(
            "numbers",
            "times",
            "texts",
            "bytes",
            "documents",
            "addresses",
            "structures",
            "extensions",
            "keys",
            "identities",
            "constraints",
            "partitions",
            "names",
            "columns",
            "others");

    private static final List<String> CHANGES =
            List.of("types", "keys", "identities", "constraints", "partitions", "names", "columns", "others");

    /** Versions that brought something worth a file of its own. */
    private static final List<Integer> NEWS = List.of(15, 17, 18);

    private static final List<Integer> CHANGED_NEWS = List.of(15);

    private Torture() {}

    /**
     * Makes the schema and its rows, as far as the server knows them; its major version, which {@link #change} needs.
     */
    static int install(PostgresServer server, String database) {
        try (Connection connection = server.connect(database)) {
            int major = connection.getMetaData().getDatabaseMajorVersion();
            run(connection, files(THEMES, NEWS, major, ".sql"));
            return major;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Changes everything once.
     *
     * @param major of the older side, which knows nothing newer
     */
    static void change(PostgresServer server, String database, int major) {
        try (Connection connection = server.connect(database)) {
            run(connection, files(CHANGES, CHANGED_NEWS, major, ".changes.sql"));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> files(List<String> themes, List<Integer> news, int major, String ending) {
        return Stream.concat(
                        themes.stream(),
                        news.stream().filter(since -> since <= major).map(since -> "since-" + since))
                .map(name -> name + ending)
                .toList();
    }

    private static void run(Connection connection, List<String> files) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            for (String file : files) {
                run(statement, file);
            }
        }
    }

    private static void run(Statement statement, String file) throws SQLException {
        try {
            for (String transaction : text(file).split("\n\n", -1)) {
                statement.execute(transaction);
            }
        } catch (SQLException e) {
            throw new SQLException(file + ": " + e.getMessage(), e.getSQLState(), e);
        }
    }

    private static String text(String file) {
        try (InputStream resource = Torture.class.getResourceAsStream("torture/" + file)) {
            if (resource == null) {
                throw new IllegalStateException("no resource torture/" + file);
            }
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
