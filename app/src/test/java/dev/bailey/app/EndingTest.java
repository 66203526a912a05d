package dev.bailey.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bailey.testkit.BaileyProcess;
import dev.bailey.testkit.Eventually;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A migration that is over has left nothing behind but the data. */
class EndingTest {

    private static final int KILLED = 137;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** Everything a catalog holds that somebody could have made, but for what tables hold. */
    private static final String CATALOG = """
            SELECT concat_ws(' ', 'relation', c.oid::regclass, c.relkind, c.relreplident, c.relacl, c.reloptions,
                    obj_description(c.oid)) FROM pg_class c
                JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
            UNION ALL SELECT concat_ws(' ', 'function', p.oid::regprocedure, p.proacl) FROM pg_proc p
                JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
            UNION ALL SELECT concat_ws(' ', 'schema', nspname, nspacl) FROM pg_namespace WHERE nspname !~ '^pg_(temp|toast)'
            UNION ALL SELECT concat_ws(' ', 'trigger', tgrelid::regclass, tgname, tgenabled) FROM pg_trigger WHERE NOT tgisinternal
            UNION ALL SELECT concat_ws(' ', 'event trigger', evtname) FROM pg_event_trigger
            UNION ALL SELECT concat_ws(' ', 'publication', pubname) FROM pg_publication
            UNION ALL SELECT concat_ws(' ', 'subscription', subname) FROM pg_subscription
            UNION ALL SELECT concat_ws(' ', 'slot', slot_name) FROM pg_replication_slots WHERE database = current_database()
            UNION ALL SELECT concat_ws(' ', 'role', rolname, rolconfig) FROM pg_roles
            UNION ALL SELECT concat_ws(' ', 'setting', setdatabase, setrole, setconfig) FROM pg_db_role_setting
            UNION ALL SELECT concat_ws(' ', 'database', datname, datacl) FROM pg_database WHERE datname = current_database()
            UNION ALL SELECT concat_ws(' ', 'extension', extname) FROM pg_extension
            UNION ALL SELECT concat_ws(' ', 'default', defaclrole, defaclacl) FROM pg_default_acl
            UNION ALL SELECT concat_ws(' ', 'type', t.oid::regtype) FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
                WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
            UNION ALL SELECT concat_ws(' ', 'large object', oid) FROM pg_largeobject_metadata
            UNION ALL SELECT concat_ws(' ', 'prepared', gid) FROM pg_prepared_xacts WHERE database = current_database()
            UNION ALL SELECT concat_ws(' ', 'origin', roname) FROM pg_replication_origin WHERE roname !~ '^bailey_own_'
            ORDER BY 1""";

    @TempDir
    private Path folder;

    @Test
    void afterFinishNeitherSideHoldsATraceButTheData() throws SQLException, IOException, InterruptedException {
        try (CrossingWorld world = world()) {
            List<String> oldBefore = catalog(world.connectOld());
            List<String> newBefore = catalog(world.connectNew());
            try (BaileyProcess bailey = world.run("")) {
                CrossingWorld.awaitReady(bailey);
                cross(world);

                try (Connection visitor = world.connectOld()) {
                    assertThat(visitor.isValid(1)).isTrue();
                    Eventually.eventually(
                            "the session is seen",
                            LIMIT,
                            () -> command(world, "finish", "1").contains("sessions in shop: 1 of postgres"));
                }
                world.stopOldShop();
                finish(world);

                assertThat(catalog(world.connectOld())).isEqualTo(oldBefore);
                assertThat(catalog(world.connectNew())).isEqualTo(newBefore);
                assertThat(origins(world.connectNew())).isEmpty();
                assertThat(products(world)).isEqualTo(200);
            }
            assertThat(command(world, "report", "0")).contains(": completed", "## The end", "finish, asked for by ");
            assertThat(command(world, "report --check", "0")).contains("the journal is whole", "is of this journal");
            try (BaileyProcess again = world.run("")) {
                again.awaitLine("it serves on", LIMIT, line -> line.startsWith("over: "));
                assertThat(products(world)).isEqualTo(200);
            }
        }
    }

