package dev.bailey.app;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An application whose transactions never lose a deadlock to each other, for each client has parents of its own, and
 * lose one to whoever waits for a table's lock: a new child reads its parent, which is changed after that. Each
 * client's statements are prepared once, on the server.
 */
final class Household implements AutoCloseable {

    static final int CLIENTS = 8;

    /** Of each client: a comparison needs rows that stand still for a moment. */
    private static final int PARENTS = 50;

    static final String[] SCHEMA = {
        "CREATE TABLE parent (id int PRIMARY KEY, children int NOT NULL)",
        "CREATE TABLE child (id int PRIMARY KEY AUTO_INCREMENT, parent int NOT NULL, word varchar(40),"
                + " FOREIGN KEY (parent) REFERENCES parent (id))",
        "INSERT INTO parent WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < "
                + (CLIENTS * PARENTS - 1) + ") SELECT i, 0 FROM n"
    };

    private final ShopPlace place;
    private final HttpServer http;
    private final ExecutorService threads = Executors.newFixedThreadPool(CLIENTS + 1);
    private final Map<Integer, Session> sessions = new ConcurrentHashMap<>();
    private final AtomicInteger requests = new AtomicInteger();
    private final Collection<String> lost = new ConcurrentLinkedQueue<>();

    /** One client's; a client sends one request at a time. */
    private record Session(Connection connection, PreparedStatement child, PreparedStatement parent) {}

    Household(ShopPlace place) throws IOException {
        this.place = place;
        this.http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
        http.setExecutor(threads);
        http.createContext("/", this::serve);
        http.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
    }

    /** What the database answered to transactions that it did not carry out. */
    Collection<String> lost() {
        return lost;
    }

    /** {@code POST /client}; everything else is answered, and that is all. */
    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            int status = exchange.getRequestMethod().equals("POST")
                    ? write(Integer.parseInt(exchange.getRequestURI().getPath().substring(1)))
                    : 200;
            exchange.sendResponseHeaders(status, -1);
        }
    }

    private int write(int client) {
        try {
            Session session = sessions.computeIfAbsent(client, this::open);
            int parent = client * PARENTS + requests.incrementAndGet() % PARENTS;
            session.child.setInt(1, parent);
            session.child.setString(2, "a word");
            session.child.executeUpdate();
            session.parent.setInt(1, parent);
            session.parent.executeUpdate();
            session.connection.commit();
            return 200;
        } catch (SQLException e) {
            lost.add(e.getErrorCode() + " " + e.getMessage());
            sessions.remove(client);
            return 500;
        }
    }

    private Session open(int client) {
        try {
            Connection connection = DriverManager.getConnection(
                    place.jdbcUrl() + "?useServerPrepStmts=true&allowPublicKeyRetrieval=true",
                    place.application(),
                    place.password());
            connection.setAutoCommit(false);
            return new Session(
                    connection,
                    connection.prepareStatement("INSERT INTO child (parent, word) VALUES (?, ?)"),
                    connection.prepareStatement("UPDATE parent SET children = children + 1 WHERE id = ?"));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        http.stop(0);
        threads.shutdownNow();
        for (Session session : sessions.values()) {
            try {
                session.connection.close();
            } catch (SQLException ignored) {
                // It ended with its server.
            }
        }
    }
}
