package dev.bailey.app;

import dev.bailey.testkit.PostgresServer;
import dev.bailey.testkit.Shop;
import dev.bailey.testkit.ShopServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;

/** Two environments on this machine: an old PostgreSQL with a shop in it and its application, and a new, empty one. */
final class DemoWorld implements AutoCloseable {

    private final PostgresServer oldServer;
    private final PostgresServer newServer;
    private final String oldDatabase;
    private final String newDatabase;
    private final ShopServer oldShop;
    private final ShopServer newShop;

    static DemoWorld start() throws SQLException {
        PostgresServer oldServer = PostgresServer.startUntilClosed(PostgresServer.Version.OLDER);
        try {
            return new DemoWorld(oldServer, PostgresServer.startUntilClosed(PostgresServer.Version.NEWER));
        } catch (RuntimeException | SQLException e) {
            oldServer.close();
            throw e;
        }
    }

    private DemoWorld(PostgresServer oldServer, PostgresServer newServer) throws SQLException {
        this.oldServer = oldServer;
        this.newServer = newServer;
        this.oldDatabase = oldServer.createDatabase();
        this.newDatabase = newServer.createDatabase();
        try (Connection connection = connectOld()) {
            Shop.install(connection, Shop.Size.DEMO);
        }
        this.oldShop = shop(oldServer, oldDatabase, "old");
        this.newShop = shop(newServer, newDatabase, "new");
    }

    private static ShopServer shop(PostgresServer server, String database, String label) {
        return new ShopServer(
                "jdbc:postgresql://127.0.0.1:" + server.port() + "/" + database, "postgres", "postgres", 0, label);
    }

    /** Writes the plan that moves one to the other, as a user would have written it. */
    Path writePlan(Path folder) throws IOException {
        Path password = Files.writeString(folder.resolve("password"), "postgres");
        return Files.writeString(folder.resolve("migration.yaml"), """
                migration: shop
                source: { label: old }
                target: { label: new }
                stores:
                  shop:
                    engine: postgresql
                    source: %s
                    target: %s
                services:
                  web:
                    listen: 127.0.0.1:%d
                    source: %s
                    target: %s
                    health: /health
                """.formatted(
                        url(oldServer, oldDatabase, password),
                        url(newServer, newDatabase, password),
                        freePort(),
                        oldShop.url(),
                        newShop.url()));
    }

    private static String url(PostgresServer server, String database, Path password) {
        return "postgresql://postgres:${file:" + password + "}@127.0.0.1:" + server.port() + "/" + database;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    Connection connectOld() throws SQLException {
        return oldServer.connect(oldDatabase);
    }

    Connection connectNew() throws SQLException {
        return newServer.connect(newDatabase);
    }

    @Override
    public void close() {
        newShop.close();
        oldShop.close();
        newServer.close();
        oldServer.close();
    }
}
