package dev.bailey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.testkit.BaileyProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A report says who saw an outage, and calls nothing free of downtime that was not looked at. */
class DowntimeTest {

    @TempDir
    private Path folder;

    @Test
    void noDowntimeIsSaidUntilTheRouterTheProberOrBothSeeSome() throws SQLException, IOException, InterruptedException {
        try (OutageWorld world = new OutageWorld(folder);
                BaileyProcess bailey = world.shop.run("")) {
            CrossingWorld.awaitReady(bailey);
            assertThat(world.availability().path("noDowntime").asBoolean()).isFalse();

            world.cross();
            world.eventually(
                    "neither saw an outage",
                    () -> world.availability().path("noDowntime").asBoolean());
            assertThat(world.availability().path("sentence").asText())
                    .startsWith("no downtime from ")
                    .contains("0 of ", " probes failed; 0 requests failed; ", " in 1 change of sides");

            theRouterAloneSeesOne(world);
            theProberAloneSeesOne(world);
            bothSeeOne(world);
        }
    }

    private static void theRouterAloneSeesOne(OutageWorld world) throws IOException, InterruptedException {
        assertThat(world.get("/broken")).isEqualTo(502);

        world.eventually("the router's window is told", () -> world.windows().contains("failed seen by router"));
        world.eventually("they disagree", () -> world.disagrees("and no prober saw it"));
        assertThat(world.availability().path("noDowntime").asBoolean()).isFalse();
        assertThat(world.availability().path("sentence").asText())
                .startsWith("1 request failed in 1 window; ")
                .contains("the prober web saw no error from ");
    }

    private static void theProberAloneSeesOne(OutageWorld world) {
        world.publicAddress.cut();
        world.eventually("the prober fails", () -> world.windows().contains("unreachable seen by prober"));
        world.publicAddress.mend();

        world.eventually(
                "they disagree",
                () -> world.disagrees("the prober web saw ") && world.disagrees("of errors that no router counted"));
        world.eventually("the prober has been well for longer than clocks differ", world::isWellForSeconds);
    }

    private static void bothSeeOne(OutageWorld world) throws IOException, InterruptedException {
        long alone = alone(world);
        world.stopNewApplication();
        world.eventually("both see it", () -> world.windows().contains("side down seen by both"));
        world.startNewApplication();
        world.eventually("it is over", () -> world.get("/health") == 200);

        assertThat(alone(world)).isEqualTo(alone);
        assertThat(world.availability().path("noDowntime").asBoolean()).isFalse();
    }

    private static long alone(OutageWorld world) throws IOException, InterruptedException {
        return world.windows().stream()
                .filter(window -> window.equals("unreachable seen by prober"))
                .count();
    }

    @Test
    void aTimeInWhichTheProberWasDeadIsNotCalledFreeOfDowntime()
            throws SQLException, IOException, InterruptedException {
        Path file = folder.resolve("outside.jsonl");
        try (OutageWorld world = new OutageWorld(folder);
                BaileyProcess outside = probe(world, file)) {
            try (BaileyProcess doomed = world.shop.run("")) {
                CrossingWorld.awaitReady(doomed);
                world.cross();
                world.eventually(
                        "neither saw an outage",
                        () -> world.availability().path("noDowntime").asBoolean());
                doomed.kill();
            }
            try (BaileyProcess again = world.shop.run("")) {
                CrossingWorld.awaitReady(again);

                world.eventually(
                        "nobody probed for a while",
                        () -> world.availability().path("sentence").asText().contains("nobody probed"));
                assertThat(world.availability().path("noDowntime").asBoolean()).isFalse();

                outside.interrupt();
                assertThat(outside.awaitExit(OutageWorld.PATIENCE)).isPresent();
                assertThat(report(world, file))
                        .contains("the prober outside saw ", "of errors that no router counted")
                        .doesNotContain("no downtime");
                changeALine(file);
                assertThat(report(world, file)).contains("line 1 of ", "it proves nothing");
            }
        }
    }

    private static BaileyProcess probe(OutageWorld world, Path file) throws InterruptedException {
        BaileyProcess process = world.shop.bailey(
                Map.of(),
                "probe",
                "http://127.0.0.1:" + world.publicAddress.port() + "/health",
                "--every",
                "200ms",
                "--out",
                file.toString());
        process.awaitLine("it probes", OutageWorld.PATIENCE, line -> line.startsWith("probing "));
        return process;
    }

    private static String report(OutageWorld world, Path file) throws InterruptedException {
        try (BaileyProcess report = world.shop.bailey(
                Map.of(), "report", "--plan", world.shop.plan.toString(), "--prober", file.toString())) {
            assertThat(report.awaitExit(OutageWorld.PATIENCE)).isPresent();
            return String.join("\n", report.output());
        }
    }

    private static void changeALine(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        lines.set(0, lines.get(0).replaceFirst("\"failed\":\"", "\"failed\":\"1"));
        Files.write(file, lines);
    }
}
