package dev.bailey.mysql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.regex.Pattern;

/** Marks in the log: changes of two tables of Bailey's own, each in a transaction of its own. Thread-safe. */
final class Marks {

    private static final Pattern MARK = Pattern.compile("[^\\p{Cntrl}]{1,200}");

    private final MysqlConnections connections;
    private final String beat;
    private final String once;

    Marks(MysqlConnections connections) {
        this.connections = connections;
        this.beat = connections.own().table("beat");
        this.once = connections.own().table("mark");
    }

    void write(String mark) {
        check(mark);
        connections.call("writing a mark", session -> beat(session, mark));
    }

    /** Commits a mark that nobody reads: when it returns, all that stood in the log before it is visible. */
    void settle() {
        connections.call("writing a mark", session -> beat(session, ""));
    }

    /** A few rows, so that those who write at once do not wait for each other, and no more than that. */
    private int beat(Connection session, String mark) throws SQLException {
        String sql = "INSERT INTO " + beat + " (session, counter, mark) VALUES (CONNECTION_ID() % 16, 1, ?)"
                + " ON DUPLICATE KEY UPDATE counter = counter + 1, mark = VALUES(mark)";
        try (PreparedStatement statement = session.prepareStatement(sql)) {
            statement.setString(1, mark);
            return statement.executeUpdate();
        }
    }

    boolean writeOnce(String mark) {
        check(mark);
        return connections.call("writing mark \"" + mark + "\" once", session -> {
            try (PreparedStatement statement = session.prepareStatement("INSERT INTO " + once + " (name) VALUES (?)")) {
                statement.setString(1, mark);
                return statement.executeUpdate() == 1;
            } catch (SQLException e) {
                if (!MysqlProblems.isCollision(e)) {
                    throw e;
                }
                return false;
            }
        });
    }

    boolean isWritten(String mark) {
        return connections.call("looking for mark \"" + mark + "\"", session -> {
            try (PreparedStatement statement =
                    session.prepareStatement("SELECT name FROM " + once + " WHERE name = ?")) {
                statement.setString(1, mark);
                try (ResultSet row = statement.executeQuery()) {
                    return row.next();
                }
            }
        });
    }

    private static void check(String mark) {
        if (!MARK.matcher(mark).matches()) {
            throw new IllegalArgumentException("a mark is 1..200 printable characters: \"" + mark + "\"");
        }
    }
}
