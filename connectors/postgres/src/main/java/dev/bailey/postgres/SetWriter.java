package dev.bailey.postgres;

import dev.bailey.core.Applier.Outcome;
import dev.bailey.core.Change;
import dev.bailey.core.ChangeSet;
import dev.bailey.core.Row;
import dev.bailey.core.Table;
import dev.bailey.core.Value;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Writes net changes as few statements: arrays for deletes and updates, {@code COPY} for inserts. Confined to one
 * thread.
 */
final class SetWriter {

    /** Rows in one statement; more gains nothing and costs memory on both ends. */
    private static final int ROWS_MAX = 10_000;

    private static final int COPY_BYTES = 128 * 1024;

    private final Connection session;
    private final String where;
    private final Map<Table, TargetTable> targets = new HashMap<>();

    SetWriter(Connection session, String where) {
        this.session = session;
        this.where = where;
    }

    /** Forgets what is known of the tables, which may have changed when a statement failed. */
    void forget() {
        targets.clear();
    }

    Outcome write(ChangeSet changes) throws SQLException {
        TargetTable target = target(changes.table());
        boolean matched = delete(target, changes.deletes()) && update(target, changes.updates());
        return matched && copy(target, changes.inserts()) ? Outcome.DONE : Outcome.MISCOUNTED;
    }

    Outcome rewrite(ChangeSet changes) throws SQLException {
        TargetTable target = target(changes.table());
        List<Row> there = new ArrayList<>(changes.deletes());
        List<Row> images = new ArrayList<>();
        for (Change.Update update : changes.updates()) {
            if (update.row().hasUnchanged()) {
                throw new IllegalArgumentException("an update of " + changes.table() + " is not complete");
            }
            there.add(update.key());
            images.add(update.row());
        }
        images.addAll(changes.inserts());
        // The key of an insert is not among them: a row that is there already must not be healed in silence.
        return delete(target, there) && copy(target, images) ? Outcome.DONE : Outcome.MISCOUNTED;
    }

    Outcome write(Change change) throws SQLException {
        if (change instanceof Change.Insert insert) {
            return insert(target(insert.table()), insert.row());
        }
        if (change instanceof Change.Update update) {
            return update(target(update.table()), update);
        }
        if (change instanceof Change.Delete delete) {
            return outcome(delete(target(delete.table()), List.of(delete.key())));
        }
        throw new IllegalArgumentException("not a change of one row: " + change);
    }

    private Outcome insert(TargetTable target, Row row) throws SQLException {
        try (PreparedStatement statement = session.prepareStatement(target.insertRow())) {
            int parameter = 1;
            for (int place : target.insertable()) {
                statement.setString(parameter, text(row.at(place)));
                parameter++;
            }
            return outcome(statement.executeUpdate() == 1);
        }
    }

    /** One update as it came, which may change the key. */
    private Outcome update(TargetTable target, Change.Update update) throws SQLException {
        List<Integer> key = update.table().keyIndexes();
        List<Integer> places = target.places(place -> target.isSettable(place)
                && !update.row().at(place).isUnchanged()
                && !(key.contains(place)
                        && update.key()
                                .at(key.indexOf(place))
                                .equals(update.row().at(place))));
        return outcome(updateRows(target, places, List.of(update)));
    }

    private boolean update(TargetTable target, List<Change.Update> updates) throws SQLException {
        List<Integer> key = target.table().keyIndexes();
        // Rows that leave out other columns need another statement.
        Map<List<Integer>, List<Change.Update>> byPlaces = new LinkedHashMap<>();
        for (Change.Update update : updates) {
            List<Integer> places = target.places(place -> target.isSettable(place)
                    && !key.contains(place)
                    && !update.row().at(place).isUnchanged());
            byPlaces.computeIfAbsent(places, none -> new ArrayList<>()).add(update);
        }
        for (Map.Entry<List<Integer>, List<Change.Update>> group : byPlaces.entrySet()) {
            for (List<Change.Update> part : parts(group.getValue())) {
                if (!updateRows(target, group.getKey(), part)) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean updateRows(TargetTable target, List<Integer> places, List<Change.Update> updates)
            throws SQLException {
        List<Row> keys = updates.stream().map(Change.Update::key).toList();
        if (places.isEmpty()) {
            return count(target, keys) == updates.size();
        }
        try (PreparedStatement statement = session.prepareStatement(target.updateSet(places))) {
            int width = bind(statement, 0, keys, target.table().keyIndexes().size());
            List<Row> values =
                    updates.stream().map(update -> update.row().pick(places)).toList();
            bind(statement, width, values, places.size());
            return statement.executeUpdate() == updates.size();
        }
    }

    private long count(TargetTable target, List<Row> keys) throws SQLException {
        try (PreparedStatement statement = session.prepareStatement(target.countSet())) {
            bind(statement, 0, keys, target.table().keyIndexes().size());
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        }
    }

    private boolean delete(TargetTable target, List<Row> keys) throws SQLException {
        long deleted = 0;
        for (List<Row> part : parts(keys)) {
            try (PreparedStatement statement = session.prepareStatement(target.deleteSet())) {
                bind(statement, 0, part, target.table().keyIndexes().size());
                deleted += statement.executeUpdate();
            }
        }
        return deleted == keys.size();
    }

    /** Binds one array for each column of the rows, and returns how many parameters are bound then. */
    private int bind(PreparedStatement statement, int bound, List<Row> rows, int width) throws SQLException {
        for (int column = 0; column < width; column++) {
            String[] values = new String[rows.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = text(rows.get(i).at(column));
            }
            statement.setArray(bound + column + 1, session.createArrayOf("text", values));
        }
        return bound + width;
    }

    private static @Nullable String text(Value value) {
        return value.isNull() ? null : value.text();
    }

    private boolean copy(TargetTable target, List<Row> rows) throws SQLException {
        if (rows.isEmpty()) {
            return true;
        }
        List<Integer> places = target.insertable();
        CopyText text = new CopyText(COPY_BYTES * 2);
        CopyIn copy = session.unwrap(PGConnection.class).getCopyAPI().copyIn(target.copyIn());
        try {
            for (Row row : rows) {
                text.add(row, places);
                if (text.size() >= COPY_BYTES) {
                    send(copy, text);
                }
            }
            send(copy, text);
            return copy.endCopy() == rows.size();
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
    }

    private static void send(CopyIn copy, CopyText text) throws SQLException {
        byte[] bytes = text.take();
        copy.writeToCopy(bytes, 0, bytes.length);
    }

    private TargetTable target(Table table) throws SQLException {
        TargetTable known = targets.get(table);
        if (known == null) {
            known = TargetTable.read(session, table, where);
            targets.put(table, known);
        }
        return known;
    }

    private static Outcome outcome(boolean matched) {
        return matched ? Outcome.DONE : Outcome.MISCOUNTED;
    }

    private static <T> List<List<T>> parts(List<T> rows) {
        List<List<T>> parts = new ArrayList<>();
        for (int from = 0; from < rows.size(); from += ROWS_MAX) {
            parts.add(rows.subList(from, Math.min(from + ROWS_MAX, rows.size())));
        }
        return parts;
    }
}
