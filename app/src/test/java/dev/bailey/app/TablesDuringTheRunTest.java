package dev.bailey.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailey.control.FlipAnswer;
import dev.bailey.control.Migration;
import dev.bailey.control.Plan;
import dev.bailey.control.ReloadAnswer;
import dev.bailey.control.StateFolder;
import dev.bailey.control.Status;
import dev.bailey.core.Side;
import dev.bailey.testkit.Eventually;
import dev.bailey.testkit.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A migration that is ready, while tables come, change and go on both sides. */
class TablesDuringTheRunTest {

    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final PostgresServer OLD = Servers.OLD;
    private static final PostgresServer NEW = Servers.NEW;

    @TempDir
    private Path folder;

    private String sourceName = "";
    private String targetName = "";
    private LiveMigration live;

    @BeforeEach
    void prepare() throws IOException, InterruptedException {
        sourceName = OLD.createDatabase();
        targetName = NEW.createDatabase();
        onSource(
                "CREATE TABLE item (id int PRIMARY KEY, name text)",
                "INSERT INTO item SELECT i, 'item ' || i FROM generate_series(1, 2000) i",
                "CREATE TABLE event (id int, day int, PRIMARY KEY (id, day)) PARTITION BY RANGE (day)",
                "CREATE TABLE event_1 PARTITION OF event FOR VALUES FROM (1) TO (2)",
                "INSERT INTO event VALUES (1, 1)");
        live = open();
        migration().prepare();
    }

    @AfterEach
    void close() {
        live.close();
        for (String name : List.of(sourceName, targetName)) {
            (name.equals(sourceName) ? OLD : NEW)
                    .execute(
                            name,
                            "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots"
                                    + " WHERE database = current_database()");
        }
    }

    @Test
    void partitionsAndTablesMadeOnTheSourceAreCopiedAndFollowedOnceTheTargetHasThem() {
        onSource(
                "CREATE TABLE event_2 PARTITION OF event FOR VALUES FROM (2) TO (3)",
                "INSERT INTO event VALUES (2, 2)",
                "CREATE TABLE loose (id int, day int, PRIMARY KEY (id, day))",
                "INSERT INTO loose VALUES (3, 3)",
                "ALTER TABLE event ATTACH PARTITION loose FOR VALUES FROM (3) TO (4)");

        awaitClosed("public.event_2 is on the source and not on the target");
        assertThat(closed())
                .contains("CREATE TABLE \"public\".\"event_2\" PARTITION OF public.event FOR VALUES FROM (2) TO (3)");
        assertThat(move(Side.TARGET)).isInstanceOf(FlipAnswer.Closed.class);

        onTarget(
                "CREATE TABLE event_2 PARTITION OF event FOR VALUES FROM (2) TO (3)",
                "CREATE TABLE loose (id int, day int, PRIMARY KEY (id, day))");
        awaitClosed("public.loose is PARTITION OF public.event");
        bypassing("ALTER TABLE event ATTACH PARTITION loose FOR VALUES FROM (3) TO (4)");

        awaitOpen();
        onSource("INSERT INTO event VALUES (4, 2), (5, 3)", "DELETE FROM event WHERE id = 2");
        awaitEqual("event", "id");
        assertThatThrownBy(() -> onTarget("INSERT INTO event VALUES (9, 2)"))
                .hasStackTraceContaining("Bailey: writes to");
        assertThat(migration().verify().get("shop")).hasSize(4);

        onSource("DROP TABLE event_1");
        awaitClosed("public.event_1 is gone from the source");
        onTarget("DROP TABLE event_1");
        awaitOpen();
        awaitEqual("event", "id");
    }

    @Test
    void whatIsMadeOnTheTargetAfterTheMoveIsCarriedBack() {
        awaitOpen();
        assertThat(move(Side.TARGET)).isInstanceOf(FlipAnswer.Done.class);
        onTarget(
                "CREATE TABLE event_2 PARTITION OF event FOR VALUES FROM (2) TO (3)",
                "INSERT INTO event VALUES (2, 2)",
                "ALTER TABLE item ADD COLUMN note text",
                "UPDATE item SET note = 'new' WHERE id = 7");

        awaitClosed("public.event_2 is on the target and not on the source");
        eventually("the way back waits", () -> store().reverse().mode().equals("waiting"));
        assertThat(store().reverse().failure()).contains("ALTER TABLE \"public\".\"item\" ADD COLUMN \"note\" text");
        onSource(
                "CREATE TABLE event_2 PARTITION OF event FOR VALUES FROM (2) TO (3)",
                "ALTER TABLE item ADD COLUMN note text");

        awaitOpen();
        onTarget("INSERT INTO event VALUES (3, 2)", "UPDATE item SET note = 'newer' WHERE id = 8");
        awaitEqual("event", "id");
        awaitEqual("item", "id");
        assertThat(migration().reload("", "public.item", "a test")).isInstanceOf(ReloadAnswer.Refused.class);

        eventually("it moves back", () -> move(Side.SOURCE) instanceof FlipAnswer.Done);
        onSource("INSERT INTO event VALUES (4, 2)");
        awaitEqual("event", "id");
    }

