package dev.bailey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.control.FlipAnswer;
import dev.bailey.control.Status;
import dev.bailey.core.Side;
import dev.bailey.testkit.CheckResult;
import dev.bailey.testkit.FreePort;
import dev.bailey.testkit.TenantLines;
import dev.bailey.testkit.TenantLoad;
import dev.bailey.testkit.TenantServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** An application of many tenants that moves slice by slice, in this process. */
final class TenantWorld implements AutoCloseable {

    static final List<String> SLICES = List.of("pilot", "quarter", "everyone");

    private static final int TENANTS = 1_000;
    private static final double WRITES_PER_SECOND = 150;

    final LiveWorld world;
    private final ShopPlace source;
    private final ShopPlace target;
    private final TenantServer old;
    private final TenantServer fresh;
    private final URI router;
    private final long seed;

    /** On the engine of these two places, with this seed for the clients. */
    TenantWorld(Path folder, ShopPlace source, ShopPlace target, long seed) throws IOException {
        this.source = source;
        this.target = target;
        this.seed = seed;
        source.steps(2, 1);
        target.steps(2, 2);
        this.world = new LiveWorld(folder, source, target, schema(source).toArray(String[]::new));
        this.old = tenants(source, /* lines= */ true);
        this.fresh = tenants(target, /* lines= */ true);
        int port = FreePort.next();
        this.router = URI.create("http://127.0.0.1:" + port);
        String engine = "engine: " + source.engine() + ",";
        // long holds, for a busy machine
        world.plan(plan -> plan.replace("max: 2s }, lease: 4s", "max: 4s }, lease: 6s, lag: 5s")
                        .replace(engine, engine + " tenant: " + rows(source) + ",")
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

    /** An application of many tenants on this database. */
    static TenantServer tenants(ShopPlace place) {
        return tenants(place, /* lines= */ false);
    }

    /** The same, with rows that belong to rows that have a tenant or without. */
    static TenantServer tenants(ShopPlace place, boolean lines) {
        return new TenantServer(place.jdbcUrl(), place.application(), place.password(), lines);
    }

    /** What its database consists of. */
    static List<String> schema(ShopPlace place) {
        return TenantServer.schemaWithLines(place.engine());
    }

    /** Where rows say whose they are, as a plan writes it. */
    static String rows(ShopPlace place) {
        return "{ column: tenant, " + TenantLines.paths(schemaName(place)) + " }";
    }

    private static String schemaName(ShopPlace place) {
        return place.engine().equals("postgresql") ? "public" : place.database();
    }

    /** A table's whole name. */
    String table(String name) {
        return schemaName(source) + "." + name;
    }

    /** Every booking made one row of each kind, and both sides hold the same. */
    static void assertLines(Connection owning, Connection other) throws SQLException {
        assertThat(TenantLines.contradictions(owning)).isEmpty();
        assertThat(TenantLines.rows(owning)).isNotEmpty().isEqualTo(TenantLines.rows(other));
    }

    TenantLoad load() {
        return load(4, WRITES_PER_SECOND);
    }

    /** So few that none waits for another, and times say something. */
    TenantLoad unhurried() {
        return load(8, /* perSecond= */ 40);
    }

    private TenantLoad load(int clients, double perSecond) {
        return TenantLoad.start(new TenantLoad.Settings(List.of(router), clients, perSecond, TENANTS, seed));
    }

    void move(String slice, Side to) {
        LiveWorld.eventually(slice + " moves to the " + to.label(), () -> {
            FlipAnswer answer = world.move(slice, to);
            if (!(answer instanceof FlipAnswer.Done)) {
                throw new IllegalStateException(answer.toString());
            }
            return true;
        });
    }

    /** Asks for a move until the gates are open, and once. */
    FlipAnswer answered(String slice, Side to) {
        FlipAnswer[] last = new FlipAnswer[1];
        LiveWorld.eventually("the gates of " + slice + " are open", () -> {
            last[0] = world.move(slice, to);
            if (last[0] instanceof FlipAnswer.Closed) {
                throw new IllegalStateException(last[0].toString());
            }
            return true;
        });
        return last[0];
    }

    /** Of each slice the side that serves it. */
    Map<String, String> sides() {
        return world.migration().status().slices().stream()
                .collect(Collectors.toMap(Status.SliceLine::name, Status.SliceLine::side));
    }

    void assertNothingLost(TenantLoad clients) throws SQLException {
        assertThat(clients.figures().failed())
                .as(clients.figures().firstFailure())
                .isZero();
        world.awaitEqual("entry", "id");
        world.awaitEqual("account", "tenant");
        try (Connection owning = target.connect();
                Connection other = source.connect()) {
            world.awaitEqual("line", "id");
            world.awaitEqual("note", "id");
            world.awaitEqual("tally", "holder");
            assertLines(owning, other);
            CheckResult result = clients.check(owning, other);
            assertThat(result.isClean()).as(result.sentence()).isTrue();
            assertThat(result.acknowledged()).isPositive();
        }
    }

    @Override
    public void close() {
        world.close();
        old.close();
        fresh.close();
        source.steps(1, 1);
        target.steps(1, 1);
    }
}
