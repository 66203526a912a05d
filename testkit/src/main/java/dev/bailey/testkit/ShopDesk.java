package dev.bailey.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Carries out the shop's requests in its database, and says how that went in terms of HTTP. Thread-safe. */
final class ShopDesk implements AutoCloseable {

    private static final String PRODUCTS =
            "SELECT id, sku, price, stock > 0 AS available FROM products ORDER BY id LIMIT 50";
    private static final String CUSTOMER = "SELECT id, name, email FROM customers WHERE id = ?";
    private static final String ORDER = """
            SELECT o.number, o.amount, o.revision, count(i.line) AS items, p.state, p.reference
            FROM orders o LEFT JOIN order_items i ON i.order_id = o.id LEFT JOIN payments p ON p.order_id = o.id
            WHERE o.number = ? GROUP BY o.id, p.id""";

    private static final int TRIES_MAX = 30;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(40);

    private final ShopConnections connections;

    ShopDesk(ShopConnections connections) {
        this.connections = connections;
    }

    ShopAnswer health() {
        return read(connection -> rows(connection, "SELECT true AS healthy").get(0));
    }

    ShopAnswer products() {
        return read(connection -> rows(connection, PRODUCTS));
    }

    ShopAnswer order(String number) {
        return read(connection -> only(rows(connection, ORDER, number), "order " + number));
    }

    ShopAnswer customer(long id) {
        return read(connection -> only(rows(connection, CUSTOMER, id), "customer " + id));
    }

    ShopAnswer place(ShopTill.Order order) {
        return write(order.number(), connection -> ShopTill.place(connection, order));
    }

    ShopAnswer pay(String number, String token) {
        return write(token, connection -> ShopTill.pay(connection, number, token));
    }

    ShopAnswer cancel(String number, String token) {
        return write(token, connection -> ShopTill.cancel(connection, number, token));
    }

    ShopAnswer swapEmails(long one, long other, String token) {
        return write(token, connection -> ShopTill.swapEmails(connection, one, other, token));
    }

    private ShopAnswer read(Reading reading) {
        try (ShopConnections.Lease lease = connections.borrow()) {
            try {
                lease.connection.setAutoCommit(true);
                return ShopAnswer.ok(reading.in(lease.connection));
            } catch (SQLException e) {
                return failure(lease, e);
            } catch (ShopTill.NotFound e) {
                return ShopAnswer.refusal(404, String.valueOf(e.getMessage()));
            }
        } catch (SQLException e) {
            return ShopAnswer.refusal(503, String.valueOf(e.getMessage()));
        }
    }

    private ShopAnswer write(String token, Writing writing) {
        try (ShopConnections.Lease lease = connections.borrow()) {
            try {
                lease.connection.setAutoCommit(false);
                carryOut(writing, lease.connection);
            } catch (SQLException e) {
                return failure(lease, e);
            } catch (ShopTill.NotFound e) {
                return ShopAnswer.refusal(404, String.valueOf(e.getMessage()));
            }
            return commit(lease, token);
        } catch (SQLException e) {
            return ShopAnswer.refusal(503, String.valueOf(e.getMessage()));
        }
    }

    private static void carryOut(Writing writing, Connection connection) throws SQLException, ShopTill.NotFound {
        for (int tries = 1; ; tries++) {
            try {
                writing.in(connection);
                return;
            } catch (SQLException e) {
                if (!ShopEngine.of(connection).isToBeDoneAgain(e) || tries == TRIES_MAX) {
                    throw e;
                }
                connection.rollback();
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    private static ShopAnswer commit(ShopConnections.Lease lease, String token) {
        try {
            lease.connection.commit();
            return ShopAnswer.ok(JsonNodeFactory.instance.objectNode().put("token", token));
        } catch (SQLException e) {
            // The commit was on its way: only an answer of the server itself says that it did not happen.
            lease.broken();
            return ShopConnections.breaks(e) ? ShopAnswer.uncertain(String.valueOf(e.getMessage())) : failure(lease, e);
        }
    }

    /** Before the commit was sent, whatever went wrong left nothing behind. */
    private static ShopAnswer failure(ShopConnections.Lease lease, SQLException error) {
        if (ShopConnections.breaks(error)) {
            lease.broken();
        }
        String state = String.valueOf(error.getSQLState());
        return ShopAnswer.refusal(state.startsWith("23") ? 409 : 503, String.valueOf(error.getMessage()));
    }

    private static ObjectNode only(ArrayNode rows, String what) throws ShopTill.NotFound {
        if (rows.isEmpty()) {
            throw new ShopTill.NotFound("there is no " + what);
        }
        return (ObjectNode) rows.get(0);
    }

    private static ArrayNode rows(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                select.setObject(i + 1, values[i]);
            }
            ArrayNode rows = JsonNodeFactory.instance.arrayNode();
            try (ResultSet row = select.executeQuery()) {
                ResultSetMetaData columns = row.getMetaData();
                while (row.next()) {
                    ObjectNode object = rows.addObject();
                    for (int i = 1; i <= columns.getColumnCount(); i++) {
                        object.put(columns.getColumnLabel(i), row.getString(i));
                    }
                }
            }
            return rows;
        }
    }

    @Override
    public void close() {
        connections.close();
    }

    private interface Reading {
        JsonNode in(Connection connection) throws SQLException, ShopTill.NotFound;
    }

    private interface Writing {
        void in(Connection connection) throws SQLException, ShopTill.NotFound;
    }
}
