package dev.bailey.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bailey.core.Side;
import dev.bailey.testkit.BaileyProcess;
import dev.bailey.testkit.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bailey is killed while it compares, and goes on where it stood. */
class ResumedComparisonTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int KILLED = 137;

    @TempDir
    private Path folder;

    @Test
    void whatWasProvenIsNotReadAgainAfterAKillAndWhatWasTouchedSinceIs()
            throws IOException, InterruptedException, SQLException {
        try (CrossingWorld world = new CrossingWorld(folder, "{ hold: { max: 2s }, lease: 4s }")) {
            try (BaileyProcess first = world.run("compare: table read#2")) {
                assertThat(first.awaitExit(LIMIT)).contains(KILLED);
            }
            Set<String> proven = proven(world);
            assertThat(proven).hasSizeGreaterThanOrEqualTo(1);
            Map<String, Long> before = scans(world);

            try (BaileyProcess second = world.run("")) {
                CrossingWorld.awaitReady(second);
                assertThat(world.status().path("verdict").asText()).startsWith("equal");
                Map<String, Long> after = scans(world);
                assertThat(after.keySet()).hasSizeGreaterThan(proven.size());
                after.forEach((table, scans) -> {
                    if (proven.contains(table)) {
                        assertThat(scans).as(table).isEqualTo(before.get(table));
                    } else {
                        assertThat(scans).as(table).isGreaterThan(before.get(table));
                    }
                });
                assertThat(comparison(world).path("endedAt").isTextual()).isTrue();

                damage(world);
                second.kill();
            }
            before.putAll(scans(world));
            try (BaileyProcess third = world.run("")) {
                CrossingWorld.awaitReady(third);
                Eventually.eventually(
                        "the damage is found",
                        LIMIT,
                        () -> world.status().path("verdict").asText().startsWith("different in 1 rows"));
                Map<String, Long> after = scans(world);
                assertThat(after)
                        .as("tables that nobody touched are not read again")
                        .containsAllEntriesOf(without(before, "customers"));
            }
        }
    }

    /** Where rows lie in the order of their keys: the last are compared first. */
    @Test
    void aLargeTableIsReadFromWhereItWasReadWhenTheProcessWasKilled()
            throws IOException, InterruptedException, SQLException {
        BinlogPlace.require("mariadb");
        BinlogPlace target = BinlogPlace.fresh("mariadb", Side.TARGET);
        target.administer("GRANT BINLOG ADMIN ON *.* TO '" + target.user() + "'@'%'");
        try (CrossingWorld world = new CrossingWorld(
                folder,
                "{ hold: { max: 2s }, lease: 4s }",
                CrossingWorld.SMALL,
                BinlogPlace.fresh("mariadb", Side.SOURCE),
                target)) {
            fill(world);
            try (BaileyProcess first = world.run("compare: part read#8")) {
                assertThat(first.awaitExit(LIMIT)).contains(KILLED);
            }
            change(target, /* logged= */ false, 59_999);
            change(target, /* logged= */ true, 59_000);

            try (BaileyProcess second = world.run("")) {
                CrossingWorld.awaitReady(second);
                Eventually.eventually(
                        "of rows that are not read again, the one is found that the log has",
                        LIMIT,
                        () -> world.status().path("verdict").asText().startsWith("different in 1 rows"));

                world.verify();

                assertThat(world.status().path("verdict").asText())
                        .as("a comparison that is asked for reads all")
                        .startsWith("different in 2 rows");
            }
        }
    }

    private static void fill(CrossingWorld world) throws SQLException {
        try (Connection old = world.connectOld();
                Statement statement = old.createStatement()) {
            statement.execute("CREATE TABLE readings (id int PRIMARY KEY, note varchar(40))");
            statement.execute("INSERT INTO readings SELECT seq, CONCAT('note ', seq) FROM seq_1_to_60000");
        }
    }

    /** By somebody whom the guard lets pass. */
    private static void change(BinlogPlace target, boolean logged, int id) throws SQLException {
        try (Connection fresh = DriverManager.getConnection(target.jdbcUrl(), target.user(), target.password());
                Statement statement = fresh.createStatement()) {
            statement.execute("SET sql_log_bin = " + (logged ? 1 : 0));
            assertThat(statement.executeUpdate("UPDATE readings SET note = 'changed' WHERE id = " + id))
                    .isEqualTo(1);
        }
    }

    private static Map<String, Long> without(Map<String, Long> scans, String... tables) {
        Map<String, Long> left = new HashMap<>(scans);
        left.keySet().removeAll(List.of(tables));
        return left;
    }

    /** Of whole tables, on the source. */
    private static Map<String, Long> scans(CrossingWorld world) throws SQLException {
        Map<String, Long> scans = new HashMap<>();
        try (Connection connection = world.connectOld();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT relname, seq_scan FROM pg_stat_user_tables WHERE schemaname NOT IN ('bailey')")) {
            while (rows.next()) {
                scans.put(rows.getString(1), rows.getLong(2));
            }
        }
        return scans;
    }

    private static Set<String> proven(CrossingWorld world) throws IOException {
        Set<String> proven = new TreeSet<>();
        for (String line : Files.readAllLines(world.state().journal().resolveSibling("proven-shop"))) {
            JsonNode one = Json.tree(line);
            if (one.path("rows").isNumber()) {
                proven.add(one.path("name").asText());
            }
        }
        return proven;
    }

    private static JsonNode comparison(CrossingWorld world) throws IOException, InterruptedException {
        return world.status().path("stores").get(0).path("comparison");
    }

    /** One row by the application, which is carried, and one on the target past the guard, which is not. */
    private static void damage(CrossingWorld world) throws SQLException {
        try (Connection old = world.connectOld();
                Statement statement = old.createStatement()) {
            statement.execute("UPDATE customers SET name = 'carried' WHERE id = 2");
        }
        Eventually.eventually("it is carried", LIMIT, () -> count(world, "name = 'carried'") == 1);
        try (Connection fresh = world.connectNew();
                Statement statement = fresh.createStatement()) {
            statement.execute("SET session_replication_role = replica");
            statement.execute("UPDATE customers SET name = 'damaged' WHERE id = 1");
        }
    }

    private static int count(CrossingWorld world, String where) throws SQLException {
        try (Connection fresh = world.connectNew();
                Statement statement = fresh.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM customers WHERE " + where)) {
            row.next();
            return row.getInt(1);
        }
    }
}
