package dev.bailey.app;

import static dev.bailey.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.testkit.BaileyProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Bailey dies with the source shut for good and its command to open the target still under way: that arrives when the
 * next Bailey has read the guards and its streams run, and somebody writes on the target at once.
 */
class LateOpeningTest {

    private static final String CUTOVER = "{ hold: { max: 4s }, lease: 5s, lag: 5s }";
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** Epoch 1, as the first move opens a guard with it. */
    private static final String OPEN = Long.toString(1L << 42);

    @TempDir
    private Path folder;

    @Test
    void whatIsWrittenOnASideThatOpensLateReachesTheOtherOne() throws IOException, InterruptedException, SQLException {
        try (CrossingWorld world = new CrossingWorld(folder, CUTOVER)) {
            try (BaileyProcess doomed = world.run("cutover: reverse position written")) {
                CrossingWorld.awaitReady(doomed);
                world.awaitOpenGates();
                CompletableFuture<?> asked = world.ask("cutover");
                assertThat(doomed.awaitExit(LIMIT)).isPresent();
                assertThat(asked).failsWithin(LIMIT);
            }
            try (Connection slow = world.connectNew();
                    Connection late = world.connectNew();
                    Connection source = world.connectOld()) {
                // until this ends, nothing is applied to the target, so Bailey does not come to open it itself
                slow.setAutoCommit(false);
                count(slow, "SELECT count(*) FROM (SELECT FROM bailey.checkpoint FOR UPDATE) AS held");
                try (BaileyProcess bailey = world.run("")) {
                    eventually("a stream waits to apply", LIMIT, () -> count(late, """
                                    SELECT count(*) FROM pg_stat_activity
                                    WHERE datname = current_database() AND cardinality(pg_blocking_pids(pid)) > 0""") > 0);

                    assertThat(count(late, """
                            SELECT bailey.move_fence('bailey.fence', pg_sequence_last_value('bailey.fence'), %s)::int
                            """.formatted(OPEN))).isOne();
                    execute(late, "INSERT INTO customers (name, email) VALUES ('Late', 'late@shop.example')");

                    eventually("it is on the source", LIMIT, () -> count(source, """
                                    SELECT count(*) FROM customers WHERE name = 'Late'""") == 1);
                    slow.rollback();
                    CrossingWorld.awaitReady(bailey);
                    assertThat(world.status().get("owner").asText()).isEqualTo("target");
                    assertThat(world.check("target").sidesEqual()).isTrue();
                }
            }
        }
    }

    private static long count(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
