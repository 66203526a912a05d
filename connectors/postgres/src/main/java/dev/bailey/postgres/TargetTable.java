package dev.bailey.postgres;

import dev.bailey.core.Column;
import dev.bailey.core.Problem;
import dev.bailey.core.Problem.Kind;
import dev.bailey.core.Table;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A table of the other side as this one holds it, and the statements that write to it. Values travel as text and are
 * cast to the types of this side's columns, without length: a cast to {@code varchar(5)} would cut silently, while the
 * column itself refuses what is too long. Immutable.
 *
 * <p>Where no index tells rows apart, several may be the same: then one of them is changed for each key that is given.
 *
 * @param columns this side's, in the order of the other side's
 */
record TargetTable(Table table, List<TargetColumn> columns, KeyIndex index) {

    /**
     * Where text has a cast of its own to a type ({@code regclass}: names, but not the number of what is gone), values
     * go by way of {@code bpchar}, which has none, to the type's own input.
     */
    private static final String COLUMNS = """
            SELECT attname, CASE WHEN 'text'::regtype = ANY (own.sources) AND NOT 'bpchar'::regtype = ANY (own.sources)
                    THEN 'bpchar::' ELSE '' END || format_type(atttypid, -1),
                attgenerated <> '', attidentity = 'a'
            FROM pg_attribute JOIN pg_type t ON t.oid = atttypid CROSS JOIN LATERAL (
                SELECT coalesce(array_agg(castsource), '{}') AS sources FROM pg_cast
                WHERE casttarget = coalesce(nullif(typbasetype, 0), t.oid) AND castmethod = 'f') AS own
            WHERE attrelid = to_regclass(?) AND attnum > 0 AND NOT attisdropped""";

    TargetTable {
        columns = List.copyOf(columns);
    }

    static TargetTable read(Connection session, Table table, String where) throws SQLException {
        Map<String, TargetColumn> here = new HashMap<>();
        try (PreparedStatement statement = session.prepareStatement(COLUMNS)) {
            statement.setString(1, Sql.name(table.id()));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    TargetColumn column = new TargetColumn(
                            rows.getString(1), rows.getString(2), rows.getBoolean(3), rows.getBoolean(4));
                    here.put(column.name(), column);
                }
            }
        }
        List<TargetColumn> columns = new ArrayList<>();
        for (Column column : table.columns()) {
            TargetColumn match = here.get(column.name());
            if (match == null) {
                throw new Problem(
                        Kind.MISFIT,
                        table + " has a column \"" + column.name() + "\" on the other side and none at " + where
                                + "; make the tables the same: it goes on by itself");
            }
            columns.add(match);
        }
        return new TargetTable(table, columns, KeyIndex.read(session, table));
    }

    /** Where the columns stand that an insert fills. */
    List<Integer> insertable() {
        return places(i -> !isGenerated(i));
    }

    /** Where the columns stand that an update may set: not the key, and none that the server insists on filling. */
    boolean isSettable(int place) {
        return !isGenerated(place) && !columns.get(place).identityAlways();
    }

    /** Where identity columns stand, outside the key, that the server lets no update set. */
    List<Integer> fixed() {
        return places(
                i -> columns.get(i).identityAlways() && !table.columns().get(i).key());
    }

    private boolean isGenerated(int place) {
        return columns.get(place).generated() || table.columns().get(place).generated();
    }

    List<Integer> places(IntPredicate which) {
        return IntStream.range(0, columns.size()).filter(which).boxed().toList();
    }

    /** Deletes the rows of many keys. */
    String deleteSet() {
        List<Integer> key = table.keyIndexes();
        return index.isNone()
                ? "DELETE FROM ONLY " + name() + " WHERE ctid = ANY (ARRAY(SELECT " + oneOf(key) + "))"
                : "DELETE FROM ONLY " + name() + " t USING " + unnest(key.size()) + " WHERE " + matches(key);
    }

    /** Sets the columns at these places in many rows; the values by which the rows are known come first. */
    String updateSet(List<Integer> known, List<Integer> places) {
        List<String> sets = new ArrayList<>();
        for (int i = 0; i < places.size(); i++) {
            TargetColumn column = columns.get(places.get(i));
            sets.add(Sql.name(column.name()) + " = s.v" + (known.size() + i) + "::" + column.type());
        }
        String set = "UPDATE ONLY " + name() + " t SET " + String.join(", ", sets) + " FROM ";
        String given = unnest(known.size() + places.size());
        return index.isNone()
                ? set + "(SELECT DISTINCT ON (s.n) t.ctid AS at, s.* FROM ONLY " + name() + " t, " + given + " WHERE "
                        + matches(known) + ") s WHERE t.ctid = s.at"
                : set + given + " WHERE " + matches(known);
    }

    /** Counts the given values at these places of which there is a row. */
    String countSet(List<Integer> known) {
        return "SELECT count(" + (index.isNone() ? "DISTINCT s.n" : "*") + ") FROM ONLY " + name() + " t, "
                + unnest(known.size()) + " WHERE " + matches(known);
    }

    String copyIn() {
        return "COPY " + name() + " (" + names(insertable()) + ") FROM STDIN";
    }

    /** The place of one row for each key, as the rest of a SELECT. */
    private String oneOf(List<Integer> key) {
        return "min(t.ctid) FROM ONLY " + name() + " t, " + unnest(key.size()) + " WHERE " + matches(key)
                + " GROUP BY s.n";
    }

    /**
     * A row for each place of so many arrays. In the list of a {@code SELECT} they are taken apart in step, row by row;
     * in {@code FROM} each is stored as a table of its own first, but only there can the rows be numbered.
     */
    private String unnest(int count) {
        if (index.isNone()) {
            String names = IntStream.range(0, count).mapToObj(i -> "v" + i).collect(Collectors.joining(", "));
            return "unnest(" + String.join(", ", Collections.nCopies(count, "?::text[]")) + ") WITH ORDINALITY s("
                    + names + ", n)";
        }
        return IntStream.range(0, count)
                .mapToObj(i -> "unnest(?::text[]) AS v" + i)
                .collect(Collectors.joining(", ", "(SELECT ", ") s"));
    }

    private String matches(List<Integer> known) {
        List<String> names =
                known.stream().map(place -> columns.get(place).name()).toList();
        return index.matches(
                names,
                names.stream().map(column -> "t." + Sql.name(column)).toList(),
                IntStream.range(0, known.size())
                        .mapToObj(i ->
                                "s.v" + i + "::" + columns.get(known.get(i)).type())
                        .toList());
    }

    /** The columns at these places as SQL names them, parted by commas. */
    String names(List<Integer> places) {
        return Sql.names(places.stream().map(place -> columns.get(place).name()).toList());
    }

    private String name() {
        return Sql.name(table.id());
    }

    /**
     * A column of this side.
     *
     * @param type without length or precision, spelled so that it can be cast to
     */
    record TargetColumn(String name, String type, boolean generated, boolean identityAlways) {}
}
