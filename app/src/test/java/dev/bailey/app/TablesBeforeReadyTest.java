package dev.bailey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.control.Migration;
import dev.bailey.control.Plan;
import dev.bailey.control.StateFolder;
import dev.bailey.control.Status;
import dev.bailey.core.Database;
import dev.bailey.core.GuardState;
import dev.bailey.core.TableId;
import dev.bailey.postgres.PostgresConnector;
import dev.bailey.runbook.RunbookListener;
import dev.bailey.runbook.StepStatus;
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
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A migration that is not ready yet, while its tables change or its process was killed. */
@Timeout(60)
class TablesBeforeReadyTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final PostgresServer OLD = Servers.OLD;
    private static final PostgresServer NEW = Servers.NEW;

    @TempDir
    private Path folder;

    private final String sourceName = OLD.createDatabase();
    private final String targetName = NEW.createDatabase();

    @AfterEach
    void dropStreams() {
        String drop = "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots"
                + " WHERE database = current_database()";
        OLD.execute(sourceName, drop);
        NEW.execute(targetName, drop);
    }

    @Test
    void tablesThatAreAlteredMadeAndDroppedWhileTheFirstCopyRunsHoldNothingUp()
            throws IOException, InterruptedException, SQLException {
        OLD.execute(
                sourceName,
                "CREATE TABLE large (id int PRIMARY KEY, body text)",
                "INSERT INTO large SELECT i, repeat('x', 1000) FROM generate_series(1, 4000) i",
                "CREATE TABLE item (id int PRIMARY KEY)",
                "INSERT INTO item VALUES (1)",
                "CREATE TABLE gone (id int PRIMARY KEY)");
        AtomicBoolean changed = new AtomicBoolean();

        try (LiveMigration live = open("copy: { connections: 1, bytes_per_second: 2MB }", step -> {
            if (isRunning(step, "copy") && !changed.getAndSet(true)) {
                onBoth("ALTER TABLE item ADD COLUMN note text", "CREATE TABLE fresh (id int PRIMARY KEY)");
                OLD.execute(sourceName, "INSERT INTO fresh VALUES (1)", "INSERT INTO item VALUES (2, 'new')");
                onBoth("DROP TABLE gone");
            }
        })) {
            live.migration().prepare();

            assertThat(compared(live.migration())).contains("large", "item").doesNotContain("gone");
            Eventually.eventually(
                    "every gate is open",
                    PATIENCE,
                    () -> closed(live.migration()).isEmpty());
            assertThat(onTarget("SELECT count(*) FROM fresh")).isEqualTo("1");
            assertThat(onTarget("SELECT note FROM item WHERE id = 2")).isEqualTo("new");
        }
    }

    @Test
    void aRunThatWasKilledHalfwayThroughItsGuardsMovesEveryTableWhenItGoesOn()
            throws IOException, InterruptedException, SQLException {
        onBoth("CREATE TABLE item (id int PRIMARY KEY)", "CREATE TABLE part (id int PRIMARY KEY, item int)");
        OLD.execute(sourceName, "ALTER TABLE part ADD CONSTRAINT of_item FOREIGN KEY (item) REFERENCES item");
        guardItem(OLD.url(sourceName), GuardState.open(0));
        guardItem(NEW.url(targetName), GuardState.shut(0));

        try (LiveMigration live = open("", step -> {})) {
            live.migration().prepare();

            assertThat(compared(live.migration())).containsExactly("item", "part");
            assertThat(onTarget("SELECT count(*) FROM pg_constraint WHERE conname = 'of_item'"))
                    .isEqualTo("1");
        }
    }

    private static void guardItem(String url, GuardState state) {
        try (Database database = new PostgresConnector().open(url)) {
            database.catalog().install();
            database.guard().install(database.catalog().tables(List.of("public.item"), List.of()), state);
        }
    }

    private LiveMigration open(String copy, RunbookListener listener) throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("migration.yaml"), """
                migration: %s
                stores:
                  shop:
                    engine: postgresql
                    source: "%s"
                    target: "%s"
                    %s
                """.formatted(
                        "b-" + sourceName, OLD.url(sourceName), NEW.url(targetName), copy));
        Plan plan = PlanFile.read(file, Map.of()).plan();
        return LiveMigration.open(plan, StateFolder.beside(file, plan.migration()), listener);
    }

    private static boolean isRunning(StepStatus step, String name) {
        return step.name().equals(name) && step.state() == StepStatus.State.RUNNING;
    }

    private static List<String> compared(Migration migration) {
        return migration.verify().values().stream()
                .flatMap(tables -> tables.keySet().stream())
                .map(TableId::name)
                .toList();
    }

    private static List<String> closed(Migration migration) {
        return migration.status().gates().stream()
                .filter(gate -> !gate.open())
                .map(Status.GateLine::because)
                .toList();
    }

    private void onBoth(String... statements) {
        OLD.execute(sourceName, statements);
        NEW.execute(targetName, statements);
    }

    private String onTarget(String sql) throws SQLException {
        try (Connection connection = NEW.connect(targetName);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return String.valueOf(rows.getString(1));
        }
    }
}
