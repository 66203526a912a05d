package dev.bailey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.control.FlipAnswer;
import dev.bailey.control.ValidationDesk;
import dev.bailey.core.Side;
import dev.bailey.core.Verdict;
import dev.bailey.testkit.CheckResult;
import dev.bailey.testkit.FreePort;
import dev.bailey.testkit.TenantLoad;
import dev.bailey.testkit.TenantServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tenants that try the target out while the source serves everybody else. {@code -Dbailey.engine=mysql} or
 * {@code mariadb} is where.
 */
class ValidationTest {

    private static final List<String> MOVING = List.of("pilot", "everyone");

    @TempDir
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private LiveWorld world;

    @SuppressWarnings("NullAway.Init")
    private TenantServer old;

    @SuppressWarnings("NullAway.Init")
    private TenantServer fresh;

    private final int port = FreePort.next();
    private final HttpClient http = HttpClient.newHttpClient();

    private final ShopPlace source = ShopPlace.fresh(Side.SOURCE);
    private final ShopPlace target = ShopPlace.fresh(Side.TARGET);
    private final String schema = source.engine().equals("postgresql") ? "public" : source.database();

    @BeforeEach
    void start() throws IOException, InterruptedException {
        source.steps(2, 1);
        target.steps(2, 2);
        world = new LiveWorld(
                folder, source, target, TenantServer.schema(source.engine()).toArray(String[]::new));
        old = TenantWorld.tenants(source);
        fresh = TenantWorld.tenants(target);
        String engine = "engine: " + source.engine() + ",";
        world.plan(plan -> plan.replace("max: 2s }, lease: 4s", "max: 4s }, lease: 6s, lag: 5s")
                        .replace(engine, engine + " tenant: { column: tenant },")
                + """
                services:
                  web:
                    listen: 127.0.0.1:%d
                    source: %s
                    target: %s
                    tenant: { header: %s, validation: { header: X-Try-New } }
                slices:
                  - { name: probes, tenants: [probe-1, probe-2], validation: true }
                  - { name: pilot, tenants: [1, 2, 3] }
                  - { name: everyone }
                """.formatted(port, old.url(), fresh.url(), TenantServer.HEADER));
        world.start();
    }

    @AfterEach
    void stop() {
        world.close();
        old.close();
        fresh.close();
        source.steps(1, 1);
        target.steps(1, 1);
    }

    @Test
    void whatTheyWriteIsListedRowByRowAndLeavesBothSidesEqualUntilItIsRemoved()
            throws IOException, InterruptedException, SQLException {
        try (TenantLoad clients = TenantLoad.start(
                new TenantLoad.Settings(List.of(URI.create("http://127.0.0.1:" + port)), 4, 100, 200, 1))) {
            clients.awaitMore(50);
            for (int i = 0; i < 20; i++) {
                assertThat(book("probe-" + (1 + i % 2), "try" + i)).isEqualTo(200);
            }
            world.onTarget("DELETE FROM entry WHERE token = 'try0'");
            clients.awaitMore(50);

            LiveWorld.eventually("each of its rows is listed", () -> left().count() == 21);
            assertThat(left().rows())
                    .allMatch(row -> row.kind().equals("added") && row.source().isEmpty())
                    .anyMatch(row -> row.table().equals(schema + ".entry")
                            && row.target().contains("try7"))
                    .anyMatch(row -> row.table().equals(schema + ".account")
                            && row.target().contains("probe-2"));
            assertThat(left().transactions()).isEqualTo(21);
            assertThat(world.migration().verify().values())
                    .allMatch(store -> store.values().stream().allMatch(Verdict.Equal.class::isInstance));
            assertThat(onSource("SELECT count(*) FROM entry WHERE tenant LIKE 'probe%'"))
                    .isEqualTo("0");
            world.awaitOpen();

            assertThat(world.migration().validation().remove("ann", because -> {}))
                    .hasValueSatisfying(removed -> {
                        assertThat(removed.rows()).isEqualTo(21);
                        assertThat(removed.kept()).isEmpty();
                    });
            assertThat(left().count()).isZero();
            clients.stop();
            world.awaitEqual("entry", "id");
            world.awaitEqual("account", "tenant");
        }
    }

    @Test
    void nobodyElseComesInByTheirDoorNorIsTheirsOnTheSource() throws IOException, InterruptedException {
        assertThat(book("7", "not through here")).isEqualTo(403);
        assertThat(onSource("SELECT count(*) FROM entry")).isEqualTo("0");
        assertThat(onTarget("SELECT count(*) FROM entry")).isEqualTo("0");

        String refusal = refusal("INSERT INTO entry (tenant, token) VALUES ('probe-1', 'too early')");
        if (source.engine().equals("postgresql")) {
            assertThat(refusal).contains("probe-1");
        } else { // the source's guard waits for the first move
            world.onSource("INSERT INTO entry (tenant, token) VALUES ('7', 'later')");
            LiveWorld.eventually(
                    "what came later is there",
                    () -> onTarget("SELECT token FROM entry").equals("later"));
        }
    }

    @Test
    void aForeignWriteAmongThemClosesTheGateAndIsNamed() throws IOException, InterruptedException {
        world.awaitOpen();
        book("probe-1", "one");
        world.bypassing("INSERT INTO entry (tenant, token) VALUES ('7', 'past the guard')");
        book("probe-1", "two");

        world.awaitClosed(schema + ".entry");
        LiveWorld.eventually("theirs are listed, and the foreign row is not", () -> left().count() == 3);
    }

    @Test
    void everybodyElseMovesAndComesBackPastThem() throws IOException, InterruptedException, SQLException {
        try (TenantLoad clients = TenantLoad.start(
                new TenantLoad.Settings(List.of(URI.create("http://127.0.0.1:" + port)), 4, 100, 200, 1))) {
            clients.awaitMore(50);
            for (Side to : List.of(Side.TARGET, Side.SOURCE)) {
                for (String slice : MOVING) {
                    assertThat(book("probe-1", "before " + slice + " moves to the " + to))
                            .isEqualTo(200);
                    move(slice, to);
                    world.onTarget("DELETE FROM entry WHERE tenant = 'probe-1'");
                    clients.awaitMore(50);
                }
            }
            clients.stop();

            LiveWorld.eventually("what they left is removed", () -> {
                world.migration().validation().remove("ann", because -> {});
                return onTarget("SELECT count(*) FROM account WHERE tenant LIKE 'probe%'")
                        .equals("0");
            });
            world.awaitEqual("entry", "id");
            world.awaitEqual("account", "tenant");
            try (Connection owning = source.connect();
                    Connection other = target.connect()) {
                CheckResult result = clients.check(owning, other);
                assertThat(result.isClean()).as(result.sentence()).isTrue();
            }
        }
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

    private String onSource(String sql) {
        return world.onSourceText(sql);
    }

    private String onTarget(String sql) {
        return world.onTargetText(sql);
    }

    private String refusal(String sql) {
        try {
            world.onSource(sql);
            return "";
        } catch (RuntimeException refused) {
            return refused.toString() + refused.getCause();
        }
    }

    private ValidationDesk.Left left() {
        return world.migration().validation().left();
    }

    private int book(String tenant, String token) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                .header(TenantServer.HEADER, tenant)
                .header("X-Try-New", "yes")
                .POST(BodyPublishers.ofString(token))
                .build();
        return http.send(request, BodyHandlers.discarding()).statusCode();
    }
}