    @Test
    void aTableThatIsRenamedOrMadeAgainIsCopiedAnew() {
        onSource("ALTER TABLE item RENAME TO article", "INSERT INTO article VALUES (-1, 'after')");

        awaitClosed("public.item is gone from the source, or was renamed");
        eventually("the stream waits", () -> store().forward().mode().equals("waiting"));
        onTarget("ALTER TABLE item RENAME TO article");
        awaitOpen();
        awaitEqual("article", "id");

        onSource(
                "DROP TABLE article",
                "CREATE TABLE article (id int PRIMARY KEY, name text)",
                "INSERT INTO article VALUES (1, 'another')");
        awaitEqual("article", "id");
        awaitOpen();
        onSource("INSERT INTO article VALUES (2, 'more')");
        awaitEqual("article", "id");
    }

    @Test
    void aDamagedTableIsReloadedWhileAllElseStreams() {
        bypassing("DELETE FROM item WHERE id % 3 = 0", "UPDATE item SET name = 'damaged' WHERE id = 1");
        migration().verify();
        awaitClosed("the sides are different");

        assertThat(migration().reload("", "public.itm", "a test"))
                .isEqualTo(new ReloadAnswer.NotThere(List.of("public.event_1", "public.item")));
        assertThat(migration().reload("", "public.item", "a test")).isInstanceOf(ReloadAnswer.Started.class);
        onSource("INSERT INTO event VALUES (7, 1)", "INSERT INTO item VALUES (-7, 'meanwhile')");

        awaitOpen();
        awaitEqual("item", "id");
        awaitEqual("event", "id");
    }

    private LiveMigration open() throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("migration.yaml"), """
                migration: %s
                stores:
                  shop: { engine: postgresql, source: "%s", target: "%s" }
                """.formatted(
                        "t-" + sourceName, OLD.url(sourceName), NEW.url(targetName)));
        Plan plan = PlanFile.read(file, Map.of()).plan();
        return LiveMigration.open(plan, StateFolder.beside(file, plan.migration()), step -> {});
    }

    private Migration migration() {
        return live.migration();
    }

    private FlipAnswer move(Side to) {
        try {
            return migration().move(to, "a test");
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Status.StoreLine store() {
        return migration().status().stores().get(0);
    }

    private String closed() {
        return migration().status().gates().stream()
                .filter(gate -> !gate.open())
                .map(Status.GateLine::because)
                .toList()
                .toString();
    }

    private void awaitClosed(String because) {
        eventually("a gate is closed because " + because, () -> closed().contains(because));
    }

    private void awaitOpen() {
        eventually("every gate is open", () -> {
            String closed = closed();
            if (!closed.equals("[]")) {
                throw new IllegalStateException(closed);
            }
            return true;
        });
    }

    private void awaitEqual(String table, String key) {
        String sql = "SELECT string_agg(t::text, ' ' ORDER BY " + key + ") FROM " + table + " t";
        eventually(table + " is equal", () -> text(OLD, sourceName, sql).equals(text(NEW, targetName, sql)));
    }

    private static void eventually(String what, Callable<Boolean> condition) {
        Eventually.eventually(what, PATIENCE, condition);
    }

    private void onSource(String... statements) {
        OLD.execute(sourceName, statements);
    }

    private void onTarget(String... statements) {
        NEW.execute(targetName, statements);
    }

    /** As somebody who gets past the guard. */
    private void bypassing(String... statements) {
        for (String statement : statements) {
            NEW.execute(targetName, "SET session_replication_role = replica", statement);
        }
    }

    private static String text(PostgresServer server, String database, String sql) {
        try (Connection connection = server.connect(database);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return String.valueOf(rows.getString(1));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
