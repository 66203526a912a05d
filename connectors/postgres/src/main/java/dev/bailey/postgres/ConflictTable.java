package dev.bailey.postgres;

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
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The table {@code bailey.conflict}. */
final class ConflictTable {

    private static final String EPOCH = "(SELECT pg_sequence_last_value('bailey.fence') >> 42)";

    /**
     * A halted stream, whose positions may name their timeline ({@code 0/16B3748@2}), stands before its conflict until
     * its checkpoint covers it.
     */
    private static final String WAITS = """
            (c.decision = 'HALTED' AND NOT EXISTS (SELECT FROM bailey.checkpoint p
                WHERE p.stream = c.stream AND split_part(p.position, '@', 1)::pg_lsn
                    >= split_part(c.position, '@', 1)::pg_lsn))""";

    private static final String INSERT = """
            INSERT INTO bailey.conflict (stream, position, table_schema, table_name, kind, decision, healed_by, found,
                key, incoming, epoch)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?::json, bailey.image(?, ?, ?), bailey.image(?, ?, ?),\s""" + EPOCH + ") RETURNING id";

    private static final String AGAIN = """
            UPDATE bailey.conflict c SET at = clock_timestamp(), position = ?, found = ?::json
            WHERE stream = ? AND table_schema = ? AND table_name = ? AND kind = ?
                AND key::text = bailey.image(?, ?, ?)::text AND\s""" + WAITS + " RETURNING id";

    private static final String KEPT = """
            SELECT count(*), count(*) FILTER (WHERE decision = 'HEALED'),
                coalesce(max(id) FILTER (WHERE decision = 'HEALED'), 0)
            FROM bailey.conflict WHERE stream = ?""";

    private static final String NEWEST =
            """
            SELECT id, at, position, table_schema, table_name, kind, key, incoming, found, decision, healed_by, epoch,\s""" + WAITS + " FROM bailey.conflict c WHERE stream = ? ORDER BY id DESC LIMIT ?";

    private ConflictTable() {}

    static long halted(Connection session, Checkpoint at, Clash clash) throws SQLException {
        try (PreparedStatement again = session.prepareStatement(AGAIN)) {
            TableId table = clash.table().id();
            again.setString(1, at.position().text());
            again.setString(2, clash.found().orElse(null));
            again.setString(3, at.stream());
            again.setString(4, table.schema());
            again.setString(5, table.name());
            again.setString(6, clash.kind().name());
            RowImages.bind(again, 7, keyNames(clash), clash.key());
            try (ResultSet row = again.executeQuery()) {
                if (row.next()) {
                    return row.getLong(1);
                }
            }
        }
        return insert(session, at, clash, Conflict.Decision.HALTED, null);
    }

    static long healed(Connection session, Checkpoint at, Clash clash, String by) throws SQLException {
        return insert(session, at, clash, Conflict.Decision.HEALED, by);
    }

    private static long insert(
            Connection session, Checkpoint at, Clash clash, Conflict.Decision decision, @Nullable String by)
            throws SQLException {
        TableId table = clash.table().id();
        try (PreparedStatement insert = session.prepareStatement(INSERT)) {
            insert.setString(1, at.stream());
            insert.setString(2, at.position().text());
            insert.setString(3, table.schema());
            insert.setString(4, table.name());
            insert.setString(5, clash.kind().name());
            insert.setString(6, decision.name());
            insert.setString(7, by);
            insert.setString(8, clash.found().orElse(null));
            RowImages.bind(insert, 9, keyNames(clash), clash.key());
            bindIncoming(insert, 12, clash);
            try (ResultSet row = insert.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private static List<String> keyNames(Clash clash) {
        return clash.table().key().stream().map(Column::name).toList();
    }

    private static void bindIncoming(PreparedStatement statement, int first, Clash clash) throws SQLException {
        List<String> names = clash.table().columns().stream().map(Column::name).toList();
        if (clash.change() instanceof Change.Insert insert) {
            RowImages.bind(statement, first, names, insert.row());
        } else if (clash.change() instanceof Change.Update update) {
            RowImages.bind(statement, first, names, update.row());
        } else {
            RowImages.bind(statement, first, List.of(), Row.of());
        }
    }

    static Applier.KeptConflicts kept(Connection session, String stream) throws SQLException {
        try (PreparedStatement statement = session.prepareStatement(KEPT)) {
            statement.setString(1, stream);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return new Applier.KeptConflicts(row.getLong(1), row.getLong(2), row.getLong(3));
            }
        }
    }

    static List<Conflict> newest(Connection session, String stream, int most) throws SQLException {
        try (PreparedStatement statement = session.prepareStatement(NEWEST)) {
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
                row.getObject(2, OffsetDateTime.class).toInstant(),
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
