package dev.bailey.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * An application of many tenants on one side, on any engine. A POST books an entry for the tenant of the request, under
 * the token in its body, and counts it in the tenant's account: both or neither. A GET with a tenant tells that count.
 * It knows nothing of sides.
 */
public final class TenantServer implements AutoCloseable {

    /** Where a request says whose it is. */
    public static final String HEADER = "X-Tenant";

    private static final List<String> SCHEMA = List.of(
            "CREATE TABLE account (tenant varchar(200) PRIMARY KEY, total bigint NOT NULL)",
            "CREATE TABLE entry (id %s PRIMARY KEY, tenant varchar(200) NOT NULL, token varchar(200) NOT NULL)",
            "CREATE TABLE setting (name varchar(200) PRIMARY KEY, value varchar(200))",
            "INSERT INTO setting VALUES ('currency', 'EUR')");

    private static final int SESSIONS_MAX = 8;
    private static final int BACKLOG = 100;

    /** As MySQL and MariaDB number it. */
    private static final int LOST_DEADLOCK = 1213;

    private static final int TRIES_MAX = 5;

    private final HttpServer server;
    private final String booking;
    private final String tallying;
    private final boolean lines;
    private final ExecutorService threads = Executors.newFixedThreadPool(2 * SESSIONS_MAX);
    private final ShopConnections connections;

    /** Serves on any port of the loopback from here on. */
    public TenantServer(String jdbcUrl, String user, String password) {
        this(jdbcUrl, user, password, /* lines= */ false);
    }

    /** @param lines whether it writes {@link TenantLines} as well */
    public TenantServer(String jdbcUrl, String user, String password, boolean lines) {
        this.lines = lines;
        this.connections = new ShopConnections(jdbcUrl, user, password, SESSIONS_MAX);
        this.booking = counting(jdbcUrl, "account", "tenant");
        this.tallying = counting(jdbcUrl, "tally", "holder");
        try {
            this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    /** One statement: on MySQL a row that an update looks for and does not find makes a deadlock with another's. */
    private static String counting(String jdbcUrl, String table, String key) {
        return "INSERT INTO " + table + " VALUES (?, 1)"
                + (ShopEngine.of(jdbcUrl) == ShopEngine.POSTGRES
                        ? " ON CONFLICT (" + key + ") DO UPDATE SET total = " + table + ".total + 1"
                        : " ON DUPLICATE KEY UPDATE total = total + 1");
    }

    /**
     * What its database consists of.
     *
     * @param engine as a plan names it, or a driver its server
     */
    public static List<String> schema(String engine) {
        return SCHEMA.stream().map(sql -> sql.formatted(number(engine))).toList();
    }

    /** The same with {@link TenantLines}. */
    public static List<String> schemaWithLines(String engine) {
        List<String> schema = new ArrayList<>(schema(engine));
        schema.addAll(TenantLines.schema(number(engine)));
        return schema;
    }

    private static String number(String engine) {
        return ShopEngine.of(engine) == ShopEngine.POSTGRES ? "bigserial" : "bigint AUTO_INCREMENT";
    }

    /** Makes the tables in an empty database. */
    public static void install(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : schema(connection.getMetaData().getDatabaseProductName())) {
                statement.execute(sql);
            }
        }
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private void answer(HttpExchange exchange) throws IOException {
        String token = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        int status = 200;
        String body = "";
        if (exchange.getRequestMethod().equals("POST")) {
            try {
                book(exchange.getRequestHeaders().getFirst(HEADER), token);
                body = "booked";
            } catch (SQLException refused) {
                status = 503;
                body = String.valueOf(refused.getMessage());
            }
        } else if (exchange.getRequestHeaders().containsKey(HEADER)) {
            try {
                body = Long.toString(total(exchange.getRequestHeaders().getFirst(HEADER)));
            } catch (SQLException failed) {
                status = 503;
                body = String.valueOf(failed.getMessage());
            }
        }
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private long total(String tenant) throws SQLException {
        try (ShopConnections.Lease lease = connections.borrow()) {
            try (PreparedStatement account =
                    lease.connection.prepareStatement("SELECT total FROM account WHERE tenant = ?")) {
                lease.connection.setAutoCommit(true);
                account.setString(1, tenant);
                try (ResultSet rows = account.executeQuery()) {
                    return rows.next() ? rows.getLong(1) : 0;
                }
            } catch (SQLException e) {
                if (ShopConnections.breaks(e)) {
                    lease.broken();
                }
                throw e;
            }
        }
    }

    /** Again where MySQL or MariaDB let it lose a deadlock, as both tell applications to. */
    private void book(String tenant, String token) throws SQLException {
        for (int tries = 1; ; tries++) {
            try {
                bookOnce(tenant, token);
                return;
            } catch (SQLException e) {
                if (e.getErrorCode() != LOST_DEADLOCK || tries == TRIES_MAX) {
                    throw e;
                }
            }
        }
    }

    private void bookOnce(String tenant, String token) throws SQLException {
        try (ShopConnections.Lease lease = connections.borrow()) {
            try {
                lease.connection.setAutoCommit(false);
                book(lease.connection, tenant, token);
                lease.connection.commit();
            } catch (SQLException e) {
                if (ShopConnections.breaks(e)) {
                    lease.broken();
                }
                throw e;
            }
        }
    }

    private void book(Connection connection, String tenant, String token) throws SQLException {
        try (PreparedStatement entry = connection.prepareStatement(
                "INSERT INTO entry (tenant, token) VALUES (?, ?)", Statement.RETURN_GENERATED_KEYS)) {
            entry.setString(1, tenant);
            entry.setString(2, token);
            entry.execute();
            count(connection, booking, tenant);
            if (lines) {
                TenantLines.book(connection, TenantLines.key(entry), token);
                count(connection, tallying, tenant);
            }
        }
    }

    private static void count(Connection connection, String counting, String tenant) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(counting)) {
            statement.setString(1, tenant);
            statement.execute();
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        connections.close();
    }
}
