package dev.bailey.app;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Random;

/** What {@link Churn} does, in the SQL of one engine. */
interface ChurnSql {

    Connection connect() throws SQLException;

    /** Whether it is what concurrent writers do to each other. */
    boolean isExpected(SQLException failure);

    /** One of the things that make following hard, by chance. */
    void something(Connection connection, Random random) throws SQLException;

    /** Incompressible and long enough to be stored apart, so that a log may leave it out when it does not change. */
    static String large(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 600; i++) {
            text.append(Long.toHexString(random.nextLong()));
        }
        return text.toString();
    }

    static void run(Connection connection, String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            statement.execute();
        }
    }
}
