package dev.bailey.app;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.bailey.testkit.PostgresServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * An application of many tenants on one side. A POST books an entry for the tenant of the request, under the token in
 * its body, and counts it in the tenant's account: both or neither. It knows nothing of sides.
 */
final class TenantApplication implements AutoCloseable {

    static final String HEADER = "X-Tenant";

    static final String[] SCHEMA = {
        "CREATE TABLE account (tenant text PRIMARY KEY, total bigint NOT NULL)",
        "CREATE TABLE entry (id bigserial PRIMARY KEY, tenant text NOT NULL, token text NOT NULL)",
        "CREATE TABLE setting (name text PRIMARY KEY, value text)",
        "INSERT INTO setting VALUES ('currency', 'EUR')"
    };

    private static final int SESSIONS = 8;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(SESSIONS);
    private final BlockingQueue<Connection> idle = new ArrayBlockingQueue<>(SESSIONS);

    TenantApplication(PostgresServer database, String name) throws IOException, SQLException {
        for (int i = 0; i < SESSIONS; i++) {
            Connection session = database.connect(name);
            session.setAutoCommit(false);
            idle.add(session);
        }
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private void answer(HttpExchange exchange) throws IOException {
        String token = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String tenant = exchange.getRequestHeaders().getFirst(HEADER);
        int status = 200;
        String body = "booked";
        if (exchange.getRequestMethod().equals("POST")) {
            try {
                book(tenant, token);
            } catch (SQLException refused) {
                status = 409;
                body = String.valueOf(refused.getMessage());
            }
        }
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private void book(String tenant, String token) throws SQLException {
        Connection session = take();
        try (PreparedStatement entry = session.prepareStatement("INSERT INTO entry (tenant, token) VALUES (?, ?)");
                PreparedStatement account = session.prepareStatement("INSERT INTO account VALUES (?, 1)"
                        + " ON CONFLICT (tenant) DO UPDATE SET total = account.total + 1")) {
            entry.setString(1, tenant);
            entry.setString(2, token);
            entry.execute();
            account.setString(1, tenant);
            account.execute();
            session.commit();
        } catch (SQLException e) {
            session.rollback();
            throw e;
        } finally {
            idle.add(session);
        }
    }

    private Connection take() {
        try {
            return idle.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        for (Connection session : idle) {
            try {
                session.close();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
