package dev.bailey.app;

import dev.bailey.testkit.FreePort;
import dev.bailey.testkit.Shop;
import dev.bailey.testkit.ShopServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;

/** Two environments on this machine: an old server with a shop in it and its application, and a new, empty one. */
final class DemoWorld implements AutoCloseable {

    private final DemoServer.Engine engine;
    private final DemoServer oldServer;
    private final DemoServer newServer;
    private final ShopServer oldShop;
    private final ShopServer newShop;

    static DemoWorld start(DemoServer.Engine engine) throws SQLException {
        DemoServer oldServer = DemoServer.start(engine, /* isOld= */ true);
        try {
            return new DemoWorld(engine, oldServer, DemoServer.start(engine, /* isOld= */ false));
        } catch (RuntimeException | SQLException e) {
            oldServer.close();
            throw e;
        }
    }

    private DemoWorld(DemoServer.Engine engine, DemoServer oldServer, DemoServer newServer) throws SQLException {
        this.engine = engine;
        this.oldServer = oldServer;
        this.newServer = newServer;
        try (Connection connection = connectOld()) {
            Shop.install(connection, Shop.Size.DEMO);
        }
        this.oldShop = shop(oldServer, "old");
        this.newShop = shop(newServer, "new");
    }

    private static ShopServer shop(DemoServer server, String label) {
        return new ShopServer(server.jdbcUrl(), server.user(), server.password(), 0, label);
    }

    /** Writes the plan that moves one to the other, as a user would have written it. */
    Path writePlan(Path folder) throws IOException {
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
                """.formatted(
                        engine.name().toLowerCase(Locale.ROOT),
                        oldServer.planUrl().apply(password),
                        newServer.planUrl().apply(password),
                        FreePort.next(),
                        oldShop.url(),
                        newShop.url()));
    }

    Connection connectOld() throws SQLException {
        return oldServer.connect();
    }

    Connection connectNew() throws SQLException {
        return newServer.connect();
    }

    @Override
    public void close() {
        newShop.close();
        oldShop.close();
        newServer.close();
        oldServer.close();
    }
}
