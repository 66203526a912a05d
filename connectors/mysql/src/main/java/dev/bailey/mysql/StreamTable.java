package dev.bailey.mysql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The streams of a log, and how far each is durable on the other side: a server of this family keeps nothing for its
 * readers, so that is written down beside the log, to be held against what the server still has. Thread-safe.
 */
final class StreamTable {

    private final MysqlConnections connections;
    private final String table;

    StreamTable(MysqlConnections connections) {
        this.connections = connections;
        this.table = connections.own().table("stream");
    }

    /**
     * How far a stream is durable.
     *
     * @param confirmed how long ago that was written down
     */
    record Standing(LogPosition position, Duration confirmed) {}

    Optional<LogPosition> position(String stream) {
        return standing(stream).map(Standing::position);
    }

    Optional<Standing> standing(String stream) {
        return connections.call("looking for stream " + stream, session -> {
            String sql = "SELECT position, GREATEST(0, TIMESTAMPDIFF(SECOND, at, CURRENT_TIMESTAMP)) FROM " + table
                    + " WHERE name = ?";
            try (PreparedStatement statement = session.prepareStatement(sql)) {
                statement.setString(1, stream);
                try (ResultSet row = statement.executeQuery()) {
                    return row.next()
                            ? Optional.of(
                                    new Standing(LogPosition.of(row.getString(1)), Duration.ofSeconds(row.getLong(2))))
                            : Optional.empty();
                }
            } catch (SQLException e) {
                if (!MysqlProblems.isMissing(e)) {
                    throw e;
                }
                return Optional.empty();
            }
        });
    }

    /** Writes a stream down, where it is not yet. */
    void add(String stream, LogPosition from) {
        write("INSERT IGNORE INTO " + table + " (position, name) VALUES (?, ?)", stream, from);
    }

    void confirm(String stream, LogPosition durable) {
        write("UPDATE " + table + " SET position = ?, at = CURRENT_TIMESTAMP(3) WHERE name = ?", stream, durable);
    }

    private void write(String sql, String stream, LogPosition position) {
        connections.call("writing down where stream " + stream + " stands", session -> {
            try (PreparedStatement statement = session.prepareStatement(sql)) {
                statement.setString(1, position.text());
                statement.setString(2, stream);
                return statement.executeUpdate();
            }
        });
    }

    void remove(String stream) {
        connections.call("removing stream " + stream, session -> {
            try (PreparedStatement statement = session.prepareStatement("DELETE FROM " + table + " WHERE name = ?")) {
                statement.setString(1, stream);
                return statement.executeUpdate();
            } catch (SQLException e) {
                if (!MysqlProblems.isMissing(e)) {
                    throw e;
                }
                return 0;
            }
        });
    }

    /** Why the log no longer holds all that follows a position; empty while it does, as far as can be told. */
    Optional<String> gone(LogPosition from, Dialect dialect) {
        if (!from.server().equals(dialect.identity())) {
            return from.executed().isEmpty()
                    ? Optional.of("another server (" + dialect.identity() + ") has taken over from " + from.server()
                            + ", and without GTIDs nobody can say where to go on in its log")
                    : Optional.empty();
        }
        Gtids executed = connections.call("reading how far the log is", session -> executed(session, dialect));
        if (!executed.covers(from.executed())) {
            return Optional.of("the server has not got all transactions up to " + from.executed()
                    + ": its log was reset, or a backup was restored");
        }
        Map<String, Long> files = connections.call("listing binary logs", StreamTable::files);
        Long size = files.get(from.point().fileName());
        if (size == null) {
            String first = files.keySet().stream().findFirst().orElse("none");
            return Optional.of("the server purged its log from " + from.point() + " on (its first is now " + first
                    + "); keep binary logs for longer, for instance by binlog_expire_logs_seconds or the service's own"
                    + " setting");
        }
        return size < from.point().offset()
                ? Optional.of("the server's log ends before " + from.point()
                        + ": it lost its last changes, or its log was reset")
                : Optional.empty();
    }

    private static Gtids executed(Connection session, Dialect dialect) throws SQLException {
        String sql = dialect.isMariaDb() ? "SELECT @@global.gtid_binlog_pos" : "SELECT @@global.gtid_executed";
        try (Statement statement = session.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return Gtids.of(String.valueOf(row.getString(1)));
        }
    }

    /** Name and size in bytes of each file of the log, oldest first. */
    static Map<String, Long> files(Connection session) throws SQLException {
        Map<String, Long> files = new LinkedHashMap<>();
        try (Statement statement = session.createStatement();
                ResultSet rows = statement.executeQuery("SHOW BINARY LOGS")) {
            while (rows.next()) {
                files.put(rows.getString(1), rows.getLong(2));
            }
        }
        return files;
    }
}
