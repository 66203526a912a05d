package dev.bailey.app;

import dev.bailey.core.Side;
import dev.bailey.testkit.CheckResult;
import dev.bailey.testkit.FreePort;
import dev.bailey.testkit.LoadFigures;
import dev.bailey.testkit.TenantLoad;
import dev.bailey.testkit.TenantServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** An application of a thousand tenants that crosses slice by slice, while both sides take writes. */
final class SlicesDemo implements DemoWorld {

    private static final int TENANTS = 1_000;
    private static final int CLIENTS = 8;

    /** Tenants that have a scheduled job. */
    private static final int JOBS = 20;

    private final DemoServer oldServer;
    private final DemoServer newServer;
    private final TenantServer oldApplication;
    private final TenantServer newApplication;

    static SlicesDemo start() throws SQLException {
        DemoServer oldServer = DemoServer.start(DemoServer.Engine.POSTGRESQL, /* isOld= */ true);
        try {
            return new SlicesDemo(oldServer, DemoServer.start(DemoServer.Engine.POSTGRESQL, /* isOld= */ false));
        } catch (RuntimeException | SQLException e) {
            oldServer.close();
            throw e;
        }
    }

    private SlicesDemo(DemoServer oldServer, DemoServer newServer) throws SQLException {
        this.oldServer = oldServer;
        this.newServer = newServer;
        try (Connection connection = oldServer.connect()) {
            TenantServer.install(connection);
            try (Statement statement = connection.createStatement()) {
                statement.execute(DemoJobs.TABLE);
            }
        }
        this.oldApplication = application(oldServer);
        this.newApplication = application(newServer);
    }

    private static TenantServer application(DemoServer server) {
        return new TenantServer(server.jdbcUrl(), server.user(), server.password());
    }

    @Override
    public String words() {
        return DemoServer.Engine.POSTGRESQL.words() + ", and an application of " + TENANTS + " tenants on each";
    }

    @Override
    public List<Move> moves() {
        return List.of(
                new Move("Cutover of the pilot, 3 tenants", "pilot", Side.TARGET),
                new Move("Cutover of a quarter of the others", "quarter", Side.TARGET),
                new Move("Rollback of the quarter", "quarter", Side.SOURCE),
                new Move("Cutover of the quarter again", "quarter", Side.TARGET),
                new Move("Cutover of everyone else", "everyone", Side.TARGET));
    }

    @Override
    public Path writePlan(Path folder) throws IOException {
        Path password = Files.writeString(folder.resolve("password"), oldServer.password());
        return Files.writeString(folder.resolve("migration.yaml"), """
                migration: tenants
                source: { label: old }
                target: { label: new }
                stores:
                  books:
                    engine: postgresql
                    source: %s
                    target: %s
                    tenant: { column: tenant }
                services:
                  web:
                    listen: 127.0.0.1:%d
                    source: %s
                    target: %s
                    health: /health
                    tenant: { header: %s }
                slices:
                  - { name: pilot, tenants: [1, 2, 500] }
                  - { name: quarter, percent: 25 }
                  - { name: everyone }
                """.formatted(
                        oldServer.planUrl().apply(password),
                        newServer.planUrl().apply(password),
                        FreePort.next(),
                        oldApplication.url(),
                        newApplication.url(),
                        TenantServer.HEADER));
    }

    @Override
    public Optional<Mistake> mistake() {
        return Optional.empty();
    }

    /** Some of each slice. */
    @Override
    public Optional<DemoJobs> jobs(URI control, String token) {
        return Optional.of(new DemoJobs(
                control,
                token,
                IntStream.rangeClosed(1, JOBS).mapToObj(Integer::toString).toList(),
                Map.of(Side.SOURCE, oldServer::connect, Side.TARGET, newServer::connect)));
    }

    @Override
    public Load load(URI web, DemoSettings settings) {
        TenantLoad load = TenantLoad.start(
                new TenantLoad.Settings(List.of(web), CLIENTS, settings.rate(), TENANTS, settings.seed()));
        return new Load() {
            @Override
            public LoadFigures stop() throws InterruptedException {
                return load.stop();
            }

            @Override
            public CheckResult check() throws SQLException {
                try (Connection owning = newServer.connect();
                        Connection other = oldServer.connect()) {
                    return load.check(owning, other);
                }
            }

            @Override
            public void close() {
                load.close();
            }
        };
    }

    @Override
    public void close() {
        newApplication.close();
        oldApplication.close();
        newServer.close();
        oldServer.close();
    }
}
