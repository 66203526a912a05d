package dev.bailey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.testkit.BaileyProcess;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A value and a transaction that would not fit into memory if either were kept whole more often than once. With
 * {@code -Dbailey.memory=full} at the sizes that the documentation promises.
 */
class SmallHeapTest {

    private static final boolean FULL = "full".equals(System.getProperty("bailey.memory"));
    private static final String HEAP = FULL ? "-Xmx512m" : "-Xmx96m";
    private static final int ROWS = FULL ? 5_000_000 : 200_000;
    private static final Duration PATIENCE = FULL ? Duration.ofMinutes(20) : Duration.ofMinutes(2);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"postgresql", "mysql", "mariadb"})
    void aLargeValueAndALargeTransactionGoThroughASmallHeap(String engine) throws InterruptedException, SQLException {
        try (RoomyPair pair = RoomyPair.of(engine)) {
            int valueBytes = pair.valueBytes(FULL);
            run(pair.connect(pair.source()), pair.schema());
            run(pair.connect(pair.target()), pair.schema());
            run(
                    pair.connect(pair.source()),
                    "INSERT INTO note VALUES (1, repeat('x', " + valueBytes + "))",
                    "INSERT INTO note VALUES (2, repeat('y', " + valueBytes + "))",
                    // beside the others at the same time, as tables are
                    "INSERT INTO attachment VALUES (1, " + pair.bytes('z', valueBytes / 8) + ")");

            try (BaileyProcess bailey = BaileyProcess.startMain(
                    OneStore.class.getName(),
                    List.of(HEAP, "-XX:+ExitOnOutOfMemoryError"),
                    folder,
                    Map.of(),
                    pair.source(),
                    pair.target())) {
                bailey.awaitLine(OneStore.COPIED, PATIENCE, OneStore.COPIED::equals);
                List<String> transaction = new ArrayList<>(pair.lines(ROWS));
                transaction.addAll(List.of(
                        "INSERT INTO note VALUES (3, repeat('a', " + valueBytes + "))",
                        "UPDATE note SET body = repeat('b', " + valueBytes + ") WHERE id < 3",
                        // PostgreSQL's driver needs a value of bytes as text, twice as long, in one piece.
                        "INSERT INTO attachment VALUES (2, " + pair.bytes('c', valueBytes / 2) + ")",
                        "COMMIT"));
                transaction.add(0, "BEGIN");
                run(pair.connect(pair.source()), transaction.toArray(String[]::new));
                String wanted = value(pair, pair.source(), pair.digest());

                assertThat(digestOnceThere(bailey, pair)).isEqualTo(wanted);
            }
        }
    }

    private static void run(Connection opened, String... statements) throws SQLException {
        try (Connection connection = opened;
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static String digestOnceThere(BaileyProcess bailey, RoomyPair pair) throws SQLException {
        long begun = System.nanoTime();
        while (value(pair, pair.target(), "SELECT count(*) FROM note").equals("2")) {
            assertThat(bailey.isAlive())
                    .as(() -> String.join("\n", bailey.output()))
                    .isTrue();
            assertThat(System.nanoTime() - begun).as("nanoseconds").isLessThan(PATIENCE.toNanos());
            LockSupport.parkNanos(100_000_000);
        }
        return value(pair, pair.target(), pair.digest());
    }

    private static String value(RoomyPair pair, String url, String sql) throws SQLException {
        try (Connection connection = pair.connect(url);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }
}
