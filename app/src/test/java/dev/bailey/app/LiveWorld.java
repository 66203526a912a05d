package dev.bailey.app;

import dev.bailey.control.FlipAnswer;
import dev.bailey.control.Migration;
import dev.bailey.control.Plan;
import dev.bailey.control.StateFolder;
import dev.bailey.control.Status;
import dev.bailey.core.Milestones;
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
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A database of its own on each of two servers, and a migration of all its tables in this process. */
final class LiveWorld implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(40);

    final String sourceName;
    final String targetName;
    private final PostgresServer source;
    private final PostgresServer target;
    private final Path plan;
    private final Map<String, Runnable> plans = new ConcurrentHashMap<>();
    private @Nullable Migration migration;

    /** @param schema of the source; the target is made by the migration */
    LiveWorld(Path folder, PostgresServer source, PostgresServer target, String... schema) throws IOException {
        this.source = source;
        this.target = target;
        this.sourceName = source.createDatabase();
        this.targetName = target.createDatabase();
        onSource(schema);
        this.plan = Files.writeString(folder.resolve("migration.yaml"), """
                migration: %s
                stores:
                  shop: { engine: postgresql, source: "%s", target: "%s" }
                cutover: { hold: { max: 2s }, lease: 4s }
                """.formatted(
                        "t-" + sourceName, source.url(sourceName), target.url(targetName)));
    }

    /** Another plan, for the next start. */
    void plan(UnaryOperator<String> change) throws IOException {
        Files.writeString(plan, change.apply(Files.readString(plan)));
    }

    /** As when Bailey is started: returns once it is ready. */
    void start() throws InterruptedException {
        Plan read = PlanFile.read(plan, Map.of()).plan();
        Milestones milestones = this::reached;
        migration = Migration.open(
                read, LiveMigration.connectors(), state(), "the test", InstantSource.system(), milestones, step -> {});
        migration().prepare();
    }

    /** As when Bailey is stopped. */
    void end() {
        if (migration != null) {
            migration.close();
            migration = null;
        }
    }

    StateFolder state() {
        return StateFolder.beside(plan, "t-" + sourceName);
    }

    private void reached(String milestone) {
        Runnable once = plans.remove(milestone);
        if (once != null) {
            once.run();
        }
    }

    /** Does something the first time that a milestone is reached, before anything goes on. */
    void when(String milestone, Runnable once) {
        plans.put(milestone, once);
    }

    Migration migration() {
        if (migration == null) {
            throw new IllegalStateException("the migration is not started");
        }
        return migration;
    }

    FlipAnswer move(Side to) {
        return move(Plan.EVERYONE, to);
    }

    FlipAnswer move(String slice, Side to) {
        try {
            return migration().move(slice, to, "a test");
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    Status.StoreLine store() {
        return migration().status().stores().get(0);
    }

    /** Why gates are closed, in one line. */
    String closed() {
        return migration().status().gates().stream()
                .filter(gate -> !gate.open())
                .map(Status.GateLine::because)
                .toList()
                .toString();
    }

    void awaitClosed(String because) {
        eventually("a gate is closed because " + because, () -> closed().contains(because));
    }

    void awaitOpen() {
        eventually("every gate is open", () -> {
            String closed = closed();
            if (!closed.equals("[]")) {
                throw new IllegalStateException(closed);
            }
            return true;
        });
    }

    void awaitEqual(String table, String key) {
        String sql = "SELECT string_agg(t::text, ' ' ORDER BY " + key + ") FROM " + table + " t";
        eventually(table + " is equal", () -> onSourceText(sql).equals(onTargetText(sql)));
    }

    static void eventually(String what, Callable<Boolean> condition) {
        Eventually.eventually(what, PATIENCE, condition);
    }

    void onSource(String... statements) {
        source.execute(sourceName, statements);
    }

    void onTarget(String... statements) {
        target.execute(targetName, statements);
    }

    /** On the target, as somebody who gets past the guard. */
    void bypassing(String... statements) {
        for (String statement : statements) {
            onTarget("SET session_replication_role = replica", statement);
        }
    }

    String onSourceText(String query) {
        return text(source, sourceName, query);
    }

    String onTargetText(String query) {
        return text(target, targetName, query);
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

    @Override
    public void close() {
        end();
        String drop = "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots"
                + " WHERE database = current_database()";
        eventually("nobody reads the streams any more", () -> {
            onSource(drop);
            onTarget(drop);
            return true;
        });
    }
}
