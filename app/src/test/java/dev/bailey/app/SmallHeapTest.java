package dev.bailey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.testkit.BaileyProcess;
import dev.bailey.testkit.PostgresServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A value and a transaction that would not fit into memory if either were kept whole more often than once. With
 * {@code -Dbailey.memory=full} at the sizes that the documentation promises.
 */
class SmallHeapTest {

    private static final boolean FULL = "full".equals(System.getProperty("bailey.memory"));
    private static final String HEAP = FULL ? "-Xmx512m" : "-Xmx96m";
    private static final int VALUE_BYTES = FULL ? 200 << 20 : 25 << 20;
    private static final int ROWS = FULL ? 5_000_000 : 200_000;
    private static final Duration PATIENCE = FULL ? Duration.ofMinutes(20) : Duration.ofMinutes(2);

    private static final String[] SCHEMA = {
        "CREATE TABLE note (id int PRIMARY KEY, body text)",
        "CREATE TABLE attachment (id int PRIMARY KEY, content bytea)",
        "CREATE TABLE line (id int PRIMARY KEY, body text)"
    };
    private static final String DIGEST = "SELECT concat_ws(' ', (SELECT sum(hashtextextended(body, id)) FROM note),"
            + " (SELECT sum(hashtextextended(md5(content), id)) FROM attachment),"
            + " (SELECT sum(hashtextextended(body, id)) FROM line))";

    @TempDir
    private Path folder;

    @Test
    void aLargeValueAndALargeTransactionGoThroughASmallHeap() throws InterruptedException, SQLException {
        try (PostgresServer older = PostgresServer.start(PostgresServer.Version.OLDER);
                PostgresServer newer = PostgresServer.start(PostgresServer.Version.NEWER)) {
            String from = older.createDatabase();
            String into = newer.createDatabase();
            older.execute(from, SCHEMA);
            newer.execute(into, SCHEMA);
            older.execute(
                    from,
                    "INSERT INTO note VALUES (1, repeat('x', " + VALUE_BYTES + "))",
                    "INSERT INTO note VALUES (2, repeat('y', " + VALUE_BYTES + "))",
                    // beside the others at the same time, as tables are
                    "INSERT INTO attachment VALUES (1, convert_to(repeat('z', " + VALUE_BYTES / 8 + "), 'UTF8'))");

            try (BaileyProcess bailey = BaileyProcess.startMain(
                    OneStore.class.getName(),
                    List.of(HEAP, "-XX:+ExitOnOutOfMemoryError"),
                    folder,
                    Map.of(),
                    older.url(from),
                    newer.url(into))) {
                bailey.awaitLine(OneStore.COPIED, PATIENCE, OneStore.COPIED::equals);
                // The driver needs a value of bytes as text, twice as long, in one piece.
                older.execute(
                        from,
                        "BEGIN; INSERT INTO line SELECT n, repeat(md5(n::text), 12) FROM generate_series(1, " + ROWS
                                + ") n; INSERT INTO note VALUES (3, repeat('a', " + VALUE_BYTES
                                + ")); UPDATE note SET body = repeat('b', " + VALUE_BYTES
                                + ") WHERE id < 3; INSERT INTO attachment VALUES (2, convert_to(repeat('c', "
                                + VALUE_BYTES / 2 + "), 'UTF8')); COMMIT");
                String wanted = value(older, from, DIGEST);

                assertThat(digestOnceThere(bailey, newer, into)).isEqualTo(wanted);
            }
        }
    }

    private static String digestOnceThere(BaileyProcess bailey, PostgresServer server, String database)
            throws SQLException {
        long begun = System.nanoTime();
        while (value(server, database, "SELECT count(*) FROM note").equals("2")) {
            assertThat(bailey.isAlive())
                    .as(() -> String.join("\n", bailey.output()))
                    .isTrue();
            assertThat(System.nanoTime() - begun).as("nanoseconds").isLessThan(PATIENCE.toNanos());
            LockSupport.parkNanos(100_000_000);
        }
        return value(server, database, DIGEST);
    }

    private static String value(PostgresServer server, String database, String sql) throws SQLException {
        try (Connection connection = server.connect(database);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }
}
