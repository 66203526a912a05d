package dev.bailey.mysql;

import dev.bailey.core.KeyRange;
import dev.bailey.core.Row;
import dev.bailey.core.TableId;
import dev.bailey.core.Value;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A table cut along its primary key, into conditions of which each row meets exactly one. The server compares, by the
 * key's own collation. Immutable.
 *
 * @param columns of the primary key; none where there is no such key, or one over parts of values
 */
record KeyRanges(TableId table, List<BulkColumn> columns) {

    static final String WHOLE = "TRUE";

    private static final String PRIMARY = """
            SELECT COLUMN_NAME, SUB_PART IS NULL FROM information_schema.STATISTICS
            WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ? AND INDEX_NAME = 'PRIMARY' ORDER BY SEQ_IN_INDEX""";

    /** Those whose values compare as literals the way they stand in the index. */
    private static final Set<ValueType.Kind> ORDERED = EnumSet.of(
            ValueType.Kind.INTEGER,
            ValueType.Kind.DECIMAL,
            ValueType.Kind.DATE,
            ValueType.Kind.TIME,
            ValueType.Kind.DATETIME,
            ValueType.Kind.TIMESTAMP,
            ValueType.Kind.TEXT,
            ValueType.Kind.BYTES,
            ValueType.Kind.FIXED_BYTES,
            ValueType.Kind.NAMED);

    /** With fewer values than this for each part, parts by value alone would differ too much. */
    private static final long VALUES_PER_PART_MIN = 1_000;

    KeyRanges {
        columns = List.copyOf(columns);
    }

