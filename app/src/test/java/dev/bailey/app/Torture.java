package dev.bailey.app;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
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

    /** Three hundred tables and a large transaction take longer than all the rest: only in the long forms. */
    private static final List<String> MANY =
            System.getProperty("bailey.torture", "").equals("all") ? List.of("many") : List.of();

    private Torture() {}

    /**
     * Makes the schema and its rows, as far as the server knows them, as the application's user; its major version,
     * which {@link #change} needs.
     *
     * @param target whose user meets there what hangs on the tables here
     */
    static int install(Place source, Place target) {
        source.server()
                .execute(
                        source.database(),
                        "GRANT CREATE ON DATABASE " + source.database() + " TO " + source.application());
        try (Connection connection = source.connect()) {
            int major = connection.getMetaData().getDatabaseMajorVersion();
            run(connection, files(THEMES, NEWS, major, ".sql"));
            if (source.bare() || target.bare()) {
                leaveOut(connection, source.user() + " " + target.user());
            }
            return major;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void leaveOut(Connection connection, String users) throws SQLException {
        try (PreparedStatement setting = connection.prepareStatement("SELECT set_config('torture.users', ?, false)")) {
            setting.setString(1, users);
            setting.execute();
        }
        run(connection, List.of("bare.sql"));
    }

    /**
     * Changes everything once, as the application's user.
     *
     * @param major of the older side, which knows nothing newer
     */
    static void change(Place place, int major) {
        try (Connection connection = place.connect()) {
            run(connection, files(CHANGES, CHANGED_NEWS, major, ".changes.sql"));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> files(List<String> themes, List<Integer> news, int major, String ending) {
        Stream<String> more = Stream.concat(
                news.stream().filter(since -> since <= major).map(since -> "since-" + since), MANY.stream());
        return Stream.concat(themes.stream(), more).map(name -> name + ending).toList();
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
