package dev.bailey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Side;
import dev.bailey.testkit.BaileyProcess;
import dev.bailey.testkit.BinlogServer;
import dev.bailey.testkit.CheckResult;
import dev.bailey.testkit.Eventually;
import dev.bailey.testkit.ShopLoad;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Where no session can leave the application's triggers out, they act once on each write whichever side owns. */
class ApplicationTriggersTest {

    private static final String CUTOVER = "{ hold: { max: 4s }, lease: 5s, lag: 5s }";
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int KILLED = 137;
    private static final int WRITES = 15;

    private static final String[] TRIGGERS = {
        "CREATE TABLE order_audit (id bigint AUTO_INCREMENT PRIMARY KEY, order_id bigint NOT NULL, number varchar(100))",
        "ALTER TABLE orders ADD stamped int NOT NULL DEFAULT 0",
        "CREATE DEFINER = app@'%' TRIGGER stamp BEFORE INSERT ON orders FOR EACH ROW SET NEW.stamped = NEW.stamped + 1",
        """
            CREATE DEFINER = app@'%' TRIGGER sane BEFORE INSERT ON orders FOR EACH ROW PRECEDES stamp BEGIN
              IF NEW.amount IS NULL OR NEW.amount <= 0 THEN
                SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'an order over nothing';
              END IF;
            END""",
        "CREATE DEFINER = maker@'%' TRIGGER audit AFTER INSERT ON orders FOR EACH ROW"
                + " INSERT INTO order_audit (order_id, number) VALUES (NEW.id, NEW.number)"
    };

    private static final String[] MAKER = {
        "CREATE USER IF NOT EXISTS maker@'%'", "GRANT INSERT, TRIGGER, SELECT ON *.* TO maker@'%'"
    };

    private static final String MADE = """
            SELECT CONCAT_WS(' ', EVENT_OBJECT_TABLE, ACTION_TIMING, EVENT_MANIPULATION, TRIGGER_NAME, ACTION_ORDER, DEFINER,
                SQL_MODE, ACTION_STATEMENT) FROM information_schema.TRIGGERS
            WHERE TRIGGER_SCHEMA = DATABASE() AND TRIGGER_NAME NOT LIKE 'bailey%'
            ORDER BY EVENT_OBJECT_TABLE, ACTION_TIMING, EVENT_MANIPULATION, ACTION_ORDER""";

    private static final String AUDITED = """
            SELECT COUNT(*) FROM orders o LEFT JOIN (SELECT order_id, COUNT(*) AS times FROM order_audit GROUP BY order_id) a
            ON a.order_id = o.id WHERE o.id > %d AND NOT (a.times <=> 1 AND o.stamped = 1)""";

    @TempDir
    private Path folder;

    /** {@code -Dbailey.triggers=true} dies at more moments. */
    static Stream<Arguments> deaths() {
        if (!Boolean.getBoolean("bailey.triggers")) {
            return Stream.of(
                    Arguments.of("mysql", "cutover: triggers made"),
                    Arguments.of("mariadb", "cutover: triggers taken off"));
        }
        return Stream.of("mysql", "mariadb")
                .flatMap(engine -> Stream.of("checked", "triggers made", "triggers taken off", "opened")
                        .flatMap(moment ->
                                Stream.of("cutover: ", "rollback: ").map(move -> Arguments.of(engine, move + moment))));
    }

    @ParameterizedTest
    @MethodSource("deaths")
    void eachWriteIsAuditedOnceThereAndBackAndThereWithADeathInOneOfThem(String engine, String moment)
            throws IOException, InterruptedException, SQLException {
        BinlogPlace.require(engine);
        BinlogPlace old = BinlogPlace.fresh(engine, Side.SOURCE);
        BinlogPlace fresh = BinlogPlace.fresh(engine, Side.TARGET);
        try (CrossingWorld world = world(old, fresh)) {
            List<String> before = lines(old.connect(), MADE);
            BaileyProcess bailey = world.run(moment);
            CrossingWorld.awaitRouter(bailey);
            try (ShopLoad load = world.load(/* seed= */ 1)) {
                CrossingWorld.awaitReady(bailey);
                assertThat(lines(fresh.connect(), MADE)).isEmpty();
                turnsBackWithoutTheDefiner(world, old, fresh);
                boolean doomed = true;
                for (String move : List.of("cutover", "rollback", "cutover")) {
                    awaitWrites(load);
                    world.awaitOpenGates();
                    if (doomed && moment.startsWith(move)) {
                        bailey = diesIn(world, bailey, move);
                        doomed = false;
                    } else {
                        assertThat(world.move(move).path("outcome").asText()).isEqualTo("done");
                    }
                    assertThat(lines(old.connect(), MADE)).hasSize(move.equals("cutover") ? 0 : 3);
                    assertThat(lines(fresh.connect(), MADE)).hasSize(move.equals("cutover") ? 3 : 0);
                }
                awaitWrites(load);
                load.stop();
                assertAuditedOnce(world, "target");
                world.stopOldShop();
                finish(world);
            } finally {
                bailey.close();
            }
            for (BinlogPlace place : List.of(old, fresh)) {
                assertThat(lines(place.connect(), MADE)).hasSize(3).isEqualTo(before);
                assertThat(lines(place.server().connect("", BinlogServer.ADMINISTRATOR), "SHOW DATABASES"))
                        .doesNotContain("bailey_" + place.database());
            }
        }
    }

