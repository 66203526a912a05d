package dev.bailey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Side;
import dev.bailey.testkit.BaileyProcess;
import dev.bailey.testkit.CheckResult;
import dev.bailey.testkit.DocumentedDatabase.Right;
import dev.bailey.testkit.Eventually;
import dev.bailey.testkit.PostgresServer.Version;
import dev.bailey.testkit.ShopLoad;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * There and back with the rights that docs/postgresql.md lists, and no superuser. {@code -Dbailey.versions=all} moves
 * between more versions.
 */
class DocumentedRightsTest {

    private static final String CUTOVER = "{ hold: { max: 4s }, lease: 5s, lag: 5s }";
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int WRITES = 40;

    @TempDir
    private Path folder;

    static Stream<Arguments> moves() {
        List<Arguments> few = List.of(
                Arguments.of(Version.V15, Version.V17, Right.GRANTED),
                Arguments.of(Version.V14, Version.V15, Right.NONE));
        List<Arguments> more = List.of(
                Arguments.of(Version.V14, Version.V18, Right.LENT),
                Arguments.of(Version.V16, Version.V18, Right.GRANTED),
                Arguments.of(Version.V17, Version.V18, Right.NONE));
        return System.getProperty("bailey.versions", "few").equals("all")
                ? Stream.concat(few.stream(), more.stream())
                : few.stream();
    }

    @ParameterizedTest(name = "{0} to {1}, session_replication_role {2}")
    @MethodSource("moves")
    void aShopCrossesAndComesBack(Version from, Version to, Right right)
            throws IOException, InterruptedException, SQLException {
        Place source = Place.documented(Servers.of(from), Side.SOURCE, right);
        Place target = Place.documented(Servers.of(to), Side.TARGET, right);
        try (CrossingWorld world = new CrossingWorld(folder, CUTOVER, source, target)) {
            try (BaileyProcess bailey = world.run("");
                    ShopLoad load = ready(bailey, world)) {
                awaitWrites(load);
                assertThat(world.move("cutover").get("outcome").asText()).isEqualTo("done");
                awaitWrites(load);
                assertThat(world.verify().get("different").asInt()).isZero();
                assertThat(world.move("rollback").get("outcome").asText()).isEqualTo("done");
                awaitWrites(load);
                load.stop();

                assertThat(world.verify().get("different").asInt()).isZero();
                CheckResult result = world.check("source");
                assertThat(result.isClean()).as(result.sentence()).isTrue();
                assertThat(result.sidesEqual()).as(result.sentence()).isTrue();
            }
        }
    }

    private static ShopLoad ready(BaileyProcess bailey, CrossingWorld world) throws InterruptedException {
        CrossingWorld.awaitReady(bailey);
        return world.load(/* seed= */ 1);
    }

    private static void awaitWrites(ShopLoad load) {
        long before = load.figures().writes().count();
        Eventually.eventually("writes", LIMIT, () -> load.figures().writes().count() > before + WRITES);
    }
}
