package dev.bailey.postgres;

import dev.bailey.core.ChangeLog;
import dev.bailey.core.LogReader;
import dev.bailey.core.Position;
import dev.bailey.core.Retained;
import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import dev.bailey.core.Visibility;
import dev.bailey.core.Wanted;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;

/** The write-ahead log of one database, read through logical replication slots with {@code pgoutput}. */
final class PostgresLog implements ChangeLog {

    private static final Pattern STREAM = Pattern.compile("[a-z0-9_]{1,50}");
    private static final int MARK_MAX = 200;

    /** After so many that failed the last slot is left as it is: its stream says what is wrong. */
    private static final int READINGS_MAX = 10;

    private final PostgresConnections connections;

    PostgresLog(PostgresConnections connections) {
        this.connections = connections;
    }

    /** The name that slot and publication of a stream share. */
    static String slot(String stream) {
        if (!STREAM.matcher(stream).matches()) {
            throw new IllegalArgumentException("a stream's name matches " + STREAM + ": \"" + stream + "\"");
        }
        return "bailey_" + stream;
    }

    @Override
    public void create(String stream, List<Table> tables) {
        PostgresSlot slot = new PostgresSlot(connections, slot(stream));
        // The slot sees the catalog as it was at each change, so the publication must have been there before.
        slot.publish(tables);
        boolean readable = !slot.create();
        for (int tries = 1; !readable; tries++) {
            slot.awaitOlderTransactions();
            readable = slot.isReadable() || tries == READINGS_MAX;
            if (!readable) {
                slot.dropSlot();
                slot.create();
            }
        }
    }

    @Override
    public Set<TableId> omitted(String stream, List<Table> tables) {
        return new PostgresSlot(connections, slot(stream)).unpublished(tables);
    }

    @Override
    public Optional<String> lost(String stream) {
        return LostSlot.because(connections, slot(stream));
    }

    @Override
    public LogReader read(String stream, Wanted wanted) {
        return new PostgresReader(connections, slot(stream), wanted);
    }

    @Override
    public void drop(String stream) {
        new PostgresSlot(connections, slot(stream)).drop();
    }

    @Override
    public Optional<Retained> retained(String stream) {
        String sql = """
                SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn)::bigint, safe_wal_size
                FROM pg_replication_slots
                WHERE slot_name = ? AND database = current_database() AND restart_lsn IS NOT NULL""";
        return connections.call("looking at stream " + stream, session -> {
            try (PreparedStatement statement = session.prepareStatement(sql)) {
                statement.setString(1, slot(stream));
                try (ResultSet row = statement.executeQuery()) {
                    return row.next() ? Optional.of(retained(row)) : Optional.empty();
                }
            }
        });
    }

    private static Retained retained(ResultSet row) throws SQLException {
        long bytes = row.getLong(1);
        long safe = row.getLong(2);
        return new Retained(bytes, row.wasNull() ? OptionalLong.empty() : OptionalLong.of(bytes + safe));
    }

    @Override
    public void mark(String mark) {
        checkMark(mark);
        connections.call(
                "writing a mark",
                session -> first(session, "SELECT pg_logical_emit_message(true, 'bailey', ?)::text", mark));
    }

    @Override
    public boolean markOnce(String mark) {
        checkMark(mark);
        return connections.call(
                "writing mark \"" + mark + "\" once",
                session -> first(session, """
                        WITH written AS (INSERT INTO bailey.mark (name) VALUES (?) ON CONFLICT DO NOTHING RETURNING name)
                        SELECT pg_logical_emit_message(true, 'bailey', name)::text FROM written""", mark).isPresent());
    }

    @Override
    public boolean marked(String mark) {
        return connections.call(
                "looking for mark \"" + mark + "\"",
                session -> first(session, "SELECT name FROM bailey.mark WHERE name = ?", mark)
                        .isPresent());
    }

    private static void checkMark(String mark) {
        if (mark.isEmpty() || mark.length() > MARK_MAX || mark.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("a mark is 1.." + MARK_MAX + " printable characters: \"" + mark + "\"");
        }
    }

    @Override
    public Visibility visibility() {
        return connections.call("taking a snapshot", session -> {
            try (PreparedStatement statement = session.prepareStatement(
                            "SELECT pg_current_snapshot()::text, pg_current_xact_id()::text::bigint");
                    ResultSet rows = statement.executeQuery()) {
                rows.next();
                return PgSnapshot.of(rows.getString(1), rows.getLong(2));
            }
        });
    }

    @Override
    public Position position(String text) {
        return Lsn.of(text);
    }

    /** The first column of the first row, unless there is none or it is null. */
    private static Optional<String> first(Connection session, String sql, String parameter) throws SQLException {
        try (PreparedStatement statement = session.prepareStatement(sql)) {
            statement.setString(1, parameter);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? Optional.ofNullable(rows.getString(1)) : Optional.empty();
            }
        }
    }
}