    static KeyRanges of(Connection session, TableId table, List<BulkColumn> all) throws SQLException {
        Map<String, BulkColumn> byName = all.stream().collect(Collectors.toMap(BulkColumn::name, Function.identity()));
        List<BulkColumn> key = new ArrayList<>();
        try (PreparedStatement statement = session.prepareStatement(PRIMARY)) {
            statement.setString(1, table.schema());
            statement.setString(2, table.name());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    BulkColumn column = byName.get(Sql.name(rows.getString(1)));
                    if (column == null || !rows.getBoolean(2)) {
                        return new KeyRanges(table, List.of());
                    }
                    key.add(column);
                }
            }
        }
        return new KeyRanges(table, key);
    }

    /** What makes a query read the table along its key. */
    String from() {
        return Sql.name(table) + (columns.isEmpty() ? "" : " FORCE INDEX (PRIMARY)");
    }

    String order() {
        return columns.isEmpty() ? "" : " ORDER BY " + names();
    }

    /** Whether the server sorts these keys as it compares them with literals. */
    boolean isOrdered() {
        return !columns.isEmpty()
                && columns.stream()
                        .allMatch(column -> ORDERED.contains(column.type().kind()));
    }

    /** What two tables have in common that are sorted alike. */
    String description() {
        return columns.stream()
                .map(column -> column.name() + " " + column.type().kind() + " "
                        + column.type().collation())
                .collect(Collectors.joining(", "));
    }

    private String names() {
        return columns.stream().map(BulkColumn::name).collect(Collectors.joining(", "));
    }

    /**
     * Cuts the table.
     *
     * @param rows in the table, roughly
     */
    List<String> split(Connection session, int wanted, long rows) throws SQLException {
        if (wanted < 2 || !isOrdered()) {
            return List.of(WHOLE);
        }
        List<Row> cuts = byValue(session, wanted);
        if (cuts.isEmpty()) {
            cuts = byRows(session, wanted, Math.max(1, rows / wanted));
        }
        List<String> ranges = new ArrayList<>();
        KeyRange rest = KeyRange.WHOLE;
        for (Row cut : cuts) {
            ranges.add(condition(rest.before(cut)));
            rest = rest.from(cut);
        }
        ranges.add(condition(rest));
        return ranges;
    }

    /** That a row is in a range. */
    String condition(KeyRange range) {
        return Stream.of(
                        range.from().map(key -> beyond(key, ">", ">=")),
                        range.before().map(key -> beyond(key, "<", "<")))
                .flatMap(Optional::stream)
                .reduce((from, before) -> from + " AND " + before)
                .orElse(WHOLE);
    }

    /** Parts of the first column's values, where it is a whole number and has many; otherwise none. */
    private List<Row> byValue(Connection session, int wanted) throws SQLException {
        BulkColumn first = columns.get(0);
        if (first.type().kind() != ValueType.Kind.INTEGER) {
            return List.of();
        }
        try (Statement statement = session.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT MIN(" + first.name() + "), MAX(" + first.name() + ") FROM " + Sql.name(table))) {
            row.next();
            if (row.getString(1) == null) {
                return List.of();
            }
            BigInteger least = new BigInteger(row.getString(1));
            BigInteger width = new BigInteger(row.getString(2)).subtract(least);
            if (width.compareTo(BigInteger.valueOf(wanted * VALUES_PER_PART_MIN)) < 0) {
                return List.of();
            }
            List<Row> cuts = new ArrayList<>();
            for (int part = 1; part < wanted; part++) {
                BigInteger offset = width.multiply(BigInteger.valueOf(part)).divide(BigInteger.valueOf(wanted));
                cuts.add(Row.of(Value.of(least.add(offset).toString())));
            }
            return cuts;
        }
    }

    /** Keys that stand so many rows apart, for which the server counts through the index. */
    private List<Row> byRows(Connection session, int wanted, long step) throws SQLException {
        List<Row> cuts = new ArrayList<>();
        Optional<Row> cut = nth(session, KeyRange.WHOLE, order(), step);
        while (cut.isPresent() && cuts.size() < wanted - 1) {
            cuts.add(cut.get());
            cut = cuts.size() < wanted - 1
                    ? nth(session, KeyRange.WHOLE.from(cut.get()), order(), step)
                    : Optional.empty();
        }
        return cuts;
    }

    /** The key that stands so many rows from the end of a range; empty where the range has fewer. */
    Optional<Row> fromEnd(Connection session, KeyRange range, int rows) throws SQLException {
        String backwards = columns.stream()
                .map(column -> column.name() + " DESC")
                .collect(Collectors.joining(", ", " ORDER BY ", ""));
        return nth(session, range, backwards, rows - 1);
    }

    /** @param rows how many come before it */
    private Optional<Row> nth(Connection session, KeyRange range, String order, long rows) throws SQLException {
        String selected = columns.stream()
                // not every session leaves texts as they are stored
                .map(column -> column.type().kind() == ValueType.Kind.TEXT
                        ? "CAST(" + column.name() + " AS BINARY)"
                        : column.selected())
                .collect(Collectors.joining(", "));
        try (Statement statement = session.createStatement();
                ResultSet row = statement.executeQuery("SELECT " + selected + " FROM " + from() + " WHERE "
                        + condition(range) + order + " LIMIT 1 OFFSET " + rows)) {
            if (!row.next()) {
                return Optional.empty();
            }
            List<Value> values = new ArrayList<>();
            for (int i = 1; i <= columns.size(); i++) {
                values.add(Value.of(row.getBytes(i)));
            }
            return Optional.of(Row.of(values));
        }
    }

    /**
     * The condition that a key lies on one side of another. Spelled out, because no optimizer finds its way by a
     * comparison of rows; the first column stands before the rest for the same reason.
     *
     * @param last how the last column compares
     */
    private String beyond(Row cut, String strictly, String last) {
        StringBuilder condition = new StringBuilder();
        if (cut.size() > 1) {
            compared(condition, 0, strictly + "=", cut).append(" AND ");
        }
        condition.append('(');
        for (int i = 0; i < cut.size(); i++) {
            boolean isLast = i == cut.size() - 1;
            compared(condition, i, isLast ? last : strictly, cut);
            if (!isLast) {
                compared(condition.append(" OR ("), i, "=", cut).append(" AND (");
            }
        }
        return condition.append("))".repeat(cut.size() - 1)).append(')').toString();
    }

    private StringBuilder compared(StringBuilder condition, int column, String comparison, Row cut) {
        condition
                .append(columns.get(column).name())
                .append(' ')
                .append(comparison)
                .append(' ');
        Literals.compared(columns.get(column).type(), cut.at(column), condition);
        return condition;
    }
}
