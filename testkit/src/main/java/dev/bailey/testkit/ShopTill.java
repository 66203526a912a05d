package dev.bailey.testkit;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What the shop writes, in the caller's open transaction. Rows are locked in one order everywhere (orders, then
 * products by id, then customers by id), so writers never deadlock. Stateless.
 */
final class ShopTill {

    private ShopTill() {}

    /** Something the request names is not there. */
    static final class NotFound extends Exception {
        NotFound(String message) {
            super(message);
        }
    }

    /** One line of an order, at the price the customer was shown. */
    record Item(long product, int quantity, BigDecimal unitPrice) {
        BigDecimal total() {
            return unitPrice.multiply(BigDecimal.valueOf(quantity));
        }
    }

    /** An order as the client asks for it; its number is the token of the write. */
    record Order(String number, long customer, String details, List<Item> items) {
        Order {
            items = items.stream()
                    .sorted(Comparator.comparingLong(Item::product))
                    .toList();
        }

        BigDecimal amount() {
            return items.stream().map(Item::total).reduce(new BigDecimal("0.00"), BigDecimal::add);
        }
    }

    static long place(Connection connection, Order order) throws SQLException {
        for (Item item : order.items()) {
            move(connection, item.product(), -item.quantity());
        }
        long id = insertOrder(connection, order);
        int line = 0;
        for (Item item : order.items()) {
            line++;
            update(
                    connection,
                    "INSERT INTO order_items (order_id, line, product_id, quantity, unit_price) VALUES (?, ?, ?, ?, ?)",
                    id,
                    line,
                    item.product(),
                    item.quantity(),
                    item.unitPrice());
        }
        update(connection, "INSERT INTO payments (order_id, amount) VALUES (?, ?)", id, order.amount());
        audit(connection, order.number(), "placed", order.number());
        return id;
    }

    private static void move(Connection connection, long product, int pieces) throws SQLException {
        update(connection, "UPDATE products SET stock = stock + ? WHERE id = ?", pieces, product);
        if (!ShopEngine.of(connection).actsByItself()) {
            update(connection, "INSERT INTO stock_movements (product_id, delta) VALUES (?, ?)", product, pieces);
        }
    }

    private static long insertOrder(Connection connection, Order order) throws SQLException {
        String sql = "INSERT INTO orders (number, customer_id, amount, details) VALUES (?, ?, ?, "
                + ShopEngine.of(connection).json() + ")";
        try (PreparedStatement insert = connection.prepareStatement(sql, new String[] {"id"})) {
            insert.setString(1, order.number());
            insert.setLong(2, order.customer());
            insert.setBigDecimal(3, order.amount());
            insert.setString(4, order.details());
            insert.executeUpdate();
            try (ResultSet row = insert.getGeneratedKeys()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    /** Captures the order's payment; the token becomes its reference. */
    static void pay(Connection connection, String number, String token) throws SQLException, NotFound {
        long order = lock(connection, number);
        update(
                connection,
                "UPDATE orders SET details = " + ShopEngine.of(connection).paid() + " WHERE id = ?",
                token,
                order);
        update(
                connection,
                "UPDATE payments SET state = 'captured', reference = ?, at = CURRENT_TIMESTAMP(6) WHERE order_id = ?",
                token,
                order);
        audit(connection, token, "paid", number);
    }

    /** Takes the order back: its rows go, its items return to stock. */
    static void cancel(Connection connection, String number, String token) throws SQLException, NotFound {
        long order = lock(connection, number);
        for (Item item : items(connection, order)) {
            move(connection, item.product(), item.quantity());
        }
        if (!ShopEngine.of(connection).actsByItself()) {
            update(connection, "DELETE FROM order_items WHERE order_id = ?", order);
            update(connection, "DELETE FROM payments WHERE order_id = ?", order);
        }
        update(connection, "DELETE FROM orders WHERE id = ?", order);
        audit(connection, token, "cancelled", number);
    }

    private static long lock(Connection connection, String number) throws SQLException, NotFound {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT id FROM orders WHERE number = ? FOR UPDATE")) {
            select.setString(1, number);
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    throw new NotFound("there is no order " + number);
                }
                return row.getLong(1);
            }
        }
    }

    private static List<Item> items(Connection connection, long order) throws SQLException {
        String sql = "SELECT product_id, quantity, unit_price FROM order_items WHERE order_id = ? ORDER BY product_id";
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setLong(1, order);
            List<Item> items = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    items.add(new Item(row.getLong(1), row.getInt(2), row.getBigDecimal(3)));
                }
            }
            return items;
        }
    }

    /** Swaps the e-mail addresses of two customers; as each is unique, one of them stands aside for a moment. */
    static void swapEmails(Connection connection, long one, long other, String token) throws SQLException, NotFound {
        List<String> emails = new ArrayList<>();
        String sql = "SELECT email FROM customers WHERE id IN (?, ?) ORDER BY id FOR UPDATE";
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setLong(1, one);
            select.setLong(2, other);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    emails.add(row.getString(1));
                }
            }
        }
        if (emails.size() != 2) {
            throw new NotFound("customers " + one + " and " + other + " are not two customers");
        }
        long lower = Math.min(one, other);
        long upper = Math.max(one, other);
        String change = "UPDATE customers SET email = ? WHERE id = ?";
        update(connection, change, "aside-" + token + "@shop.example", lower);
        update(connection, change, emails.get(0), upper);
        update(connection, change, emails.get(1), lower);
        audit(connection, token, "swapped", lower + " " + upper);
    }

    /** Last in each transaction, under the locks of the rows it tells of: its ids follow the order of the changes. */
    private static void audit(Connection connection, String token, String event, String subject) throws SQLException {
        update(
                connection,
                "INSERT INTO \"AuditTrail\" (\"Token\", \"Event\", \"Subject\") VALUES (?, "
                        + ShopEngine.of(connection).event() + ", ?)",
                token,
                event,
                subject);
    }

    private static void update(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.executeUpdate();
        }
    }
}
