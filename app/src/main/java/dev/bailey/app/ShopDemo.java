package dev.bailey.app;

import dev.bailey.control.Plan;
import dev.bailey.core.Side;
import dev.bailey.testkit.CheckResult;
import dev.bailey.testkit.FreePort;
import dev.bailey.testkit.History;
import dev.bailey.testkit.HistoryChecker;
import dev.bailey.testkit.LoadFigures;
import dev.bailey.testkit.Shop;
import dev.bailey.testkit.ShopLoad;
import dev.bailey.testkit.ShopReply;
import dev.bailey.testkit.ShopServer;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A shop that crosses as one, comes back with what was written on the new side, and crosses again. */
final class ShopDemo implements DemoWorld {

    private final DemoServer.Engine engine;
    private final DemoServer oldServer;
    private final DemoServer newServer;
    private final ShopServer oldShop;
    private final ShopServer newShop;

    static ShopDemo start(DemoServer.Engine engine) throws SQLException {
        DemoServer oldServer = DemoServer.start(engine, /* isOld= */ true);
        try {
            return new ShopDemo(engine, oldServer, DemoServer.start(engine, /* isOld= */ false));
        } catch (RuntimeException | SQLException e) {
            oldServer.close();
            throw e;
        }
    }

    private ShopDemo(DemoServer.Engine engine, DemoServer oldServer, DemoServer newServer) throws SQLException {
        this.engine = engine;
        this.oldServer = oldServer;
        this.newServer = newServer;
        try (Connection connection = oldServer.connect()) {
            Shop.install(connection, Shop.Size.DEMO);
        }
        this.oldShop = shop(oldServer, "old");
        this.newShop = shop(newServer, "new");
        newShop.answer(ShopDemo::round);
    }

    private static ShopServer shop(DemoServer server, String label) {
        return new ShopServer(server.jdbcUrl(), server.user(), server.password(), 0, label);
    }

    @Override
    public String words() {
        return engine.words() + ", and a shop on each";
    }

    @Override
    public List<Move> moves() {
        return List.of(
                new Move("Cutover", Plan.EVERYONE, Side.TARGET),
                new Move("Rollback", Plan.EVERYONE, Side.SOURCE),
                new Move("Cutover", Plan.EVERYONE, Side.TARGET));
    }

    @Override
    public Optional<Mistake> mistake() {
        return Optional.of(new Mistake("the new shop rounds the amounts of orders", () -> newShop.answer(reply -> {})));
    }

    private static void round(ShopReply reply) {
        reply.to("GET /orders/").ifPresent(order -> {
            BigDecimal amount = new BigDecimal(order.path("amount").asText());
            order.put("amount", amount.setScale(0, RoundingMode.HALF_EVEN).toPlainString());
        });
    }

    @Override
    public Optional<DemoJobs> jobs(URI control, String token) {
        return Optional.empty();
    }

    @Override
    public Load load(URI web, DemoSettings settings) throws InterruptedException {
        History history = new History();
        ShopLoad load = ShopLoad.start(ShopLoad.Settings.demo(web, settings.rate(), settings.seed()), history);
        return new Load() {
            @Override
            public LoadFigures stop() throws InterruptedException {
                return load.stop();
            }

            @Override
            public CheckResult check() throws SQLException {
                try (Connection owning = newServer.connect();
                        Connection other = oldServer.connect()) {
                    return HistoryChecker.check(history, owning, other);
                }
            }

            @Override
            public void close() {
                load.close();
            }
        };
    }

    @Override
    public Path writePlan(Path folder) throws IOException {
        Path password = Files.writeString(folder.resolve("password"), oldServer.password());
        return Files.writeString(folder.resolve("migration.yaml"), """
                migration: shop
                source: { label: old }
                target: { label: new }
                stores:
                  shop:
                    engine: %s
                    source: %s
                    target: %s
                services:
                  web:
                    listen: 127.0.0.1:%d
                    source: %s
                    target: %s
                    health: /health
                    shadow:
                      share: 25%%
                      compare: { again_after: 200ms }
                """.formatted(
                        engine.name().toLowerCase(Locale.ROOT),
                        oldServer.planUrl().apply(password),
                        newServer.planUrl().apply(password),
                        FreePort.next(),
                        oldShop.url(),
                        newShop.url()));
    }

    @Override
    public void close() {
        newShop.close();
        oldShop.close();
        newServer.close();
        oldServer.close();
    }
}
