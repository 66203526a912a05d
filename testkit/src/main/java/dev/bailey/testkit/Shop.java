package dev.bailey.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** The sample shop's database: its schema, its rows before the first request, and the tables it consists of. */
public final class Shop {

    /** Every table of the shop, spelled as SQL wants it. */
    public static final List<String> TABLES =
            List.of("customers", "products", "orders", "order_items", "payments", "stock_movements", "\"AuditTrail\"");

    private Shop() {}

    /**
     * Makes schema and rows in an empty database, where the engine can in one transaction. Leaves the connection in
     * auto-commit mode.
     *
     * @throws SQLException when a table is there already
     */
    public static void install(Connection connection, Size size) throws SQLException {
        ShopEngine engine = ShopEngine.of(connection);
        String rows = resource(engine.rows())
                .replace("{customers}", String.valueOf(size.customers()))
                .replace("{products}", String.valueOf(size.products()))
                .replace("{orders}", String.valueOf(size.orders()));
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            engine.settle(statement);
            for (String script : List.of(resource(engine.schema()), rows)) {
                for (String sql : engine == ShopEngine.POSTGRES ? List.of(script) : statements(script)) {
                    statement.execute(sql);
                }
            }
            connection.commit();
            connection.setAutoCommit(true);
            if (engine == ShopEngine.POSTGRES) {
                statement.execute("ANALYZE");
            }
        }
    }

    private static List<String> statements(String script) {
        return Arrays.stream(script.split(";\\s*\n", -1))
                .filter(sql -> !sql.isBlank())
                .toList();
    }

    /** Takes every row away. */
    public static void empty(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            if (ShopEngine.of(connection) == ShopEngine.POSTGRES) {
                statement.execute("TRUNCATE " + String.join(", ", TABLES) + " RESTART IDENTITY");
                return;
            }
            ShopEngine.MYSQL.settle(statement);
            statement.execute("SET SESSION foreign_key_checks = 0");
            for (String table : TABLES) {
                statement.execute("TRUNCATE TABLE " + table);
            }
            statement.execute("SET SESSION foreign_key_checks = 1");
        }
    }

    /**
     * Makes the shop such that nothing acts by itself on what these users write, as docs/postgresql.md asks where none
     * of them may switch triggers off; for all others it stays as it was.
     */
    public static void leaveOut(Connection connection, Collection<String> users) throws SQLException {
        String others = users.stream().sorted().collect(Collectors.joining("', '", "session_user NOT IN ('", "')"));
        try (Statement statement = connection.createStatement()) {
            statement.execute(resource("shop-bare.sql").replace("{others}", others));
        }
    }

    private static String resource(String name) {
        try (InputStream in = Shop.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is not on the class path beside " + Shop.class);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many rows the shop starts with; each order comes with two items and a payment. */
    public record Size(int customers, int products, int orders) {

        /** About twenty thousand rows. */
        public static final Size DEMO = new Size(3_000, 500, 4_000);

        public Size {
            if (customers < 2 || products < 2 || orders < 0) {
                throw new IllegalArgumentException("a shop needs 2 customers and 2 products at least: " + customers
                        + " customers, " + products + " products, " + orders + " orders");
            }
        }
    }
}
