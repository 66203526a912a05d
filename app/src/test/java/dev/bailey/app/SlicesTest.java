package dev.bailey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.control.FlipAnswer;
import dev.bailey.control.Status;
import dev.bailey.core.Side;
import dev.bailey.testkit.CheckResult;
import dev.bailey.testkit.FreePort;
import dev.bailey.testkit.LoadFigures;
import dev.bailey.testkit.TenantLoad;
import dev.bailey.testkit.TenantServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tenants that move slice by slice under load, while both sides take writes. {@code -Dbailey.flips=N} moves more. */
class SlicesTest {

    private static final int TENANTS = 1_000;
    private static final double WRITES_PER_SECOND = 150;
    private static final int FLIPS = Integer.getInteger("bailey.flips", 6);
    private static final long SEED = Long.getLong("bailey.seed", 1);
    private static final List<String> SLICES = List.of("pilot", "quarter", "everyone");

    @TempDir
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private LiveWorld world;

    @SuppressWarnings("NullAway.Init")
    private TenantServer old;

    @SuppressWarnings("NullAway.Init")
    private TenantServer fresh;

    private final int port = FreePort.next();

    @BeforeEach
    void start() throws IOException, SQLException {
        world = new LiveWorld(folder, Servers.OLD, Servers.NEW, TenantServer.SCHEMA.toArray(String[]::new));
        old = Servers.tenants(Servers.OLD, world.sourceName);
        fresh = Servers.tenants(Servers.NEW, world.targetName);
        // long holds, for a busy machine
        world.plan(plan -> plan.replace("max: 2s }, lease: 4s", "max: 4s }, lease: 6s, lag: 5s")
                        .replace("engine: postgresql,", "engine: postgresql, tenant: { column: tenant },")
                + """
                services:
                  web:
                    listen: 127.0.0.1:%d
                    source: %s
                    target: %s
                    tenant: { header: %s }
                slices:
                  - { name: pilot, tenants: [1, 2, 3, 500] }
                  - { name: quarter, percent: 25 }
                  - { name: everyone }
                """.formatted(port, old.url(), fresh.url(), TenantServer.HEADER));
    }

    @AfterEach
    void stop() {
        world.close();
        old.close();
        fresh.close();
    }

    private TenantLoad load() {
        return TenantLoad.start(new TenantLoad.Settings(
                List.of(URI.create("http://127.0.0.1:" + port)), 4, WRITES_PER_SECOND, TENANTS, SEED));
    }

    /** So few that none waits for another, and times say something. */
    private TenantLoad unhurried() {
        return TenantLoad.start(new TenantLoad.Settings(
                List.of(URI.create("http://127.0.0.1:" + port)), 8, /* perSecond= */ 40, TENANTS, SEED));
    }

    private void move(String slice, Side to) {
        LiveWorld.eventually(slice + " moves to the " + to.label(), () -> {
            FlipAnswer answer = world.move(slice, to);
            if (!(answer instanceof FlipAnswer.Done)) {
                throw new IllegalStateException(answer.toString());
            }
            return true;
        });
    }

    @Test
    void slicesCrossOneByOneAndOneComesBackWhileBothSidesTakeWrites() throws InterruptedException, SQLException {
        world.start();
        try (TenantLoad clients = load()) {
            clients.awaitMore(200);
            for (String slice : SLICES) {
                move(slice, Side.TARGET);
                clients.awaitMore(200);
                if (slice.equals("quarter")) {
                    assertThat(sides()).isEqualTo(Map.of("pilot", "target", "quarter", "target", "everyone", "source"));
                }
            }
            move("quarter", Side.SOURCE);
            clients.awaitMore(200);
            clients.stop();

            assertNothingLost(clients);
        }
    }

    @Test
    void whateverIsMovedInWhateverOrderNothingIsLostOrDoubled() throws InterruptedException, SQLException {
        Random random = new Random(SEED);
        world.start();
        try (TenantLoad clients = load()) {
            for (int i = 0; i < FLIPS; i++) {
                String slice = SLICES.get(random.nextInt(SLICES.size()));
                move(slice, "source".equals(sides().get(slice)) ? Side.TARGET : Side.SOURCE);
                clients.awaitMore(50);
            }
            clients.stop();

            assertNothingLost(clients);
        }
    }

    /**
     * {@code -Dbailey.flips=50} is the long form; how long requests took meanwhile is printed, beside a time of rest.
     */
    @Test
    void whileOneSliceMovesToAndFroNobodyElseIsHeldOrFailed() throws IOException, InterruptedException {
        world.plan(plan -> plan.replace("[1, 2, 3, 500]", "[somebody who asks for nothing]"));
        world.start();
        LoadFigures atRest;
        try (TenantLoad others = unhurried()) {
            others.awaitMore(FLIPS * 20);
            atRest = others.stop();
        }
        try (TenantLoad others = unhurried()) {
            for (int i = 0; i < FLIPS; i++) {
                move("pilot", i % 2 == 0 ? Side.TARGET : Side.SOURCE);
                others.awaitMore(20);
            }
            LoadFigures meanwhile = others.stop();

            System.out.println(FLIPS + " moves of another slice: p99 "
                    + meanwhile.writes().p99().toMillis() + " ms, max "
                    + meanwhile.writes().max().toMillis() + " ms; without, p99 "
                    + atRest.writes().p99().toMillis() + " ms, max "
                    + atRest.writes().max().toMillis() + " ms");
            assertThat(meanwhile.failed()).as(meanwhile.firstFailure()).isZero();
            Status status = world.migration().status();
            assertThat(status.traffic().held()).isZero();
            assertThat(status.flips()).hasSizeGreaterThanOrEqualTo(FLIPS).allMatch(flip -> flip.pauseMillis() == null);
        }
    }

    @Test
    void aWriterPastTheRouterIsRefusedForTheTenantsThatMovedAndForNoOthers() throws InterruptedException, SQLException {
        world.start();
        move("pilot", Side.TARGET);

        assertThat(refusal(() -> world.onSource("INSERT INTO entry (tenant, token) VALUES ('2', 'stale')")))
                .contains("2")
                .contains("pilot");
        assertThat(refusal(() -> world.onTarget("INSERT INTO entry (tenant, token) VALUES ('7', 'early')")))
                .contains("7");
        assertThat(refusal(() -> world.onTarget("UPDATE setting SET value = 'USD'")))
                .isNotEmpty();
        world.onSource("INSERT INTO entry (tenant, token) VALUES ('7', 'right')", "UPDATE setting SET value = 'CHF'");
        world.onTarget("INSERT INTO entry (tenant, token) VALUES ('2', 'right')");

        world.awaitEqual("entry", "id");
        world.awaitEqual("setting", "name");
    }

    private static String refusal(Runnable write) {
        try {
            write.run();
            return "";
        } catch (RuntimeException refused) {
            return refused.toString() + refused.getCause();
        }
    }

    private Map<String, String> sides() {
        return world.migration().status().slices().stream()
                .collect(Collectors.toMap(Status.SliceLine::name, Status.SliceLine::side));
    }

    private void assertNothingLost(TenantLoad clients) throws SQLException {
        assertThat(clients.figures().failed())
                .as(clients.figures().firstFailure())
                .isZero();
        world.awaitEqual("entry", "id");
        world.awaitEqual("account", "tenant");
        try (Connection owning = Servers.NEW.connect(world.targetName);
                Connection other = Servers.OLD.connect(world.sourceName)) {
            CheckResult result = clients.check(owning, other);
            assertThat(result.isClean()).as(result.sentence()).isTrue();
            assertThat(result.acknowledged()).isPositive();
        }
    }
}
