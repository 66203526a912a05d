package dev.bailey.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bailey.app.PreflightWorld.Found;
import dev.bailey.app.PreflightWorld.Result;
import dev.bailey.control.Preflight;
import dev.bailey.control.PreflightLine;
import dev.bailey.control.StateFolder;
import dev.bailey.core.Connector;
import dev.bailey.core.Database;
import dev.bailey.core.Side;
import dev.bailey.testkit.Shop;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** `bailey check --probe` tries both ways of a store before anything begins, and leaves nothing behind. */
class LiveProbeTest {

    private static final String[] PROBE = {"--probe-for", "1s"};
    private static final Set<String> STREAMS = Set.of("shop_orders_probe_forward", "shop_orders_probe_reverse");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void whatIsWrittenOnEitherSideIsSeenOnTheOtherAndNothingStaysBehind() throws IOException {
        PreflightWorld world = PreflightWorld.of(folder);

        Result result = world.check(PROBE);

        assertProbed(result);
        for (Side side : Side.values()) {
            assertThat(traces(world, side)).as("the %s", side.label()).isEqualTo("0 0 0");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mysql", "mariadb"})
    void theSameOnEnginesWithABinaryLog(String engine) throws IOException, SQLException {
        BinlogPlace.require(engine);
        BinlogPlace source = BinlogPlace.fresh(engine, Side.SOURCE);
        BinlogPlace target = BinlogPlace.fresh(engine, Side.TARGET);
        try (Connection connection = source.connect()) {
            Shop.install(connection, new Shop.Size(5, 2, 6));
        }

        Result result = PreflightWorld.check(folder, engine, source.url(), target.url(), List.of(), PROBE);

        assertProbed(result);
        for (BinlogPlace place : List.of(source, target)) {
            try (Connection connection = place.connect()) {
                assertThat(first(
                                connection,
                                "SELECT COUNT(*) FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = 'bailey_"
                                        + place.database() + "'"))
                        .isEqualTo("0");
            }
        }
    }

    @Test
    void whatAKilledProbeLeftIsTakenAwayByTheNext() throws IOException {
        PreflightWorld world = PreflightWorld.of(folder);
        Connector connector = connector();
        try (Database source = connector.open(world.url(Side.SOURCE))) {
            source.catalog().install();
            source.log().create("shop_orders_probe_forward", List.of());
            assertThat(source.catalog().holdsOnly(STREAMS)).isTrue();
        }

        assertProbed(world.check(PROBE));

        assertThat(traces(world, Side.SOURCE)).isEqualTo("0 0 0");
    }

    @Test
    void aDatabaseInWhichAMigrationKeepsItsStateIsNotProbed() throws IOException {
        PreflightWorld world = PreflightWorld.of(folder);
        try (Database source = connector().open(world.url(Side.SOURCE))) {
            source.catalog().install();
            source.log().create("another", List.of());
        }

        Result result = world.check(PROBE);

        assertThat(result.found())
                .filteredOn(found -> found.check().equals("not-probed"))
                .singleElement()
                .satisfies(found -> {
                    assertThat(found.side()).isEqualTo("source");
                    assertThat(found.text()).contains("a migration keeps its state in this database");
                });
        assertThat(traces(world, Side.SOURCE)).as("schema, publications, slots").isEqualTo("1 1 1");
        try (Database source = connector().open(world.url(Side.SOURCE))) {
            source.log().drop("another"); // other tests look at the whole server
        }
    }

    @Test
    void aWayThatIsNotOpenStandsInTheWay() throws IOException {
        PreflightWorld world = PreflightWorld.of(folder);
        world.run(
                Side.TARGET,
                "CREATE FUNCTION no() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN RAISE ''no schemas here''; END'",
                "CREATE EVENT TRIGGER no ON ddl_command_start WHEN TAG IN ('CREATE SCHEMA') EXECUTE FUNCTION no()");

        Result result = world.check(PROBE);

        assertThat(result.found())
                .filteredOn(found -> found.check().equals("live-probe"))
                .singleElement()
                .satisfies(found -> assertThat(found.text()).contains("no schemas here"));
        assertThat(result.exit()).isEqualTo(1);
        assertThat(traces(world, Side.SOURCE)).isEqualTo("0 0 0");
    }

    @Test
    void nothingIsProbedWhileSomethingElseStandsInTheWay() throws IOException {
        PreflightWorld world = PreflightWorld.of(folder);
        world.run(Side.SOURCE, "CREATE TABLE keyless (a int)", "ALTER TABLE note REPLICA IDENTITY NOTHING");

        Result result = world.check(PROBE);

        assertThat(result.found()).extracting(Found::check).contains("replica-identity", "not-probed");
        assertThat(new ObjectMapper().readTree(result.out()).path("probes")).isEmpty();
    }

    @Test
    void aServersClockThatIsNotThisMachinesIsNamed() throws InterruptedException, IOException {
        PreflightWorld world = PreflightWorld.of(folder);
        PlanFile plan = world.planFile();
        InstantSource slow = () -> InstantSource.system().instant().minusSeconds(90);

        Preflight.Outcome outcome = Preflight.of(
                plan.plan(),
                LiveMigration.connectors(),
                StateFolder.beside(plan.path(), "shop"),
                Optional.empty(),
                slow);

        assertThat(outcome.lines())
                .filteredOn(line -> line.finding().check().id().equals("clock-skew"))
                .extracting(PreflightLine::side)
                .containsExactly(Side.SOURCE, Side.TARGET);
        assertThat(outcome.lines())
                .filteredOn(line -> line.finding().check().id().equals("clock-skew"))
                .allSatisfy(line -> assertThat(line.finding().found())
                        .matches("its clock is at least (89|90) s ahead of this machine's"));
    }

    private static Connector connector() {
        return Objects.requireNonNull(LiveMigration.connectors().get("postgresql"));
    }

    private static void assertProbed(Result result) throws IOException {
        assertThat(result.err()).contains("probing    every store for 1.0 s");
        JsonNode probes = new ObjectMapper().readTree(result.out()).path("probes");
        assertThat(probes).hasSize(2).allSatisfy(probe -> {
            assertThat(probe.path("store").asText()).isEqualTo("orders");
            assertThat(probe.path("marks").asInt()).isPositive();
            assertThat(probe.path("p50Millis").asDouble())
                    .isPositive()
                    .isLessThanOrEqualTo(probe.path("p99Millis").asDouble());
        });
        assertThat(probes).extracting(probe -> probe.path("from").asText()).containsExactly("source", "target");
        assertThat(result.found()).extracting(Found::severity).doesNotContain("block");
        assertThat(result.exit()).isZero();
    }

    /** How many schemas, publications and slots of Bailey there are. */
    private static String traces(PreflightWorld world, Side side) {
        String sql = """
                SELECT concat_ws(' ',
                    (SELECT count(*) FROM pg_namespace WHERE nspname = 'bailey'),
                    (SELECT count(*) FROM pg_publication),
                    (SELECT count(*) FROM pg_replication_slots WHERE database = current_database()))""";
        try (Connection connection = world.server(side).connect(world.database(side))) {
            return first(connection, sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String first(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }
}
