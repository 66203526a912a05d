package dev.bailey.postgres;

import dev.bailey.core.Applier.Outcome;
import dev.bailey.core.Change;
import dev.bailey.core.ChangeSet;
import dev.bailey.core.Problem;
import dev.bailey.core.Row;
import dev.bailey.core.Table;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Writes net changes as few statements: arrays for deletes and updates, {@code COPY} for inserts. Confined to one
 * thread.
 */
final class SetWriter {

    /** Rows in one statement; more gains nothing and costs memory on both ends. */
    private static final int ROWS_MAX = 10_000;

    /** Of the values in one statement: what does not fit into a processor's cache is slower, on both ends. */
    private static final long BYTES_MAX = 512 * 1024;

    /** A row larger than this is deleted and inserted: {@code COPY} takes it in pieces, a statement only whole. */
    private static final long LARGE_BYTES = 4 << 20;

    /** What the binary form of an array adds to a value. */
    private static final int VALUE_BYTES = 4;

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
        // No update may set a fixed column, but whoever inserts a row may.
        boolean isFixed = !target(changes.table()).fixed().isEmpty();
        List<Change.Update> inPlace = new ArrayList<>();
        List<Change.Update> anew = new ArrayList<>();
        for (Change.Update update : changes.updates()) {
            boolean rather = isFixed || update.size(VALUE_BYTES) > LARGE_BYTES;
            (rather && !update.row().hasUnchanged() ? anew : inPlace).add(update);
        }
        return write(changes, inPlace, anew);
    }

    Outcome rewrite(ChangeSet changes) throws SQLException {
        if (changes.updates().stream().anyMatch(update -> update.row().hasUnchanged())) {
            throw new IllegalArgumentException("an update of " + changes.table() + " is not complete");
        }
        return write(changes, List.of(), changes.updates());
    }

    private Outcome write(ChangeSet changes, List<Change.Update> inPlace, List<Change.Update> anew)
            throws SQLException {
        TargetTable target = target(changes.table());
        List<Row> there = new ArrayList<>(changes.deletes());
        List<Row> images = new ArrayList<>();
        for (Change.Update update : anew) {
            there.add(update.key());
            images.add(update.row());
        }
        images.addAll(changes.inserts());
        // The key of an insert is not among them: a row that is there already must not be healed in silence.
        return outcome(delete(target, there) && update(target, inPlace) && copy(target, images));
    }

    Outcome settle(ChangeSet changes) throws SQLException {
        TargetTable target = target(changes.table());
        List<Integer> key = changes.table().keyIndexes();
        List<Row> images = new ArrayList<>(changes.inserts());
        changes.updates().forEach(update -> images.add(update.row()));
        List<Row> keys = new ArrayList<>(changes.deletes());
        images.forEach(image -> keys.add(image.pick(key)));
        delete(target, keys);
        return outcome(copy(target, images));
    }

    Outcome write(Change change) throws SQLException {
        if (change instanceof Change.Insert insert) {
            return outcome(copy(target(insert.table()), List.of(insert.row())));
        }
        if (change instanceof Change.Update update) {
            return update(target(update.table()), update);
        }
        if (change instanceof Change.Delete delete) {
            return outcome(delete(target(delete.table()), List.of(delete.key())));
        }
        throw new IllegalArgumentException("not a change of one row: " + change);
    }

    /** One update as it came, which may change the key. */
    private Outcome update(TargetTable target, Change.Update update) throws SQLException {
        List<Integer> key = update.table().keyIndexes();
        List<Integer> changed = target.places(place -> !update.row().at(place).isUnchanged()
                && !(key.contains(place)
                        && update.key()
                                .at(key.indexOf(place))
                                .equals(update.row().at(place))));
        List<Integer> refused = changed.stream()
                .filter(place -> target.columns().get(place).identityAlways())
                .toList();
        if (!refused.isEmpty() && !update.row().hasUnchanged()) {
            return outcome(delete(target, List.of(update.key())) && copy(target, List.of(update.row())));
        }
        if (refused.stream().anyMatch(key::contains)) {
            throw refused(target, refused);
        }
        List<Integer> places = changed.stream().filter(target::isSettable).toList();
        return outcome(updateRows(target, places, List.of(update)));
    }

    private boolean update(TargetTable target, List<Change.Update> updates) throws SQLException {
        List<Integer> key = target.table().keyIndexes();
        List<Integer> settable = target.places(place -> target.isSettable(place) && !key.contains(place));
        // Rows that leave out other columns need another statement.
        Map<List<Integer>, List<Change.Update>> byPlaces = new LinkedHashMap<>();
        for (Change.Update update : updates) {
            byPlaces.computeIfAbsent(changed(update.row(), settable), none -> new ArrayList<>())
                    .add(update);
        }
        for (Map.Entry<List<Integer>, List<Change.Update>> group : byPlaces.entrySet()) {
            for (List<Change.Update> part : parts(group.getValue(), update -> update.size(VALUE_BYTES))) {
                if (!updateRows(target, group.getKey(), part)) {
                    return false;
                }
            }
        }
        return true;
    }

    private static List<Integer> changed(Row row, List<Integer> places) {
        if (!row.hasUnchanged()) {
            return places;
        }
        return places.stream().filter(place -> !row.at(place).isUnchanged()).toList();
    }

    private boolean updateRows(TargetTable target, List<Integer> places, List<Change.Update> updates)
            throws SQLException {
        List<Integer> key = target.table().keyIndexes();
        List<Integer> fixed = target.fixed();
        // A row that has another value in a fixed column is not found: it would keep that value in silence.
        List<Integer> known = Stream.concat(key.stream(), fixed.stream()).toList();
        List<Row> keys = updates.stream().map(Change.Update::key).toList();
        List<Row> rows = updates.stream().map(Change.Update::row).toList();
        String sql = places.isEmpty() ? target.countSet(known) : target.updateSet(known, places);
        boolean matched;
        try (PreparedStatement statement = prepare(target, sql)) {
            bindKeys(statement, keys, key.size());
            bind(statement, key.size(), rows, fixed);
            bind(statement, known.size(), rows, places);
            matched = (places.isEmpty() ? counted(statement) : statement.executeUpdate()) == updates.size();
        }
        if (!matched && !fixed.isEmpty() && count(target, keys) == updates.size()) {
            throw refused(target, fixed);
        }
        return matched;
    }

    private long count(TargetTable target, List<Row> keys) throws SQLException {
        List<Integer> key = target.table().keyIndexes();
        try (PreparedStatement statement = prepare(target, target.countSet(key))) {
            bindKeys(statement, keys, key.size());
            return counted(statement);
        }
    }

    private static long counted(PreparedStatement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery()) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private Problem refused(TargetTable target, List<Integer> places) {
        String columns = target.names(places);
        return new Problem(
                Problem.Kind.UNFIT,
                "an update changes " + columns + " of " + target.table() + ", which is GENERATED ALWAYS AS IDENTITY at "
                        + where
                        + " and which no update may set there, and leaves out a large value that did not change;"
                        + " there: ALTER TABLE " + Sql.name(target.table().id()) + " ALTER COLUMN " + columns
                        + " SET GENERATED BY DEFAULT, and resume");
    }

    private boolean delete(TargetTable target, List<Row> keys) throws SQLException {
        long deleted = 0;
        for (List<Row> part : parts(keys, key -> key.size(VALUE_BYTES))) {
            try (PreparedStatement statement = prepare(target, target.deleteSet())) {
                bindKeys(statement, part, target.table().keyIndexes().size());
                deleted += statement.executeUpdate();
            }
        }
        return deleted == keys.size();
    }

    private static void bindKeys(PreparedStatement statement, List<Row> keys, int width) throws SQLException {
        bind(statement, 0, keys, IntStream.range(0, width).boxed().toList());
    }

    /** Binds one array for each of these columns of the rows, after those that are bound already. */
    private static void bind(PreparedStatement statement, int bound, List<Row> rows, List<Integer> places)
            throws SQLException {
        int parameter = bound;
        for (int place : places) {
            parameter++;
            statement.setObject(parameter, new TextArray(rows, place));
        }
    }

    private boolean copy(TargetTable target, List<Row> rows) throws SQLException {
        if (rows.isEmpty()) {
            return true;
        }
        List<Integer> places = target.insertable();
        CopyIn copy = session.unwrap(PGConnection.class).getCopyAPI().copyIn(target.copyIn());
        try {
            CopyBytes bytes = new CopyBytes(copy);
            CopyText text = new CopyText(bytes);
            for (Row row : rows) {
                text.add(row, places);
            }
            bytes.flush();
            return copy.endCopy() == rows.size();
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
    }

    /** Where only the text of whole rows tells them apart, a scan for each key would never end: one for all does. */
    private PreparedStatement prepare(TargetTable target, String sql) throws SQLException {
        if (target.index().isNone()) {
            try (Statement statement = session.createStatement()) {
                statement.execute("SET LOCAL enable_hashjoin = on");
            }
        }
        return session.prepareStatement(sql);
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

    /** Runs of the rows, each of a size that is good for both ends. */
    private static <T> List<List<T>> parts(List<T> rows, ToLongFunction<T> bytes) {
        List<List<T>> parts = new ArrayList<>();
        int from = 0;
        long size = 0;
        for (int i = 0; i < rows.size(); i++) {
            size += bytes.applyAsLong(rows.get(i));
            if (size >= BYTES_MAX || i - from + 1 == ROWS_MAX) {
                parts.add(rows.subList(from, i + 1));
                from = i + 1;
                size = 0;
            }
        }
        if (from < rows.size()) {
            parts.add(rows.subList(from, rows.size()));
        }
        return parts;
    }
}
