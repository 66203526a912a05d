package dev.bailey.mysql;

import dev.bailey.core.Column;
import dev.bailey.core.Problem;
import dev.bailey.core.Problem.Kind;
import dev.bailey.core.Row;
import dev.bailey.core.Table;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A table of the other side as this one holds it, and the statements that write to it. Values stand in them as literals
 * of the column's own type, which is what keeps them exact and lets the key's index be used. Immutable.
 *
 * @param types this side's, in the order of the other side's columns
 * @param written where the columns stand that are written: none that the server computes
 * @param unique whether the key tells rows apart; otherwise several may be the same, and one of them is meant
 * @param forced what makes the server look rows of a set up by their key, whatever it takes the table's size for: a
 *     table that was filled a moment ago counts as empty, and would be read whole for each row
 * @param row how the server spells a row of values ({@link Dialect#row})
 */
record TargetTable(
        Table table, List<ValueType> types, List<Integer> written, boolean unique, String forced, String row) {

    private static final String SET = "s";

    TargetTable {
        types = List.copyOf(types);
        written = List.copyOf(written);
    }

    static TargetTable read(Connection session, Table table, String row, String where) throws SQLException {
        TableListing here = TableListing.read(session, table.id())
                .orElseThrow(() -> misfit(table, "there is no such table at " + where));
        List<String> names = here.table().columns().stream().map(Column::name).toList();
        List<ValueType> types = new ArrayList<>();
        List<Integer> written = new ArrayList<>();
        for (int place = 0; place < table.columns().size(); place++) {
            Column column = table.columns().get(place);
            int there = names.indexOf(column.name());
            if (there < 0) {
                throw misfit(table, "has a column \"" + column.name() + "\" on the other side and none at " + where);
            }
            types.add(here.types().get(there));
            if (!column.generated() && !here.table().columns().get(there).generated()) {
                written.add(place);
            }
        }
        String forced = here.keyIndex()
                .filter(index -> here.table().key().stream()
                        .map(Column::name)
                        .collect(Collectors.toSet())
                        .equals(table.key().stream().map(Column::name).collect(Collectors.toSet())))
                .map(index -> " FORCE INDEX (" + Sql.name(index) + ")")
                .orElse("");
        return new TargetTable(table, types, written, here.hasKey(), forced, row);
    }

    private static Problem misfit(Table table, String because) {
        return new Problem(Kind.MISFIT, table + ": " + because + "; make the tables the same: it goes on by itself");
    }

    /** Deletes the rows of these keys; where rows are not told apart, one row of one key. */
    String delete(List<Row> keys) {
        if (keys.size() == 1) {
            return "DELETE FROM " + name() + " WHERE " + is(keys.get(0)) + (unique ? "" : " LIMIT 1");
        }
        return "DELETE t FROM " + set(keys) + " STRAIGHT_JOIN " + name() + " t" + forced + " ON " + matches();
    }

    /** Sets all columns of rows that keep their keys. */
    String update(List<Row> rows) {
        List<Integer> key = key();
        List<Integer> places = settable();
        String sets = IntStream.range(0, places.size())
                .mapToObj(i -> "t." + column(places.get(i)) + " = " + SET + ".v" + (key.size() + i))
                .collect(Collectors.joining(", "));
        StringBuilder values = new StringBuilder();
        for (int i = 0; i < rows.size(); i++) {
            values.append(i == 0 ? "SELECT " : i == 1 ? " UNION ALL VALUES " + row + "(" : ", " + row + "(");
            compared(rows.get(i).pick(key), i == 0, values);
            for (int j = 0; j < places.size(); j++) {
                Literals.assigned(types.get(places.get(j)), rows.get(i).at(places.get(j)), values.append(", "));
                named(i == 0, key.size() + j, values);
            }
            values.append(i == 0 ? "" : ")");
        }
        return "UPDATE (" + values + ") " + SET + " STRAIGHT_JOIN " + name() + " t" + forced + " ON " + matches()
                + " SET " + sets;
    }

    /** Where the columns stand that an update in place may set. */
    List<Integer> settable() {
        List<Integer> key = key();
        return written.stream().filter(place -> !key.contains(place)).toList();
    }

    /** Sets the columns of one row, its key among them, that were not left out. */
    String update(Row key, Row row) {
        StringBuilder sql = new StringBuilder("UPDATE " + name() + " SET ");
        List<Integer> changed =
                written.stream().filter(place -> !row.at(place).isUnchanged()).toList();
        for (int i = 0; i < changed.size(); i++) {
            sql.append(i == 0 ? "" : ", ").append(column(changed.get(i))).append(" = ");
            Literals.assigned(types.get(changed.get(i)), row.at(changed.get(i)), sql);
        }
        return sql.append(" WHERE ")
                .append(is(key))
                .append(unique ? "" : " LIMIT 1")
                .toString();
    }

    String insert(List<Row> rows) {
        StringBuilder sql = new StringBuilder("INSERT INTO " + name() + " ("
                + written.stream().map(this::column).collect(Collectors.joining(", ")) + ") VALUES ");
        for (int i = 0; i < rows.size(); i++) {
            sql.append(i == 0 ? "(" : ", (");
            for (int j = 0; j < written.size(); j++) {
                sql.append(j == 0 ? "" : ", ");
                Literals.assigned(types.get(written.get(j)), rows.get(i).at(written.get(j)), sql);
            }
            sql.append(')');
        }
        return sql.toString();
    }

    /** Which row has this key, as a condition. */
    String is(Row key) {
        List<Integer> places = key();
        StringBuilder sql = new StringBuilder();
        for (int i = 0; i < places.size(); i++) {
            sql.append(i == 0 ? "" : " AND ").append(column(places.get(i))).append(unique ? " = " : " <=> ");
            Literals.compared(types.get(places.get(i)), key.at(i), sql);
        }
        return sql.toString();
    }

    /** A derived table of keys, its columns named v0, v1 and so on. */
    private String set(List<Row> keys) {
        StringBuilder values = new StringBuilder();
        for (int i = 0; i < keys.size(); i++) {
            values.append(i == 0 ? "SELECT " : i == 1 ? " UNION ALL VALUES " + row + "(" : ", " + row + "(");
            compared(keys.get(i), i == 0, values);
            values.append(i == 0 ? "" : ")");
        }
        return "(" + values + ") " + SET;
    }

    private void compared(Row key, boolean first, StringBuilder out) {
        List<Integer> places = key();
        for (int i = 0; i < places.size(); i++) {
            Literals.compared(types.get(places.get(i)), key.at(i), out.append(i == 0 ? "" : ", "));
            named(first, i, out);
        }
    }

    /** The first row names the columns. */
    private static void named(boolean first, int number, StringBuilder out) {
        if (first) {
            out.append(" AS v").append(number);
        }
    }

    private String matches() {
        List<Integer> key = key();
        return IntStream.range(0, key.size())
                .mapToObj(i -> "t." + column(key.get(i)) + " = " + SET + ".v" + i)
                .collect(Collectors.joining(" AND "));
    }

    List<Integer> key() {
        return table.keyIndexes();
    }

    String column(int place) {
        return Sql.name(table.columns().get(place).name());
    }

    String name() {
        return Sql.name(table.id());
    }
}
