package dev.bailey.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.bailey.control.Preflight;
import dev.bailey.core.Check;
import dev.bailey.core.Side;
import dev.bailey.testkit.PostgresServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** `bailey check` names what was planted in two databases by its id, on its side and in its direction. */
class PreflightTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    /** @param direction in which the migration would meet it */
    record Fault(String check, Side side, String direction, List<String> source, List<String> target) {

        static Fault source(String check, String direction, String... statements) {
            return new Fault(check, Side.SOURCE, direction, List.of(statements), List.of());
        }

        static Fault target(String check, String direction, String... statements) {
            return new Fault(check, Side.TARGET, direction, List.of(), List.of(statements));
        }

        @Override
        public String toString() {
            return check + " on the " + side.label();
        }
    }

    static Stream<Fault> faults() {
        String function = "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'";
        String trigger = "CREATE TRIGGER twice BEFORE INSERT ON note FOR EACH ROW EXECUTE FUNCTION f()";
        String always = "ALTER TABLE note ENABLE ALWAYS TRIGGER twice";
        String rule = "CREATE RULE quiet AS ON DELETE TO note DO INSTEAD NOTHING";
        String ruleAlways = "ALTER TABLE note ENABLE ALWAYS RULE quiet";
        String outside = "CREATE TABLE away.child (id int PRIMARY KEY, note int REFERENCES note)";
        String subscription = "CREATE SUBSCRIPTION %s CONNECTION 'port=1' PUBLICATION p WITH (connect = false)";
        String nearEnd = "CREATE TABLE counted (id serial PRIMARY KEY)";
        String spent = "SELECT setval('counted_id_seq', 2000000000)";
        String event = "CREATE FUNCTION e() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'";
        String eventTrigger = "CREATE EVENT TRIGGER watch ON ddl_command_end EXECUTE FUNCTION e()";
        String eventAlways = "ALTER EVENT TRIGGER watch ENABLE ALWAYS";
        String jobs = "CREATE TABLE cron.job (active boolean, database text)";
        String job = "INSERT INTO cron.job VALUES (true, current_database())";
        return Stream.of(
                Fault.source("large-objects", "forward", "SELECT lo_create(0)"),
                Fault.target("large-objects", "back", "SELECT lo_create(0)"),
                Fault.source("unlogged-table", "forward", "CREATE UNLOGGED TABLE cache (id int PRIMARY KEY)"),
                Fault.source("replica-identity", "forward", "CREATE TABLE keyless (a int)"),
                Fault.source("replica-identity", "forward", "ALTER TABLE note REPLICA IDENTITY NOTHING"),
                Fault.target("replica-identity", "back", "CREATE TABLE note (id int, words text)"),
                Fault.target("trigger-always", "forward", "TABLES", function, trigger, always),
                Fault.source("trigger-always", "back", function, trigger, always),
                Fault.target("rule-always", "forward", "TABLES", rule, ruleAlways),
                Fault.source("rule-always", "back", rule, ruleAlways),
                Fault.source("foreign-key-outside", "back", "CREATE SCHEMA away", outside),
                Fault.target("foreign-key-outside", "forward", "TABLES", "CREATE SCHEMA away", outside),
                Fault.target("subscription", "forward", subscription.formatted("s1"), "ALTER SUBSCRIPTION s1 ENABLE"),
                Fault.source("subscription", "back", subscription.formatted("s2"), "ALTER SUBSCRIPTION s2 ENABLE"),
                Fault.source("no-columns", "both", "CREATE TABLE nothing ()"),
                Fault.source(
                        "identity-computed",
                        "forward",
                        "CREATE TABLE twin (a int, b int GENERATED ALWAYS AS (a) STORED PRIMARY KEY)"),
                Fault.target(
                        "identity-virtual",
                        "back",
                        "CREATE TABLE note (id int PRIMARY KEY, words text, w text GENERATED ALWAYS AS (words))",
                        "ALTER TABLE note REPLICA IDENTITY FULL"),
                new Fault(
                        "tables-missing",
                        Side.TARGET,
                        "forward",
                        List.of("CREATE TABLE other (id int PRIMARY KEY)"),
                        List.of("TABLES")),
                Fault.target("table-differs", "both", "CREATE TABLE note (id bigint PRIMARY KEY, words text)"),
                Fault.target("table-differs", "both", "CREATE TABLE note (id int PRIMARY KEY)"),
                Fault.target("table-not-empty", "forward", "TABLES", "INSERT INTO note VALUES (1, 'mine')"),
                Fault.source("no-tables", "forward", "DROP TABLE note"),
                Fault.source("key-headroom", "both", nearEnd, spent),
                new Fault("key-headroom", Side.TARGET, "both", List.of(nearEnd), List.of("TABLES", nearEnd, spent)),
                Fault.target("event-trigger", "forward", event, eventTrigger, eventAlways),
                Fault.source("materialized-view", "forward", "CREATE MATERIALIZED VIEW seen AS SELECT * FROM note"),
                Fault.target("scheduled-jobs", "forward", "CREATE SCHEMA cron", jobs, job),
                Fault.source("scheduled-jobs", "back", "CREATE SCHEMA cron", jobs, job),
                new Fault("extension-absent", Side.TARGET, "forward", List.of("CREATE EXTENSION pg_trgm"), List.of()),
                new Fault(
                        "extension-version",
                        Side.TARGET,
                        "forward",
                        List.of("CREATE EXTENSION hstore VERSION '1.4'"),
                        List.of("CREATE EXTENSION hstore")));
    }

    /**
     * Planted by the tests below, beside the faults above; those of applications and rights have more tests of their
     * own.
     */
    private static final List<String> PLANTED_BELOW = List.of(
            "encoding-differs",
            "time-zone-differs",
            "version-older",
            "wal-level",
            "free-senders",
            "free-slots",
            "sender-timeout",
            "log-limit",
            "free-connections",
            "prepared-transaction",
            "slot-of-others",
            "log-right",
            "row-security",
            "create-right",
            "table-owner",
            "statistics-right",
            "sequence-right",
            "schema-of-others",
            "database",
            "service",
            "health-path",
            "redirect-differs",
            "clock-differs",
            "clock-skew",
            "tenant-path",
            "tenant-path-deferred");

    @Test
    void atLeastFortyKindsOfFaultsArePlantedHere() {
        Set<String> planted = new TreeSet<>(PLANTED_BELOW);
        faults().map(Fault::check).forEach(planted::add);

        assertThat(planted).hasSizeGreaterThanOrEqualTo(40);
        assertThat(Preflight.checks(LiveMigration.connectors()))
                .extracting(Check::id)
                .containsAll(planted);
    }

    @Test
    void nothingStandsInTheWayOfACleanPair() throws IOException {
        PreflightWorld world = PreflightWorld.of(folder);

        PreflightWorld.Result result = world.check();

        assertThat(result.found()).extracting(PreflightWorld.Found::check).containsExactly("tables-to-make");
        assertThat(result.exit()).isZero();
    }

    @Test
    void aTableThatIsOnTheTargetAloneIsNamedWhileNoneOfThePlansIsThere() throws IOException {
        PreflightWorld world = PreflightWorld.of(folder);
        world.run(Side.TARGET, "CREATE TABLE leftover (id int PRIMARY KEY)");

        PreflightWorld.Result result = world.check();

        assertThat(result.found())
                .extracting(PreflightWorld.Found::check)
                .containsExactlyInAnyOrder("table-differs", "tables-to-make");
        assertThat(result.exit()).isEqualTo(1);
    }

    @Test
    void howLongItTakesToReadTheTablesIsEstimatedFromSomeOfThem() throws IOException {
        PreflightWorld world = PreflightWorld.of(folder);
        world.run(
                Side.SOURCE,
                "INSERT INTO note SELECT n, repeat('word ', 40) FROM generate_series(1, 200000) n",
                "VACUUM ANALYZE note");

        PreflightWorld.Result result = world.check();

        JsonNode store =
                new ObjectMapper().readTree(result.out()).path("stores").path(0);
        assertThat(store.path("rows").asLong()).isBetween(190_000L, 210_000L);
        assertThat(store.path("readBytesPerSecond").asLong()).isGreaterThan(1_000_000L);
        assertThat(store.path("readSeconds").asLong()).isLessThan(60L);
        assertThat(store.path("logBytesPerSecond").asLong()).isPositive();
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aFaultIsNamedOnItsSideAndInItsDirection(Fault fault) throws IOException {
        PreflightWorld world = PreflightWorld.of(folder);
        world.run(Side.SOURCE, fault.source().toArray(String[]::new));
        world.run(Side.TARGET, fault.target().toArray(String[]::new));

        assertNamed(world.check(), fault.check(), fault.side(), fault.direction());
    }

    @Test
    void adjustmentsOfADatabaseAreHeldAgainstTheSources() throws IOException {
        PreflightWorld world = PreflightWorld.of(folder);
        String latin = world.database(Side.TARGET) + "_latin";
        world.run(
                Side.TARGET,
                "CREATE DATABASE " + latin + " ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0",
                "ALTER DATABASE " + latin + " SET timezone = 'Asia/Tokyo'");
        world.on(Side.TARGET, Servers.NEW, latin);

        PreflightWorld.Result result = world.check();

        assertNamed(result, "encoding-differs", Side.TARGET, "forward");
        assertNamed(result, "time-zone-differs", Side.TARGET, "forward");
    }

    @Test
    void aTargetOfAnOlderVersionIsNamed() throws IOException {
        assertNamed(
                PreflightWorld.of(folder, Servers.NEW, Servers.OLD).check(), "version-older", Side.TARGET, "forward");
    }

    @Test
    void aServerThatCannotBeReadIsNamedForTheWayBack() throws IOException {
        Map<String, String> settings = Map.of(
                "wal_level", "replica",
                "max_wal_senders", "0",
                "max_replication_slots", "0",
                "wal_sender_timeout", "5000",
                "max_slot_wal_keep_size", "1024",
                "max_prepared_transactions", "3",
                "max_connections", "18");
        try (PostgresServer server = PostgresServer.start(PostgresServer.Version.NEWER, settings)) {
            PreflightWorld world = PreflightWorld.of(folder, Servers.OLD, server);
            world.run(Side.TARGET, "BEGIN; CREATE TABLE mine (id int); PREPARE TRANSACTION 'left'");

            PreflightWorld.Result result = world.check();

            for (String check : List.of("wal-level", "free-senders", "free-slots", "sender-timeout", "log-limit")) {
                assertNamed(result, check, Side.TARGET, "back");
            }
            assertNamed(result, "free-connections", Side.TARGET, "both");
            assertThat(result.exit()).isEqualTo(1);
            assertThat(result.out()).containsPattern("1024MB of the log for a stream, which lasts about [0-9.]+ hours");
            // one that ends by itself within seconds is nothing to speak of
            LiveWorld.eventually(
                    "a transaction that stays prepared is named",
                    () -> isNamed(world.check(), "prepared-transaction", Side.TARGET, "back"));
        }
    }

    @Test
    void aSlotThatNobodyReadsIsNamed() throws IOException {
        PreflightWorld world = PreflightWorld.of(folder);
        String slot = "left_" + world.database(Side.SOURCE);
        world.run(Side.SOURCE, "SELECT pg_create_physical_replication_slot('" + slot + "', true)");
        try {
            for (int segment = 0; segment < 6; segment++) {
                world.run(Side.SOURCE, "SELECT pg_logical_emit_message(true, 'a', 'b')", "SELECT pg_switch_wal()");
            }

            assertNamed(world.check(), "slot-of-others", Side.SOURCE, "forward");
        } finally {
            world.run(Side.SOURCE, "SELECT pg_drop_replication_slot('" + slot + "')");
        }
    }

    @Test
    void applicationsAreAskedOnBothSides() throws IOException {
        HttpServer source = application(Map.of("/", 302, "/health", 200));
        HttpServer target = application(Map.of("/", 404, "/healthz", 200));
        try {
            PreflightWorld world = PreflightWorld.of(folder);
            world.plan(
                    "services:",
                    "  web: { listen: \"127.0.0.1:8080\", source: \"http://127.0.0.1:%d\", target: \"http://127.0.0.1:%d\" }"
                            .formatted(
                                    source.getAddress().getPort(),
                                    target.getAddress().getPort()));

            PreflightWorld.Result result = world.check();

            assertNamed(result, "health-path", Side.TARGET, "both");
            assertThat(result.out()).contains("/health answers 404, but /healthz answers 2xx");
            assertNamed(result, "redirect-differs", Side.TARGET, "both");
        } finally {
            source.stop(0);
            target.stop(0);
        }
    }

    @Test
    void anApplicationWhoseClockIsWrongIsNamed() throws IOException {
        HttpServer source = application(Map.of("/", 204));
        try (ApplicationAhead target = ApplicationAhead.by(Duration.ofSeconds(90))) {
            PreflightWorld world = PreflightWorld.of(folder);
            world.plan(
                    "services: { web: { listen: \"127.0.0.1:8080\", source: \"http://127.0.0.1:%d\", target: \"http://127.0.0.1:%d\" } }"
                            .formatted(source.getAddress().getPort(), target.port()));

            PreflightWorld.Result result = world.check();

            assertNamed(result, "clock-skew", Side.TARGET, "both");
            assertNamed(result, "clock-differs", Side.TARGET, "both");
        } finally {
            source.stop(0);
        }
    }

    private static HttpServer application(Map<String, Integer> answers) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        answers.forEach((path, status) -> server.createContext(path, exchange -> {
            exchange.getResponseHeaders().add("Location", "https://shop.example/");
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        }));
        server.start();
        return server;
    }

    @Test
    void aUserWithoutRightsIsToldEachOfThem() throws IOException {
        PreflightWorld world = PreflightWorld.of(folder);
        String poor = world.database(Side.SOURCE) + "_poor";
        world.run(
                Side.SOURCE,
                "CREATE ROLE " + poor + " LOGIN PASSWORD 'p'",
                "CREATE SCHEMA bailey",
                "CREATE TABLE numbered (id serial PRIMARY KEY)",
                "ALTER TABLE note ENABLE ROW LEVEL SECURITY");
        world.url(Side.SOURCE, world.url(Side.SOURCE).replace("postgres:postgres@", poor + ":p@"));

        PreflightWorld.Result result = world.check();

        assertNamed(result, "log-right", Side.SOURCE, "forward");
        assertNamed(result, "row-security", Side.SOURCE, "forward");
        for (String check :
                List.of("create-right", "table-owner", "statistics-right", "sequence-right", "schema-of-others")) {
            assertNamed(result, check, Side.SOURCE, "both");
        }
    }

    @Test
    void aDatabaseThatIsNotThereIsNamedAndTheOthersAreStillLookedAt() throws IOException {
        PreflightWorld world = PreflightWorld.of(folder);
        world.url(Side.TARGET, "postgresql://postgres:postgres@127.0.0.1:1/gone");
        world.plan(
                "services:",
                "  web: { listen: \"127.0.0.1:8080\", source: \"http://127.0.0.1:1\", target: \"http://127.0.0.1:2\" }");

        PreflightWorld.Result result = world.check();

        assertNamed(result, "database", Side.TARGET, "both");
        assertNamed(result, "service", Side.SOURCE, "both");
        assertThat(result.out()).doesNotContain("postgres:postgres");
    }

    @Test
    void whatThePlanAcceptsWithAReasonDoesNotBlock() throws IOException {
        PreflightWorld world = PreflightWorld.of(folder);
        world.run(Side.SOURCE, "SELECT lo_create(0)");
        world.plan("accepted:", "  large-objects: nobody reads them");

        PreflightWorld.Result result = world.check();

        assertThat(result.found())
                .anyMatch(found -> found.check().equals("large-objects")
                        && found.severity().equals("accepted"));
        assertThat(result.exit()).isZero();
    }

    @Test
    void aFigureThatCannotBeReadIsNamedAndOneThatCanIsNot() throws IOException {
        HttpServer application = application(Map.of("/", 200));
        try {
            String page = "http://127.0.0.1:" + application.getAddress().getPort() + "/";
            PreflightWorld world = PreflightWorld.of(folder);
            world.plan(
                    "cutover:",
                    "  roll_back_when:",
                    "    - { figure: notes, sql: \"SELECT count(*) FROM note\" }",
                    "    - { figure: orders, sql: \"SELECT count(*) FROM ordres\" }",
                    "    - { figure: queue, pages: { source: \"%s\", target: \"%s\", number: /length } }"
                            .formatted(page, page));

            PreflightWorld.Result result = world.check();

            assertThat(result.exit()).isOne();
            assertThat(result.found())
                    .filteredOn(found -> found.check().equals("figure"))
                    .extracting(found -> found.part() + " on the " + found.side())
                    .containsExactlyInAnyOrder(
                            "figure orders on the source", "figure queue on the source", "figure queue on the target");
            assertThat(result.out()).contains("ordres").contains("has no number at");
        } finally {
            application.stop(0);
        }
    }

    @Test
    void aCheckThatNobodyKnowsCannotBeAccepted() throws IOException {
        PreflightWorld world = PreflightWorld.of(folder);
        world.plan("accepted:", "  large-object: nobody reads them");

        PreflightWorld.Result result = world.check();

        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).contains("there is no check \"large-object\"; did you mean \"large-objects\"?");
    }

    private static void assertNamed(PreflightWorld.Result result, String check, Side side, String direction) {
        assertThat(isNamed(result, check, side, direction))
                .as(check + " on the " + side.label() + ", " + direction + ": " + result.out() + result.err())
                .isTrue();
    }

    private static boolean isNamed(PreflightWorld.Result result, String check, Side side, String direction) {
        return result.found().stream()
                .anyMatch(found -> found.check().equals(check)
                        && found.side().equals(side.label())
                        && found.direction().equals(direction));
    }
}
