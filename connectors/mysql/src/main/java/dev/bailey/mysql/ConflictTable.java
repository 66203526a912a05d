package dev.bailey.mysql;

import dev.bailey.core.Applier;
import dev.bailey.core.Change;
import dev.bailey.core.Checkpoint;
import dev.bailey.core.Clash;
import dev.bailey.core.Column;
import dev.bailey.core.Conflict;
import dev.bailey.core.Row;
import dev.bailey.core.TableId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The table of conflicts. Immutable. */
final class ConflictTable {

    private final String table;
    private final String checkpoints;
    private final String guard;

    ConflictTable(OwnSchema own) {
        this.table = own.table("conflict");
        this.checkpoints = own.table("checkpoint");
        this.guard = own.table("guard");
    }

    /** A halted stream stands before its conflict until its checkpoint is as far as it would have been with it. */
    private String waits() {
        return "(c.decision = 'HALTED' AND NOT EXISTS (SELECT 1 FROM " + checkpoints
                + " p WHERE p.stream = c.stream AND p.counter >= c.counter))";
    }

    long halted(Connection session, Checkpoint at, Clash clash) throws SQLException {
        OptionalLong again = again(session, at, clash);
        if (again.isEmpty()) {
            return insert(session, at, clash, Conflict.Decision.HALTED, null);
        }
        String sql =
                "UPDATE " + table + " SET at = CURRENT_TIMESTAMP(3), position = ?, counter = ?, found = ? WHERE id = ?";
        try (PreparedStatement statement = session.prepareStatement(sql)) {
            statement.setString(1, at.position().text());
            statement.setLong(2, at.counter());
            statement.setString(3, clash.found().orElse(null));
            statement.setLong(4, again.getAsLong());
            statement.executeUpdate();
        }
        return again.getAsLong();
    }

    /** The number of the same change in the same trouble, before which the stream still stands. */
    private OptionalLong again(Connection session, Checkpoint at, Clash clash) throws SQLException {
        String sql = "SELECT id FROM " + table + " c WHERE stream = ? AND table_schema = ? AND table_name = ?"
                + " AND kind = ? AND row_key = ? AND " + waits() + " ORDER BY id LIMIT 1";
        try (PreparedStatement statement = session.prepareStatement(sql)) {
            statement.setString(1, at.stream());
            statement.setString(2, clash.table().id().schema());
            statement.setString(3, clash.table().id().name());
            statement.setString(4, clash.kind().name());
            statement.setString(5, key(session, clash));
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
            }
        }
    }

    long healed(Connection session, Checkpoint at, Clash clash, String by) throws SQLException {
        return insert(session, at, clash, Conflict.Decision.HEALED, by);
    }

    private long insert(Connection session, Checkpoint at, Clash clash, Conflict.Decision decision, @Nullable String by)
            throws SQLException {
        String sql = "INSERT INTO " + table + " (stream, position, counter, table_schema, table_name, kind, decision,"
                + " healed_by, found, row_key, incoming, epoch) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
                + " (SELECT epoch FROM " + guard + " WHERE id = 1))";
        try (PreparedStatement statement = session.prepareStatement(sql, Statement.RETURN_GENERATED_KEYS)) {
            statement.setString(1, at.stream());
            statement.setString(2, at.position().text());
            statement.setLong(3, at.counter());
            statement.setString(4, clash.table().id().schema());
            statement.setString(5, clash.table().id().name());
            statement.setString(6, clash.kind().name());
            statement.setString(7, decision.name());
            statement.setString(8, by);
            statement.setString(9, clash.found().orElse(null));
            statement.setString(10, key(session, clash));
            statement.setString(11, incoming(session, clash));
            statement.executeUpdate();
            try (ResultSet keys = statement.getGeneratedKeys()) {
                keys.next();
                return keys.getLong(1);
            }
        }
    }

    private static String key(Connection session, Clash clash) throws SQLException {
        List<Optional<ValueType>> types = types(session, clash);
        return Images.json(
                clash.table().key().stream().map(Column::name).toList(),
                clash.table().keyIndexes().stream().map(types::get).toList(),
                clash.key());
    }

    private static @Nullable String incoming(Connection session, Clash clash) throws SQLException {
        Row row = null;
        if (clash.change() instanceof Change.Insert insert) {
            row = insert.row();
        } else if (clash.change() instanceof Change.Update update) {
            row = update.row();
        }
        List<String> names = clash.table().columns().stream().map(Column::name).toList();
        return row == null ? null : Images.json(names, types(session, clash), row);
    }

    private static List<Optional<ValueType>> types(Connection session, Clash clash) throws SQLException {
        return Images.types(
                clash.table(), TableListing.read(session, clash.table().id()));
    }

    Applier.KeptConflicts kept(Connection session, String stream) throws SQLException {
        String sql = "SELECT COUNT(*), COALESCE(SUM(decision = 'HEALED'), 0),"
                + " COALESCE(MAX(CASE WHEN decision = 'HEALED' THEN id END), 0) FROM " + table + " WHERE stream = ?";
        try (PreparedStatement statement = session.prepareStatement(sql)) {
            statement.setString(1, stream);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return new Applier.KeptConflicts(row.getLong(1), row.getLong(2), row.getLong(3));
            }
        }
    }

    List<Conflict> newest(Connection session, String stream, int most) throws SQLException {
        String sql = "SELECT id, at, position, table_schema, table_name, kind, row_key, incoming, found, decision,"
                + " healed_by, epoch, " + waits() + " FROM " + table
                + " c WHERE stream = ? ORDER BY id DESC LIMIT ?";
        try (PreparedStatement statement = session.prepareStatement(sql)) {
            statement.setString(1, stream);
            statement.setInt(2, most);
            try (ResultSet rows = statement.executeQuery()) {
                List<Conflict> conflicts = new ArrayList<>();
                while (rows.next()) {
                    conflicts.add(read(rows, stream));
                }
                return conflicts;
            }
        }
    }

    private static Conflict read(ResultSet row, String stream) throws SQLException {
        long epoch = row.getLong(12);
        OptionalLong known = row.wasNull() ? OptionalLong.empty() : OptionalLong.of(epoch);
        return new Conflict(
                row.getLong(1),
                row.getObject(2, LocalDateTime.class).toInstant(ZoneOffset.UTC),
                stream,
                row.getString(3),
                new TableId(row.getString(4), row.getString(5)),
                Clash.Kind.valueOf(row.getString(6)),
                row.getString(7),
                Optional.ofNullable(row.getString(8)),
                Optional.ofNullable(row.getString(9)),
                Conflict.Decision.valueOf(row.getString(10)),
                Optional.ofNullable(row.getString(11)),
                known,
                row.getBoolean(13));
    }
}
