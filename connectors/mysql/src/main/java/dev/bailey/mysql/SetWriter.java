package dev.bailey.mysql;

import dev.bailey.core.Applier.Outcome;
import dev.bailey.core.Change;
import dev.bailey.core.ChangeSet;
import dev.bailey.core.Row;
import dev.bailey.core.Table;
import dev.bailey.core.Value;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Writes net changes as few statements: updates and deletes by a join with the keys. Confined to one thread. */
final class SetWriter {

    /** Rows in one statement; more gains nothing, and is a longer statement to read for the server. */
    private static final int ROWS_MAX = 1_000;

    /** Of the values in one statement, which literals may take twice: below what any server takes in one packet. */
    private static final long BYTES_MAX = 512 * 1024;

    private static final int VALUE_BYTES = 8;

    /** Without strictness, for values that no column takes otherwise: a member of an {@code ENUM} that is none. */
    private static final String LENIENT = "SET SESSION sql_mode = REPLACE(@@sql_mode, 'STRICT_ALL_TABLES', '')";

    private static final String STRICT = "SET SESSION sql_mode = '" + MysqlConnections.SQL_MODE + "'";

    private static final Value NO_MEMBER = Value.of("0");

    private final Connection session;
    private final String row;
    private final String where;
    private final Map<Table, TargetTable> targets = new HashMap<>();

    /** @param row {@link Dialect#row} */
    SetWriter(Connection session, String row, String where) {
        this.session = session;
        this.row = row;
        this.where = where;
    }

    /** Forgets what is known of the tables, which may have changed when a statement failed. */
    void forget() {
        targets.clear();
    }

    Outcome write(ChangeSet changes) throws SQLException {
        TargetTable target = target(changes.table());
        return outcome(delete(target, changes.deletes())
                && update(target, changes.updates())
                && insert(target, changes.inserts()));
    }

    Outcome rewrite(ChangeSet changes) throws SQLException {
        TargetTable target = target(changes.table());
        List<Row> there = new ArrayList<>(changes.deletes());
        changes.updates().forEach(update -> there.add(update.key()));
        return outcome(delete(target, there) && insert(target, images(changes)));
    }

    Outcome settle(ChangeSet changes) throws SQLException {
        TargetTable target = target(changes.table());
        List<Row> keys = new ArrayList<>(changes.deletes());
        images(changes).forEach(image -> keys.add(image.pick(target.key())));
        delete(target, keys);
        return outcome(insert(target, images(changes)));
    }

    private static List<Row> images(ChangeSet changes) {
        List<Row> images = new ArrayList<>();
        changes.updates().forEach(update -> images.add(update.row()));
        images.addAll(changes.inserts());
        return images;
    }

    Outcome write(Change change) throws SQLException {
        TargetTable target = target(change.table());
        if (change instanceof Change.Insert insert) {
            return outcome(insert(target, List.of(insert.row())));
        } else if (change instanceof Change.Update update) {
            return outcome(1 == run(target, List.of(update.row()), target.update(update.key(), update.row())));
        } else if (change instanceof Change.Delete delete) {
            return outcome(delete(target, List.of(delete.key())));
        }
        throw new IllegalArgumentException("not a change of one row: " + change);
    }

    private static Outcome outcome(boolean all) {
        return all ? Outcome.DONE : Outcome.MISCOUNTED;
    }

    private boolean delete(TargetTable target, List<Row> keys) throws SQLException {
        int deleted = 0;
        for (List<Row> part : parts(keys, target.unique() ? ROWS_MAX : 1, Function.identity())) {
            deleted += run(target, List.of(), target.delete(part));
        }
        return deleted == keys.size();
    }

    private boolean update(TargetTable target, List<Change.Update> updates) throws SQLException {
        boolean bySet = target.unique() && !target.settable().isEmpty();
        int updated = 0;
        for (List<Change.Update> part : parts(updates, bySet ? ROWS_MAX : 1, Change.Update::row)) {
            List<Row> rows = part.stream().map(Change.Update::row).toList();
            updated += part.size() == 1
                    ? run(target, rows, target.update(part.get(0).key(), rows.get(0)))
                    : run(target, rows, target.update(rows));
        }
        return updated == updates.size();
    }

    private boolean insert(TargetTable target, List<Row> rows) throws SQLException {
        int inserted = 0;
        for (List<Row> part : parts(rows, ROWS_MAX, Function.identity())) {
            inserted += run(target, part, target.insert(part));
        }
        return inserted == rows.size();
    }

    private int run(TargetTable target, List<Row> rows, String sql) throws SQLException {
        boolean lenient = hasNoMember(target, rows);
        try (Statement statement = session.createStatement()) {
            if (lenient) {
                statement.execute(LENIENT);
            }
            int met = statement.executeUpdate(sql);
            if (lenient) {
                statement.execute(STRICT);
            }
            return met;
        }
    }

    private static boolean hasNoMember(TargetTable target, List<Row> rows) {
        for (int place = 0; place < target.types().size(); place++) {
            int at = place;
            if (target.types().get(place).kind() == ValueType.Kind.ENUM
                    && rows.stream().anyMatch(each -> each.at(at).equals(NO_MEMBER))) {
                return true;
            }
        }
        return false;
    }

    private static <T> List<List<T>> parts(List<T> all, int rowsMax, Function<T, Row> rowOf) {
        List<List<T>> parts = new ArrayList<>();
        int from = 0;
        long bytes = 0;
        for (int i = 0; i < all.size(); i++) {
            long size = rowOf.apply(all.get(i)).size(VALUE_BYTES);
            if (i > from && (i - from == rowsMax || bytes + size > BYTES_MAX)) {
                parts.add(all.subList(from, i));
                from = i;
                bytes = 0;
            }
            bytes += size;
        }
        if (from < all.size()) {
            parts.add(all.subList(from, all.size()));
        }
        return parts;
    }

    private TargetTable target(Table table) throws SQLException {
        TargetTable target = targets.get(table);
        if (target == null) {
            target = TargetTable.read(session, table, row, where);
            targets.put(table, target);
        }
        return target;
    }
}
