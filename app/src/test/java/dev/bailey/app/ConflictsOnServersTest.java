package dev.bailey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Clash;
import dev.bailey.core.Conflict;
import dev.bailey.core.Database;
import dev.bailey.core.Ownership;
import dev.bailey.core.Problem;
import dev.bailey.core.Side;
import dev.bailey.core.Table;
import dev.bailey.postgres.PostgresConnector;
import dev.bailey.replication.Replication;
import dev.bailey.replication.ReplicationSettings;
import dev.bailey.replication.StreamStatus;
import dev.bailey.testkit.Eventually;
import dev.bailey.testkit.PostgresServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rows that somebody else changed on the side that does not own them, met by changes in sets and alone. */
class ConflictsOnServersTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private static final String ROWS =
            "SELECT coalesce(string_agg(concat_ws('|', id, code, note), ' ' ORDER BY id), '') FROM item";

    private final Map<Side, String> names = new EnumMap<>(Side.class);
    private final Map<Side, Database> databases = new EnumMap<>(Side.class);
    private final AtomicInteger kills = new AtomicInteger();
    private @Nullable Replication replication;
    private Side owner = Side.SOURCE;
    private String name = "";

    private static PostgresServer server(Side side) {
        return side == Side.SOURCE ? Servers.OLD : Servers.NEW;
    }

    private Database database(Side side) {
        return Objects.requireNonNull(databases.get(side));
    }

    /** Fifty rows on both sides, and a stream from the owner that has begun to apply. */
    private void start(Side owning, boolean heals) {
        owner = owning;
        for (Side side : Side.values()) {
            names.put(side, server(side).createDatabase());
            run(side, "CREATE TABLE item (id int PRIMARY KEY, code text UNIQUE, note text)");
            databases.put(side, new PostgresConnector().open(server(side).url(names.get(side))));
            database(side).catalog().install();
        }
        run(Side.SOURCE, "INSERT INTO item SELECT i, 'c' || i, 'n' FROM generate_series(1, 50) i");
        name = "c_" + names.get(Side.SOURCE);
        List<Table> tables = database(Side.SOURCE).catalog().tables(List.of("public.*"), List.of());
        ReplicationSettings usual = ReplicationSettings.defaults();
        replication = new Replication(
                name,
                database(Side.SOURCE),
                database(Side.TARGET),
                tables,
                new ReplicationSettings(usual.copy(), usual.batch(), usual.queue(), usual.beat(), heals),
                InstantSource.system(),
                this::reached);
        replication().prepare();
        replication().start();
        eventually("the copy is done", () -> replication().copy().done());
        if (owner == Side.TARGET) {
            replication().owners(Ownership.sole(Side.TARGET));
            database(Side.TARGET).log().markOnce("apply " + name + "_reverse");
            eventually("the way back applies", () -> status().mode() == StreamStatus.Mode.FOLLOWING);
        }
    }

    /** Kills the applying session between a heal and its commit, so many times. */
    private void reached(String milestone) {
        if (milestone.equals("follow: batch written") && kills.get() > 0) {
            kills.decrementAndGet();
            run(
                    other(),
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                            + " WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_xid IS NOT NULL");
        }
    }

    @AfterEach
    void close() {
        replication().close();
        replication().dropStreams();
        databases.values().forEach(Database::close);
    }

    private Replication replication() {
        return Objects.requireNonNull(replication);
    }

    private Side other() {
        return owner.opposite();
    }

    private void run(Side side, String... statements) {
        server(side).execute(Objects.requireNonNull(names.get(side)), statements);
    }

    private String text(Side side, String sql) {
        try (Connection connection = server(side).connect(Objects.requireNonNull(names.get(side)));
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private StreamStatus status() {
        return replication().stream(owner);
    }

    private List<Conflict> conflicts() {
        return database(other()).conflicts(name + (owner == Side.SOURCE ? "_forward" : "_reverse"), 100);
    }

    private void eventually(String what, Callable<Boolean> condition) {
        Eventually.eventually(what + "; " + replication().copy() + " " + status(), LIMIT, condition);
    }

    private void awaitEqual() {
        eventually("both sides are equal", () -> text(Side.SOURCE, ROWS).equals(text(Side.TARGET, ROWS)));
    }

    private void awaitHalted() {
        eventually("it halts", () -> status().mode() == StreamStatus.Mode.HALTED);
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void theOwnerWinsOverEveryKindInASetAmongSwapsAndAlone(Side owning) {
        start(owning, /* heals= */ true);
        run(
                other(),
                "DELETE FROM item WHERE id IN (2, 3, 4)",
                "INSERT INTO item VALUES (100, 'x', 'foreign')",
                "INSERT INTO item VALUES (101, 'y', 'foreign')");

        run(owner, """
                BEGIN;
                UPDATE item SET note = 'set' WHERE id BETWEEN 5 AND 9;
                UPDATE item SET code = 'swap' WHERE id = 10;
                UPDATE item SET code = 'c10' WHERE id = 11;
                UPDATE item SET code = 'c11' WHERE id = 10;
                INSERT INTO item VALUES (100, 'c100', 'owned');
                UPDATE item SET note = 'owned' WHERE id = 2;
                DELETE FROM item WHERE id = 3;
                COMMIT""");
        run(owner, "UPDATE item SET id = 101, note = 'moved' WHERE id = 50");
        run(owner, "UPDATE item SET note = 'alone' WHERE id = 4");

        awaitEqual();
        assertThat(conflicts())
                .extracting(Conflict::kind)
                .containsExactlyInAnyOrder(
                        Clash.Kind.ROW_EXISTS,
                        Clash.Kind.UPDATE_FOUND_NONE,
                        Clash.Kind.DELETE_FOUND_NONE,
                        Clash.Kind.ROW_EXISTS,
                        Clash.Kind.UPDATE_FOUND_NONE);
        assertThat(conflicts()).allSatisfy(kept -> assertThat(kept.by()).contains("the plan"));
        eventually("the heals are counted", () -> status().healed() == 5);
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void everyKindHaltsUntilTheRowIsPutRightByHand(Side owning) {
        start(owning, /* heals= */ false);
        run(
                other(),
                "INSERT INTO item VALUES (100, 'x', 'foreign')",
                "DELETE FROM item WHERE id IN (2, 3)",
                "UPDATE item SET code = 'taken' WHERE id = 7");

        run(owner, "INSERT INTO item VALUES (100, 'c100', 'owned')");
        awaitHalted();
        run(other(), "DELETE FROM item WHERE id = 100");
        goOn();
        run(owner, "UPDATE item SET note = 'owned' WHERE id = 2");
        awaitHalted();
        run(other(), "INSERT INTO item VALUES (2, 'c2', '')");
        goOn();
        run(owner, "DELETE FROM item WHERE id = 3");
        awaitHalted();
        run(other(), "INSERT INTO item VALUES (3, 'c3', '')");
        goOn();
        run(owner, "UPDATE item SET code = 'taken' WHERE id = 8");
        awaitHalted();

        assertThat(conflicts())
                .extracting(Conflict::kind)
                .containsExactly(
                        Clash.Kind.VALUE_TAKEN,
                        Clash.Kind.DELETE_FOUND_NONE,
                        Clash.Kind.UPDATE_FOUND_NONE,
                        Clash.Kind.ROW_EXISTS);
        assertThat(conflicts()).extracting(Conflict::waits).containsExactly(true, false, false, false);
        assertThat(conflicts().get(0).found().orElseThrow()).contains("\"7\"", "\"taken\"");
        assertThat(conflicts().get(0).incoming().orElseThrow()).contains("\"8\"", "\"taken\"");
        assertThat(status().failure().map(Problem::getMessage).orElseThrow()).doesNotContain("taken\"");
        run(other(), "UPDATE item SET code = 'c7' WHERE id = 7");
        goOn();
        awaitEqual();
        assertThat(status().healed()).isZero();
    }

    private void goOn() {
        assertThat(replication().retry(owner)).isTrue();
        eventually(
                "it goes on",
                () -> status().mode() == StreamStatus.Mode.FOLLOWING
                        && status().failure().isEmpty()
                        && conflicts().stream().noneMatch(Conflict::waits));
    }

    @Test
    void aHealThatIsKilledBeforeItsCommitIsDoneAndKeptOnce() {
        start(Side.SOURCE, /* heals= */ true);
        run(other(), "INSERT INTO item VALUES (100, 'x', 'foreign')");
        kills.set(2);

        run(owner, "INSERT INTO item VALUES (100, 'c100', 'owned')");

        awaitEqual();
        eventually("both kills came", () -> kills.get() == 0);
        assertThat(conflicts()).singleElement().satisfies(kept -> {
            assertThat(kept.decision()).isEqualTo(Conflict.Decision.HEALED);
            assertThat(kept.found().orElseThrow()).contains("foreign");
        });
        eventually("it is counted once", () -> status().healed() == 1);
    }

    @Test
    void aValueThatTheLogLeavesOutIsNotMadeUp() {
        start(Side.SOURCE, /* heals= */ true);
        run(
                owner,
                "ALTER TABLE item ALTER note SET STORAGE EXTERNAL",
                "UPDATE item SET note = repeat('x', 9000)" + " WHERE id = 1");
        awaitEqual();
        run(other(), "DELETE FROM item WHERE id = 1");

        run(owner, "UPDATE item SET code = 'new' WHERE id = 1");
        awaitHalted();

        assertThat(conflicts().get(0).incoming().orElseThrow()).contains("{\"unchanged\": true}");
        run(other(), "INSERT INTO item VALUES (1, 'c1', repeat('x', 9000))");
        goOn();
        awaitEqual();
    }
}
