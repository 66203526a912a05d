package dev.bailey.postgres;

import dev.bailey.core.Change;
import dev.bailey.core.Clash;
import dev.bailey.core.Row;
import dev.bailey.core.Table;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds the row that is in the way of a change. Confined to one thread. */
final class ClashSearch {

    private static final String UNIQUE_INDEX = Resources.text("unique-index.sql");

    private final Connection session;
    private final String where;

    ClashSearch(Connection session, String where) {
        this.session = session;
        this.where = where;
    }

    /** @param index the unique index or exclusion constraint that refused the change, if one did */
    Clash of(Change change, Optional<String> index) throws SQLException {
        if (change instanceof Change.Insert insert) {
            return inserting(insert, insert.row(), index);
        } else if (change instanceof Change.Delete) {
            return new Clash(Clash.Kind.DELETE_FOUND_NONE, change, Optional.empty());
        } else if (change instanceof Change.Update update) {
            return row(update.table(), update.key()).isEmpty()
                    ? new Clash(Clash.Kind.UPDATE_FOUND_NONE, change, Optional.empty())
                    : inserting(update, update.row(), index);
        }
        throw new IllegalArgumentException("not a change of one row: " + change);
    }

    private Clash inserting(Change change, Row row, Optional<String> index) throws SQLException {
        Clash bare = new Clash(Clash.Kind.VALUE_TAKEN, change, Optional.empty());
        Table table = bare.table();
        Row newKey = row.pick(table.keyIndexes());
        boolean isNewKey = change instanceof Change.Insert || !newKey.equals(bare.key());
        Optional<String> there = isNewKey && newKey.size() > 0 ? row(table, newKey) : Optional.empty();
        if (there.isPresent()) {
            return new Clash(Clash.Kind.ROW_EXISTS, change, there);
        }
        return index.isEmpty() ? bare : new Clash(bare.kind(), change, holder(bare, row, index.get()));
    }

    /** The row with this key, or one of those that are the same in all. */
    private Optional<String> row(Table table, Row key) throws SQLException {
        TargetTable target = TargetTable.read(session, table, where);
        List<@Nullable String> values = texts(key);
        return image(target, "", matches(target), values);
    }

    private static String matches(TargetTable target) {
        List<TargetTable.TargetColumn> key =
                target.table().keyIndexes().stream().map(target.columns()::get).toList();
        return target.index()
                .matches(
                        key.stream().map(TargetTable.TargetColumn::name).toList(),
                        key.stream()
                                .map(column -> "t." + Sql.name(column.name()))
                                .toList(),
                        key.stream().map(column -> "?::text::" + column.type()).toList());
    }

    /** The row that holds what the index refused; none where the log leaves out what it would take to find it. */
    private Optional<String> holder(Clash clash, Row row, String index) throws SQLException {
        List<String> matches = new ArrayList<>();
        List<String> expressions = new ArrayList<>();
        try (PreparedStatement statement = session.prepareStatement(UNIQUE_INDEX)) {
            statement.setString(1, Sql.name(clash.table().id().schema()) + "." + Sql.name(index));
            try (ResultSet columns = statement.executeQuery()) {
                while (columns.next()) {
                    String name = "bailey_" + expressions.size();
                    String operator = columns.getBoolean(3) ? "IS NOT DISTINCT FROM" : columns.getString(2);
                    expressions.add("(" + columns.getString(1) + ") AS " + name);
                    matches.add("(" + columns.getString(1) + ") " + operator + " incoming." + name);
                    matches.add("(" + columns.getString(4) + ")");
                }
            }
        }
        if (expressions.isEmpty() || row.hasUnchanged()) {
            return Optional.empty();
        }
        TargetTable target = TargetTable.read(session, clash.table(), where);
        String incoming = ", (SELECT " + String.join(", ", expressions) + " FROM (SELECT "
                + target.columns().stream()
                        .map(column -> "?::text::" + column.type() + " AS " + Sql.name(column.name()))
                        .collect(Collectors.joining(", "))
                + ") AS given OFFSET 0) AS incoming";
        List<@Nullable String> values = texts(row);
        values.addAll(texts(clash.key()));
        String another = clash.key().size() == 0 ? "true" : "NOT (" + matches(target) + ")";
        return image(target, incoming, String.join(" AND ", matches) + " AND " + another, values);
    }

    private static List<@Nullable String> texts(Row row) {
        List<@Nullable String> texts = new ArrayList<>();
        for (int i = 0; i < row.size(); i++) {
            texts.add(row.at(i).isNull() ? null : row.at(i).text());
        }
        return texts;
    }

    private Optional<String> image(TargetTable target, String and, String condition, List<@Nullable String> values)
            throws SQLException {
        String sql = "SELECT " + RowImages.expression(target.columns()) + " FROM ONLY "
                + Sql.name(target.table().id()) + " t" + and + " WHERE " + condition + " LIMIT 1";
        try (PreparedStatement statement = session.prepareStatement(sql)) {
            for (int i = 0; i < values.size(); i++) {
                statement.setString(i + 1, values.get(i));
            }
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
            }
        }
    }
}
