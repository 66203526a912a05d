package dev.bailey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Connector;
import dev.bailey.core.Database;
import dev.bailey.core.Side;
import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import dev.bailey.mysql.MysqlConnector;
import dev.bailey.replication.Replication;
import dev.bailey.replication.ReplicationSettings;
import dev.bailey.testkit.Eventually;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Copy, follow, reload and restarts on MySQL and MariaDB, under writers who make it hard. {@code -Dbailey.minutes=N}
 * lets it go on for so long.
 */
class BinlogReplicationTest {

    private static final long CHURN_NANOS = TimeUnit.MINUTES.toNanos(Long.getLong("bailey.minutes", 0));
    private static final int ROUNDS_MIN = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final long seed = Long.getLong("bailey.seed", System.nanoTime());

    @ParameterizedTest
    @ValueSource(strings = {"mysql", "mariadb"})
    void bothSidesAreEqualAfterCopyReloadsAndRestartsUnderChurn(String engine) throws SQLException {
        System.out.println(engine + ": seed " + seed + " (again with -Dbailey.seed=" + seed + ")");
        BinlogPlace.require(engine);
        ShopPlace old = BinlogPlace.fresh(engine, Side.SOURCE);
        ShopPlace fresh = BinlogPlace.fresh(engine, Side.TARGET);
        run(old, BinlogChurn.SCHEMA);
        run(fresh, BinlogChurn.SCHEMA);
        Connector connector = engine.equals("mysql") ? MysqlConnector.mysql() : MysqlConnector.mariaDb();
        try (Database source = connector.open(old.url());
                Database target = connector.open(fresh.url());
                Moved moved = new Moved(source, target)) {
            try (Churn churn = new Churn(new BinlogChurn(old), 6, seed)) {
                moved.eventually("writers are at work", () -> churn.committed() > 100);
                moved.start();
                moved.eventually(
                        "the copy is done", () -> moved.replication.copy().done());
                long begun = System.nanoTime();
                for (int round = 0; round < ROUNDS_MIN || System.nanoTime() - begun < CHURN_NANOS; round++) {
                    moved.reload("item");
                    moved.reload("account");
                    if (round % 4 == 2) {
                        moved.restart();
                    }
                }
                long before = churn.committed();
                moved.eventually("more was written", () -> churn.committed() > before + 300);
                System.out.println(
                        engine + ": " + churn.committed() + " transactions, " + moved.replication.stream(Side.SOURCE));
            }
            moved.drain();

            for (Side side : Side.values()) {
                assertThat(moved.replication.stream(side).conflicts())
                        .as("seed " + seed)
                        .isZero();
            }
            assertThat(sums(fresh)).as("seed " + seed).isEqualTo(sums(old));
        }
    }

    private static void run(ShopPlace place, String... statements) throws SQLException {
        try (Connection connection = place.connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** What the server says of all bytes of the tables. */
    private static String sums(ShopPlace place) throws SQLException {
        try (Connection connection = place.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("CHECKSUM TABLE item, account, flash EXTENDED")) {
            StringBuilder sums = new StringBuilder();
            while (rows.next()) {
                sums.append(rows.getString(1))
                        .append(' ')
                        .append(rows.getString(2))
                        .append('\n');
            }
            return sums.toString();
        }
    }

    /** What moves the tables, stopped and started again. */
    private final class Moved implements AutoCloseable {
        private final Database source;
        private final Database target;
        private final List<Table> tables;
        private Replication replication;

        Moved(Database source, Database target) {
            this.source = source;
            this.target = target;
            source.catalog().install();
            target.catalog().install();
            this.tables = source.catalog().tables(List.of("*.*"), List.of());
            this.replication = made();
        }

        private Replication made() {
            return new Replication(
                    "churned",
                    source,
                    target,
                    tables,
                    ReplicationSettings.defaults(),
                    InstantSource.system(),
                    milestone -> {});
        }

        void start() {
            replication.prepare();
            replication.start();
        }

        void restart() {
            replication.close();
            replication = made();
            start();
        }

        void reload(String table) {
            TableId id = tables.stream()
                    .map(Table::id)
                    .filter(one -> one.name().equals(table))
                    .findFirst()
                    .orElseThrow();
            replication.reload(id);
            eventually(
                    "the reload is done",
                    () -> replication.copy().done()
                            && replication.copy().current().isEmpty());
        }

        /** Waits until a mark has come through, and so everything before it. */
        void drain() {
            source.log().mark("drained");
            eventually(
                    "the mark comes through",
                    () -> target.checkpoint("churned_forward")
                            .filter(checkpoint -> checkpoint.mark().equals("drained"))
                            .isPresent());
        }

        void eventually(String what, Callable<Boolean> condition) {
            try {
                Eventually.eventually(what, PATIENCE, condition);
            } catch (AssertionError e) {
                throw new AssertionError(
                        e.getMessage() + "; seed " + seed + "; " + replication.copy() + "; "
                                + replication.stream(Side.SOURCE) + "; " + replication.stream(Side.TARGET),
                        e);
            }
        }

        @Override
        public void close() {
            replication.close();
            replication.dropStreams();
        }
    }
}
