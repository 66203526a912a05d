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
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
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
    private final ShopPlace source;
    private final ShopPlace target;
    private final Path plan;
    private final Map<String, Runnable> plans = new ConcurrentHashMap<>();
    private @Nullable Migration migration;

    /** @param schema of the source; the target is made by the migration */
    LiveWorld(Path folder, PostgresServer source, PostgresServer target, String... schema) throws IOException {
        this(folder, place(source), place(target), schema);
    }

    private static ShopPlace place(PostgresServer server) {
        String database = server.createDatabase();
        return new Place(server, database, server.url(database), "postgres", "postgres", /* bare= */ false);
    }

    /** The same on any engine. */
    LiveWorld(Path folder, ShopPlace source, ShopPlace target, String... schema) throws IOException {
        this.source = source;
        this.target = target;
        this.sourceName = source.database();
        this.targetName = target.database();
        onSource(schema);
        this.plan = Files.writeString(folder.resolve("migration.yaml"), """
                migration: %s
                stores:
                  shop: { engine: %s, source: "%s", target: "%s" }
                cutover: { hold: { max: 2s }, lease: 4s }
                """.formatted(
                        "t-" + sourceName, source.engine(), source.url(), target.url()));
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
        String sql = "SELECT * FROM " + table + " ORDER BY " + key;
        eventually(table + " is equal", () -> rows(source, sql).equals(rows(target, sql)));
    }

    private static List<List<String>> rows(ShopPlace place, String sql) throws SQLException {
        try (Connection connection = place.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<List<String>> all = new ArrayList<>();
            while (rows.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    row.add(String.valueOf(rows.getString(i)));
                }
                all.add(row);
            }
            return all;
        }
    }

    static void eventually(String what, Callable<Boolean> condition) {
        Eventually.eventually(what, PATIENCE, condition);
    }

    void onSource(String... statements) {
        execute(source, statements);
    }

    void onTarget(String... statements) {
        execute(target, statements);
    }

    private static void execute(ShopPlace place, String... statements) {
        try (Connection connection = place.connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    /** On the target, as somebody who gets past the guard. */
    void bypassing(String... statements) {
        bypassing(Side.TARGET, statements);
    }

    /** The same on either side. */
    void bypassing(Side side, String... statements) {
        ShopPlace place = side == Side.SOURCE ? source : target;
        for (String statement : statements) {
            if (place.engine().equals("postgresql")) {
                execute(place, "SET session_replication_role = replica", statement);
            } else {
                executeAs(place, place.user(), statement);
            }
        }
    }

    private static void executeAs(ShopPlace place, String user, String statement) {
        try (Connection connection = DriverManager.getConnection(place.jdbcUrl(), user, place.password());
                Statement session = connection.createStatement()) {
            session.execute(statement);
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    String onSourceText(String query) {
        return text(source, query);
    }

    String onTargetText(String query) {
        return text(target, query);
    }

    private static String text(ShopPlace place, String sql) {
        try (Connection connection = place.connect();
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
        source.dropStreams();
        target.dropStreams();
    }
}
