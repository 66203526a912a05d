package dev.bailey.core;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** Reads {@link Database#number} through any driver. */
public final class OneNumber {

    /** The server says that a query took too long; a socket that says nothing for longer is dead. */
    private static final Duration SLACK = Duration.ofSeconds(5);

    private OneNumber() {}

    /** How long a session may be silent that is asked with this limit. */
    public static Duration silenceMax(Duration limit) {
        return limit.plus(SLACK);
    }

    /**
     * Asks in a transaction that nobody ends: closing the session does.
     *
     * @param session for nothing else
     * @param where for people
     */
    public static double read(Connection session, String query, Duration limit, String where) throws SQLException {
        session.setReadOnly(true);
        session.setAutoCommit(false);
        try (Statement statement = session.createStatement()) {
            statement.setQueryTimeout(Math.toIntExact(Math.max(1, limit.toSeconds())));
            statement.setMaxRows(2);
            try (ResultSet rows = statement.executeQuery(query)) {
                if (rows.getMetaData().getColumnCount() != 1 || !rows.next()) {
                    throw unfit(where, "it gives no row of one column");
                }
                BigDecimal value = number(rows, where);
                if (rows.next()) {
                    throw unfit(where, "it gives more than one row");
                }
                return value.doubleValue();
            }
        }
    }

    private static BigDecimal number(ResultSet rows, String where) throws SQLException {
        String text = rows.getString(1);
        if (text == null) {
            throw unfit(where, "it gives a null (a sum of no rows is one: COALESCE(…, 0))");
        }
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException e) {
            throw unfit(where, "it gives something that is no number");
        }
    }

    private static Problem unfit(String where, String found) {
        return new Problem(
                Problem.Kind.UNFIT,
                "a figure at " + where + ": " + found + "; write a query of one row with one number");
    }
}
