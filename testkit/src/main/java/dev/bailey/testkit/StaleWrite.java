package dev.bailey.testkit;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * What became of a write that went past the router. Immutable.
 *
 * @param state SQLSTATE of the refusal; empty when it was acknowledged
 */
record StaleWrite(String state, boolean connectionIsGood) {

    boolean isAcknowledged() {
        return state.isEmpty();
    }

    /** Places an order without items in the open (or next) transaction of this connection, and commits it. */
    static StaleWrite place(Connection connection, History history, String number) {
        Write write = Write.placing(number, 0, 0);
        history.attempted(write);
        try {
            ShopTill.place(connection, new ShopTill.Order(number, 1, "{}", List.of()));
        } catch (SQLException e) {
            history.refused(write);
            return refusal(e, rolledBack(connection));
        }
        try {
            connection.commit();
        } catch (SQLException e) {
            if (!ShopConnections.breaks(e)) {
                history.refused(write);
            }
            return refusal(e, rolledBack(connection));
        }
        history.acknowledged(write);
        return new StaleWrite("", /* connectionIsGood= */ true);
    }

    private static StaleWrite refusal(SQLException error, boolean connectionIsGood) {
        return new StaleWrite(String.valueOf(error.getSQLState()), connectionIsGood);
    }

    private static boolean rolledBack(Connection connection) {
        try {
            connection.rollback();
            return true;
        } catch (SQLException e) {
            return false;
        }
    }
}
