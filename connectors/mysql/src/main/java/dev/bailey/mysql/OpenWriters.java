package dev.bailey.mysql;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Transactions that were prepared by {@code XA PREPARE} and are neither committed nor rolled back. */
final class OpenWriters {

    private OpenWriters() {}

    static List<String> prepared(Connection session) throws SQLException {
        List<String> prepared = new ArrayList<>();
        try (Statement statement = session.createStatement();
                ResultSet rows = statement.executeQuery("XA RECOVER")) {
            while (rows.next()) {
                prepared.add(rows.getString("data"));
            }
        }
        return prepared;
    }
}
