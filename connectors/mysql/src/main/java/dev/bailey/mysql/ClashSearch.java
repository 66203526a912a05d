package dev.bailey.mysql;

import dev.bailey.core.Change;
import dev.bailey.core.Clash;
import dev.bailey.core.Column;
import dev.bailey.core.Row;
import dev.bailey.core.Table;
import dev.bailey.core.Value;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds the row that is in the way of a change. Confined to one thread. */
final class ClashSearch {

    /** The end of what the server says of a duplicate; newer versions put the table before the index. */
    private static final Pattern INDEX = Pattern.compile(".*for key '(?:[^'.]+\\.)?([^']+)'.*", Pattern.DOTALL);

    private static final String INDEX_COLUMNS = """
            SELECT COLUMN_NAME, SUB_PART FROM information_schema.STATISTICS
            WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ? AND INDEX_NAME = ? ORDER BY SEQ_IN_INDEX""";

    private final Connection session;
    private final String where;

    ClashSearch(Connection session, String where) {
        this.session = session;
        this.where = where;
    }

    /** @param refusal what the server said, if the change collided */
    Clash of(Change change, @Nullable String refusal) throws SQLException {
        if (change instanceof Change.Insert insert) {
            return inserting(insert, insert.row(), refusal);
        } else if (change instanceof Change.Delete) {
            return new Clash(Clash.Kind.DELETE_FOUND_NONE, change, Optional.empty());
        } else if (change instanceof Change.Update update) {
            return row(update.table(), update.key()).isEmpty()
                    ? new Clash(Clash.Kind.UPDATE_FOUND_NONE, change, Optional.empty())
                    : inserting(update, update.row(), refusal);
        }
        throw new IllegalArgumentException("not a change of one row: " + change);
    }

    private Clash inserting(Change change, Row row, @Nullable String refusal) throws SQLException {
        Clash bare = new Clash(Clash.Kind.VALUE_TAKEN, change, Optional.empty());
        Row newKey = row.pick(bare.table().keyIndexes());
        boolean isNewKey = change instanceof Change.Insert || !newKey.equals(bare.key());
        Optional<String> there = isNewKey ? row(bare.table(), newKey) : Optional.empty();
        return there.isPresent()
                ? new Clash(Clash.Kind.ROW_EXISTS, change, there)
                : new Clash(bare.kind(), change, holder(bare, row, refusal));
    }

    private Optional<String> row(Table table, Row key) throws SQLException {
        TargetTable target = TargetTable.read(session, table, "", where);
        return image(target, target.is(key));
    }

    /** The row that holds what the index refused; none where the log leaves out what it would take to find it. */
    private Optional<String> holder(Clash clash, Row row, @Nullable String refusal) throws SQLException {
        Matcher named = INDEX.matcher(String.valueOf(refusal));
        if (!named.matches()) {
            return Optional.empty();
        }
        TargetTable target = TargetTable.read(session, clash.table(), "", where);
        List<String> names = target.table().columns().stream().map(Column::name).toList();
        StringBuilder matches = new StringBuilder();
        try (PreparedStatement statement = session.prepareStatement(INDEX_COLUMNS)) {
            statement.setString(1, clash.table().id().schema());
            statement.setString(2, clash.table().id().name());
            statement.setString(3, named.group(1));
            try (ResultSet columns = statement.executeQuery()) {
                while (columns.next()) {
                    int place = names.indexOf(String.valueOf(columns.getString(1)));
                    if (place < 0
                            || columns.getString(2) != null
                            || row.at(place).isUnchanged()) {
                        return Optional.empty();
                    }
                    matches.append(matches.isEmpty() ? "" : " AND ")
                            .append(target.column(place))
                            .append(" = ");
                    Literals.compared(target.types().get(place), row.at(place), matches);
                }
            }
        }
        return matches.isEmpty() ? Optional.empty() : image(target, matches.toString());
    }

    private Optional<String> image(TargetTable target, String condition) throws SQLException {
        List<String> expressions = new ArrayList<>();
        for (int place = 0; place < target.types().size(); place++) {
            expressions.add(readable(target.types().get(place), target.column(place)));
        }
        String sql = "SELECT " + String.join(", ", expressions) + " FROM " + target.name() + " WHERE " + condition
                + " LIMIT 1";
        try (Statement statement = session.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? Optional.of(json(target, row)) : Optional.empty();
        }
    }

    private static String readable(ValueType type, String column) {
        return switch (type.kind()) {
            case BYTES, FIXED_BYTES, GEOMETRY -> "HEX(" + column + ")";
            case BIT, ENUM, SET -> column + " + 0";
            default -> "CONVERT(" + column + " USING utf8mb4)";
        };
    }

    private static String json(TargetTable target, ResultSet row) throws SQLException {
        List<String> names = target.table().columns().stream().map(Column::name).toList();
        List<Value> values = new ArrayList<>();
        List<Optional<ValueType>> types = new ArrayList<>();
        for (int i = 1; i <= names.size(); i++) {
            String text = row.getString(i);
            values.add(text == null ? Value.NULL : Value.of(text));
            types.add(Optional.empty());
        }
        return Images.json(names, types, Row.of(values));
    }
}