    @Test
    void whoComesWhileThePlansLastStepsRunHoldsTheEndUpUntilTheyHaveLeft()
            throws SQLException, IOException, InterruptedException {
        try (CrossingWorld world = world()) {
            world.plan("steps: [{ name: backup, phase: finish, manual: Take the last backup., no_undo: a test }]\n");
            try (BaileyProcess bailey = world.run("")) {
                CrossingWorld.awaitReady(bailey);
                cross(world);
                world.stopOldShop();
                begin(world);
                try (Connection visitor = world.connectOld()) {
                    assertThat(visitor.isValid(1)).isTrue();

                    Eventually.eventually("the end waits", LIMIT, () -> {
                        world.order("/api/steps/backup/confirm");
                        return step(world, "end").contains("sessions in shop: 1 of postgres");
                    });

                    assertThat(world.status().path("phase").asText()).isNotEqualTo("over");
                    assertThat(catalog(world.connectOld())).contains("function bailey.guard()");
                }
                awaitOver(world);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"after %s decided", "before remove from source done", "before %s over"})
    void killedAtTheEndItGoesOnWhereItStood(String moment) throws SQLException, IOException, InterruptedException {
        try (CrossingWorld world = world()) {
            List<String> oldBefore = catalog(world.connectOld());
            List<String> newBefore = catalog(world.connectNew());
            try (BaileyProcess doomed = world.run("journal: " + moment.formatted("shop-" + world.oldDatabase))) {
                CrossingWorld.awaitReady(doomed);
                cross(world);
                world.stopOldShop();
                begin(world);
                assertThat(doomed.awaitExit(LIMIT)).contains(KILLED);
            }

            try (BaileyProcess again = world.run("")) {
                again.awaitLine("the end", LIMIT, line -> line.startsWith("ready: ") || line.startsWith("over: "));

                assertThat(catalog(world.connectOld())).isEqualTo(oldBefore);
                assertThat(catalog(world.connectNew())).isEqualTo(newBefore);
                assertThat(products(world)).isEqualTo(200);
            }
        }
    }

    @Test
    void killedBeforeItsEndIsDecidedItProvesQuietAndEqualityAnew()
            throws SQLException, IOException, InterruptedException {
        try (CrossingWorld world = world()) {
            List<String> oldBefore = catalog(world.connectOld());
            try (BaileyProcess doomed = world.run("journal: after shop-" + world.oldDatabase + " asked for")) {
                CrossingWorld.awaitReady(doomed);
                cross(world);
                world.stopOldShop();
                Eventually.eventually("it dies at its end", LIMIT, () -> !doomed.isAlive() || begun(world));
                assertThat(doomed.awaitExit(LIMIT)).contains(KILLED);
            }

            try (BaileyProcess again = world.run("")) {
                CrossingWorld.awaitReady(again);
                awaitOver(world);

                assertThat(catalog(world.connectOld())).isEqualTo(oldBefore);
            }
        }
    }

    @Test
    void abandonedItLeavesTheSourceAsItWas() throws SQLException, IOException, InterruptedException {
        try (CrossingWorld world = world()) {
            List<String> oldBefore = catalog(world.connectOld());
            List<String> newBefore = catalog(world.connectNew());
            try (BaileyProcess bailey = world.run("")) {
                CrossingWorld.awaitReady(bailey);

                assertThat(command(world, "abandon", "0")).contains("the migration is over");

                assertThat(world.status().path("readiness").asText()).isEqualTo("the migration is over");
                assertThat(world.status().path("gates")).isEmpty();
                assertThat(catalog(world.connectOld())).isEqualTo(oldBefore);
                assertThat(catalog(world.connectNew())).isEqualTo(newBefore);
                assertThat(products(world)).isEqualTo(200);
            }
        }
    }

    /** The target has its tables, empty, as people had made them. */
    private CrossingWorld world() throws SQLException, IOException {
        CrossingWorld world = new CrossingWorld(folder, "{ lag: 5s }");
        world.plan("finish: { quiet: 2s }\n");
        world.installOnTarget();
        return world;
    }

    private static void cross(CrossingWorld world) {
        Eventually.eventually(
                "it crosses",
                LIMIT,
                () -> world.move("cutover").path("outcome").asText().equals("done"));
    }

    private static void begin(CrossingWorld world) {
        Eventually.eventually("the end begins", LIMIT, () -> begun(world));
    }

    private static boolean begun(CrossingWorld world) throws IOException, InterruptedException {
        return world.order("/api/finish").path("outcome").asText().equals("started");
    }

    private static void awaitOver(CrossingWorld world) {
        Eventually.eventually(
                "it is over", LIMIT, () -> world.status().path("phase").asText().equals("over"));
    }

    /** What a step says of itself. */
    private static String step(CrossingWorld world, String name) throws IOException, InterruptedException {
        for (JsonNode step : world.status().path("steps")) {
            if (step.path("name").asText().equals(name)) {
                return step.path("detail").asText();
            }
        }
        return "";
    }

    private static void finish(CrossingWorld world) {
        Eventually.eventually("it is finished", LIMIT, () -> {
            command(world, "finish", "[01]");
            return world.status().path("phase").asText().equals("over");
        });
    }

    /** What a command says whose exit matches. */
    private static String command(CrossingWorld world, String command, String exit) {
        String[] words = (command + " --plan " + world.plan).split(" ");
        CommandHere ended = world.command(Map.of(), words);
        assertThat(String.valueOf(ended.exit())).as(ended.said()).matches(exit);
        return ended.said();
    }

    private static int products(CrossingWorld world) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(world.web().resolve("/products")).build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private static List<String> catalog(Connection connection) throws SQLException {
        return lines(connection, CATALOG);
    }

    /** Those of a whole server, which other migrations on it would share. */
    private static List<String> origins(Connection connection) throws SQLException {
        return lines(connection, "SELECT roname FROM pg_replication_origin WHERE starts_with(roname, 'bailey')");
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
