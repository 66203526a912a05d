package dev.bailey.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bailey.testkit.BaileyProcess;
import dev.bailey.testkit.CheckResult;
import dev.bailey.testkit.LoadFigures;
import dev.bailey.testkit.ShopLoad;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Routers in processes of their own join a running migration. */
class FleetTest {

    private static final int FAILED = 3;

    @TempDir
    private static Path folder;

    private static FleetWorld world;

    @BeforeAll
    static void startBailey() throws SQLException, IOException, InterruptedException {
        world = new FleetWorld(folder, "{ hold: { max: 10s }, lag: 5s }");
        world.ready("");
    }

    @AfterAll
    static void stopBailey() {
        world.close();
    }

    @Test
    void aRouterThatJoinsServesByTheCurrentRoute() throws IOException, InterruptedException {
        FleetWorld.Member router = world.router("serves");

        assertThat(world.get(router.url().resolve("/products")).headers().firstValue("X-Bailey-Side"))
                .contains(world.shop.status().get("owner").asText());
        world.awaitJoined("serves");
        leave(router);
    }

    @Test
    void aRouterThatIsToldToStopLeaves() throws IOException, InterruptedException {
        FleetWorld.Member router = world.router("leaves");
        world.awaitJoined("leaves");

        leave(router);

        assertThat(world.line("leaves")).isNull();
    }

    @Test
    void aCutoverAndARollbackCrossTwoRoutersWithNothingLost() throws IOException, InterruptedException {
        FleetWorld.Member one = world.router("one");
        FleetWorld.Member two = world.router("two");
        world.awaitJoined("one");
        world.awaitJoined("two");
        world.awaitOpenGates();

        JsonNode forward;
        JsonNode back;
        LoadFigures figures;
        LoadFigures others;
        try (ShopLoad first = world.load(one, 1);
                ShopLoad second = world.load(two, 2)) {
            forward = world.shop.move("cutover");
            assertThat(world.epochs("one", "two"))
                    .containsOnly(forward.path("flip").path("epoch").asLong() + 1);
            world.awaitOpenGates();
            back = world.shop.move("rollback");
            figures = first.stop();
            others = second.stop();
        }

        assertThat(forward.get("outcome").asText()).as(forward.toString()).isEqualTo("done");
        assertThat(back.get("outcome").asText()).as(back.toString()).isEqualTo("done");
        assertThat(figures.failed() + others.failed())
                .as(figures + " and " + others + one.process().output()
                        + two.process().output())
                .isZero();
        CheckResult result = world.shop.check("source");
        assertThat(result.isClean()).as(result.sentence()).isTrue();
        assertThat(result.acknowledged()).isPositive();
        assertThat(forward.path("flip").path("held").asLong()).isPositive();
        leave(one);
        leave(two);
    }

    @Test
    void aRouterWithAnotherTokenIsNotLetIn() throws IOException, InterruptedException {
        Path wrong = Files.writeString(folder.resolve("wrong.token"), "nonsense");
        BaileyProcess router = world.routerProcess("stranger", 0, wrong);

        assertThat(router.awaitExit(FleetWorld.PATIENCE)).contains(FAILED);
        assertThat(router.output()).anyMatch(line -> line.contains("the token is missing or wrong"));
    }

    @Test
    void theTokenOfARouterMovesNoTraffic() throws IOException, InterruptedException {
        assertThat(world.askControl("POST", "/api/slices/everyone/cutover", world.joinToken())
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void theTokenOfARouterIsForItsOwnerAlone() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(world.tokenFile())))
                .isEqualTo("rw-------");
    }

    private static void leave(FleetWorld.Member router) throws InterruptedException {
        router.process().interrupt();
        assertThat(router.process().awaitExit(Duration.ofSeconds(20))).isPresent();
    }
}
