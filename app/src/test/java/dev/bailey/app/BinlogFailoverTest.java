package dev.bailey.app;

import static dev.bailey.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Connector;
import dev.bailey.core.Database;
import dev.bailey.core.Problem;
import dev.bailey.core.Side;
import dev.bailey.mysql.MysqlConnector;
import dev.bailey.replication.Replication;
import dev.bailey.replication.ReplicationSettings;
import dev.bailey.testkit.BinlogServer;
import dev.bailey.testkit.MariaDbServer;
import dev.bailey.testkit.MySqlServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A replica takes over from the source while its tables are copied. */
class BinlogFailoverTest {

    /** More than a load's first transaction takes. */
    private static final int ROWS = 60_000;

    private static final int BYTES_PER_SECOND = 8 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String[] TABLES = {
        "CREATE TABLE small (id int PRIMARY KEY, words varchar(300))",
        "CREATE TABLE large (id int PRIMARY KEY, words varchar(300))"
    };

    @ParameterizedTest
    @ValueSource(strings = {"mysql", "mariadb"})
    void aTableThatWasBeingCopiedIsCopiedFromTheReplicaThatTookOver(String engine) {
        BinlogPlace.require(engine);
        String name = BinlogServer.freshName();
        try (BinlogServer primary = start(engine);
                BinlogServer replica = start(engine);
                BinlogServer target = start(engine)) {
            String first = primary.createDatabase(name);
            primary.execute(name, TABLES);
            primary.execute(name, "INSERT INTO small VALUES (1, 'before')", fill(1, ROWS));
            replica.replicate(primary);
            eventually(
                    "the replica has begun",
                    PATIENCE,
                    () -> isThere(replica, name) && count(replica, name, "large") == ROWS);
            String both = first.replace("/" + name, ",127.0.0.1:" + replica.port() + "/" + name);
            String into = target.createDatabase(name);
            target.execute(name, TABLES);
            Connector connector = engine.equals("mysql") ? MysqlConnector.mysql() : MysqlConnector.mariaDb();
            try (Database source = connector.open(both);
                    Database there = connector.open(into)) {
                source.catalog().install();
                there.catalog().install();
                try (Replication replication = slowly(source, there)) {
                    replication.prepare();
                    replication.start();
                    eventually("the large table is being copied", PATIENCE, () -> count(target, name, "large") > 0);
                    replication.copyAtMost(1);
                    primary.execute(
                            name, "INSERT INTO small VALUES (2, 'meanwhile')", "DELETE FROM large WHERE id = 7");
                    eventually(
                            "the replica has it all",
                            PATIENCE,
                            () -> beats(replica, name) == beats(primary, name)
                                    && count(replica, name, "large") == ROWS - 1);
                    assertThat(replication.copy().done())
                            .as("" + replication.copy())
                            .isFalse();

                    primary.crash();
                    replication.copyAtMost(Long.MAX_VALUE);
                    replica.execute(name, "INSERT INTO small VALUES (3, 'after')", fill(ROWS + 1, ROWS + 100));

                    eventually(
                            "the copy is done: " + replication.copy(),
                            PATIENCE,
                            () -> replication.copy().done());
                    // sessions that were kept are of the primary
                    eventually("a mark is written", PATIENCE, () -> isMarked(source));
                    eventually(
                            "all has come",
                            PATIENCE,
                            () -> there.checkpoint("failing_forward")
                                    .filter(checkpoint -> checkpoint.mark().equals("drained"))
                                    .isPresent());
                    assertThat(replication.stream(Side.SOURCE).conflicts()).isZero();
                }
                assertThat(sums(target, name)).isEqualTo(sums(replica, name));
                assertThat(count(target, name, "large")).isEqualTo(ROWS + 99);
            }
        }
    }

    private static BinlogServer start(String engine) {
        return engine.equals("mariadb") ? MariaDbServer.start() : MySqlServer.start();
    }

    /** Rows of 200 bytes. */
    private static String fill(int from, int to) {
        return IntStream.rangeClosed(from, to)
                .mapToObj(id -> "(" + id + ", REPEAT('x', 200))")
                .collect(Collectors.joining(", ", "INSERT INTO large VALUES ", ""));
    }

    /** At a speed at which a transaction takes a second. */
    private static Replication slowly(Database source, Database target) {
        ReplicationSettings usual = ReplicationSettings.defaults();
        ReplicationSettings slow = new ReplicationSettings(
                new ReplicationSettings.CopyLimits(2, BYTES_PER_SECOND),
                usual.batch(),
                usual.queue(),
                Duration.ofSeconds(10),
                usual.healsConflicts());
        return new Replication(
                "failing",
                source,
                target,
                source.catalog().tables(List.of("*.*"), List.of()),
                slow,
                InstantSource.system(),
                milestone -> {});
    }

    private static boolean isMarked(Database source) {
        try {
            source.log().mark("drained");
            return true;
        } catch (Problem again) {
            return false;
        }
    }

    private static boolean isThere(BinlogServer server, String name) {
        return number(server, "", "SELECT COUNT(*) FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = '" + name + "'")
                == 1;
    }

    private static long count(BinlogServer server, String name, String table) {
        return number(server, name, "SELECT COUNT(*) FROM " + table);
    }

    private static long beats(BinlogServer server, String name) {
        return number(server, name, "SELECT COALESCE(SUM(counter), 0) FROM `bailey_" + name + "`.beat");
    }

    private static long number(BinlogServer server, String name, String sql) {
        return Long.parseLong(column(server, name, sql, 1).get(0));
    }

    /** What the server says of all bytes of the tables. */
    private static List<String> sums(BinlogServer server, String name) {
        return column(server, name, "CHECKSUM TABLE small, large EXTENDED", 2);
    }

    private static List<String> column(BinlogServer server, String name, String sql, int column) {
        try (Connection connection = server.connect(name, BinlogServer.ADMINISTRATOR);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(rows.getString(column));
            }
            return values;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