    static Stream<String> engines() {
        return Boolean.getBoolean("bailey.triggers") ? Stream.of("mysql", "mariadb") : Stream.of("mysql");
    }

    @ParameterizedTest
    @MethodSource("engines")
    void breakGlassHasThemOnTheSideThatItOpens(String engine) throws IOException, InterruptedException, SQLException {
        BinlogPlace.require(engine);
        BinlogPlace old = BinlogPlace.fresh(engine, Side.SOURCE);
        BinlogPlace fresh = BinlogPlace.fresh(engine, Side.TARGET);
        try (CrossingWorld world = world(old, fresh);
                BaileyProcess doomed = world.run("cutover: triggers taken off")) {
            CrossingWorld.awaitRouter(doomed);
            try (ShopLoad load = world.load(/* seed= */ 1)) {
                CrossingWorld.awaitReady(doomed);
                awaitWrites(load);
                world.awaitOpenGates();
                CompletableFuture<HttpResponse<String>> asked = world.ask("cutover");
                assertThat(doomed.awaitExit(LIMIT)).contains(KILLED);
                assertThat(asked).failsWithin(LIMIT);
                assertThat(lines(old.connect(), MADE)).isEmpty();

                CommandHere opened = world.command(Map.of(), "break-glass", world.plan.toString(), "--open", "source");

                assertThat(opened.exit()).as(opened.said()).isZero();
                assertThat(lines(old.connect(), MADE)).hasSize(3);
                assertThat(lines(fresh.connect(), MADE)).isEmpty();
                try (BaileyProcess bailey = world.run("")) {
                    CrossingWorld.awaitReady(bailey);
                    awaitWrites(load);
                    load.stop();

                    assertAuditedOnce(world, "source");
                }
            }
        }
    }

    /** Found out when the source is shut for good already. */
    private static void turnsBackWithoutTheDefiner(CrossingWorld world, BinlogPlace old, BinlogPlace fresh)
            throws IOException, InterruptedException, SQLException {
        world.awaitOpenGates();
        fresh.server().execute("", "DROP USER maker@'%'");

        String answer = world.move("cutover").toString();

        assertThat(answer).contains("trigger audit", "would refuse whoever writes");
        assertThat(lines(old.connect(), MADE)).hasSize(3);
        assertThat(lines(fresh.connect(), MADE)).isEmpty();
        fresh.server().execute("", MAKER);
    }

    /** Another one ends the move. */
    private static BaileyProcess diesIn(CrossingWorld world, BaileyProcess doomed, String move)
            throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<String>> asked = world.ask(move);
        assertThat(doomed.awaitExit(LIMIT)).contains(KILLED);
        assertThat(asked).failsWithin(LIMIT);
        BaileyProcess next = world.run("");
        CrossingWorld.awaitReady(next);
        return next;
    }

    private CrossingWorld world(BinlogPlace old, BinlogPlace fresh) throws SQLException, IOException {
        CrossingWorld world = new CrossingWorld(folder, CUTOVER, CrossingWorld.SMALL, old, fresh);
        world.plan("finish: { quiet: 1s }\n");
        for (BinlogPlace place : List.of(old, fresh)) {
            place.server().execute("", MAKER);
        }
        old.server().execute(old.database(), TRIGGERS);
        return world;
    }

    private static void awaitWrites(ShopLoad load) {
        long before = load.figures().writes().count();
        Eventually.eventually("writes", LIMIT, () -> load.figures().writes().count() > before + WRITES);
    }

    private static void assertAuditedOnce(CrossingWorld world, String owner) throws SQLException {
        CheckResult result = world.check(owner);
        assertThat(result.isClean()).as(result.sentence()).isTrue();
        assertThat(result.sidesEqual()).as(result.sentence()).isTrue();
        String sql = AUDITED.formatted(CrossingWorld.SMALL.orders());
        for (Connection side : List.of(world.connectOld(), world.connectNew())) {
            assertThat(lines(side, sql)).containsExactly("0");
        }
        String audits = "SELECT CONCAT(COUNT(*), ' ', MAX(id), ' ', SUM(order_id)) FROM order_audit";
        assertThat(lines(world.connectOld(), audits)).isEqualTo(lines(world.connectNew(), audits));
    }

    private static void finish(CrossingWorld world) {
        Eventually.eventually("it is finished", LIMIT, () -> {
            world.command(Map.of(), "finish", "--plan", world.plan.toString());
            return world.status().path("phase").asText().equals("over");
        });
    }

    private static List<String> lines(Connection connection, String query) throws SQLException {
        try (connection;
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            List<String> lines = new ArrayList<>();
            while (rows.next()) {
                lines.add(rows.getString(1));
            }
            return lines;
        }
    }
}
