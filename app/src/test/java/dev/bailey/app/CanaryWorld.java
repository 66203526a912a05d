package dev.bailey.app;

import dev.bailey.control.FlipAnswer;
import dev.bailey.control.Migration;
import dev.bailey.control.RouterLink;
import dev.bailey.control.StateFolder;
import dev.bailey.control.Status;
import dev.bailey.core.Side;
import dev.bailey.runbook.Entry;
import dev.bailey.runbook.Journal;
import dev.bailey.testkit.FaultyLink;
import dev.bailey.testkit.FreePort;
import dev.bailey.testkit.TenantServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tenants whose reads go to the target before their writes do. Bailey reaches the target's database over a link. */
final class CanaryWorld implements AutoCloseable {

    final FaultyLink link;
    final TenantServer fresh;
    final TestShell shell;
    final URI router;
    private final ShopPlace source = ShopPlace.fresh(Side.SOURCE);
    private final ShopPlace target = ShopPlace.fresh(Side.TARGET);
    private final TenantServer old;
    private final Path plan;
    private @Nullable LiveMigration live;

    CanaryWorld(Path folder) throws IOException, SQLException {
        source.steps(2, 1);
        target.steps(2, 2);
        try (Connection connection = source.connect()) {
            TenantServer.install(connection);
        }
        this.link = new FaultyLink(target.port());
        this.old = TenantWorld.tenants(source);
        this.fresh = TenantWorld.tenants(target);
        int port = FreePort.next();
        this.router = URI.create("http://127.0.0.1:" + port);
        this.plan = Files.writeString(folder.resolve("migration.yaml"), """
                migration: %s
                stores:
                  shop: { engine: %s, source: "%s", target: "%s", tenant: { column: tenant } }
                services:
                  web:
                    listen: 127.0.0.1:%d
                    source: %s
                    target: %s
                    tenant: { header: %s }
                slices:
                  - { name: pilot, tenants: %s, read_canary: { lag_max: 5s } }
                  - { name: everyone }
                cutover: { hold: { max: 4s }, lease: 6s, lag: 5s }
                """.formatted(
                        name(),
                        source.engine(),
                        source.url(),
                        target.through(link.port()).url(),
                        port,
                        old.url(),
                        fresh.url(),
                        TenantServer.HEADER,
                        ReadBackLoad.tenants()));
        this.shell = new TestShell(folder, Map.of());
    }

    private String name() {
        return "t-" + source.database();
    }

    private StateFolder state() {
        return StateFolder.beside(plan, name());
    }

    /** As a router in a process of its own joins. */
    RouterLink.Join join(String router) throws IOException {
        URI control = URI.create(
                Json.tree(Files.readString(state().api())).path("url").asText());
        String token = Files.readString(state().path().resolve("join.token")).strip();
        return new RouterLink.Join(control, token, router, "web");
    }

    void start() throws InterruptedException {
        PlanFile file = PlanFile.read(plan, Map.of());
        live = LiveMigration.open(
                file.plan(),
                file.parts(),
                state(),
                "the test",
                new ProgressLines(new TestShell(plan, Map.of()).shell()));
        migration().prepare();
    }

    void end() {
        if (live != null) {
            live.close();
            live = null;
        }
    }

    Migration migration() {
        if (live == null) {
            throw new IllegalStateException("it is not started");
        }
        return live.migration();
    }

    Status.CanaryLine canary() {
        Status.CanaryLine line = migration().status().slices().get(0).canary();
        if (line == null) {
            throw new IllegalStateException("the plan has no canary");
        }
        return line;
    }

    /** By the journal, for a status asks the target's database, too. */
    boolean isNotedAsOff() throws IOException {
        return Journal.read(state().journal()).stream()
                .filter(entry -> entry.kind().equals("canary"))
                .reduce((earlier, later) -> later)
                .map(Entry::text)
                .orElse("")
                .equals("off");
    }

    /** A busy machine may end it at any time, or be busy when it is asked for. */
    void switchOn() {
        LiveWorld.eventually("the canary is on", () -> {
            shell.bailey("canary", "pilot", "on", "--reason", "let us see");
            return canary().state().equals("on");
        });
    }

    void switchOff() {
        shell.bailey("canary", "pilot", "off");
    }

    void move(String slice, Side to) {
        LiveWorld.eventually(slice + " moves to the " + to.label(), () -> {
            FlipAnswer answer = migration().move(slice, to, "a test");
            if (!(answer instanceof FlipAnswer.Done)) {
                throw new IllegalStateException(answer.toString());
            }
            return true;
        });
    }

    ReadBackLoad load(long seed) {
        return new ReadBackLoad(List.of(router), seed);
    }

    @Override
    public void close() {
        link.unfreeze();
        end();
        old.close();
        fresh.close();
        link.close();
        source.dropStreams();
        target.dropStreams();
        source.steps(1, 1);
        target.steps(1, 1);
    }
}
