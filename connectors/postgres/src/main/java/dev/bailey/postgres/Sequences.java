package dev.bailey.postgres;

import dev.bailey.core.Problem;
import dev.bailey.core.Table;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads sequences and sets them ahead. A sequence is named as SQL spells it, with its schema. */
final class Sequences {

    private static final String NAMES = """
            WITH wanted (oid) AS (SELECT unnest(?::regclass[])::oid)
            SELECT format('%I.%I', n.nspname, c.relname)
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind = 'S' AND c.relpersistence <> 't' AND n.nspname <> 'bailey'
                AND (c.relnamespace IN (SELECT relnamespace FROM pg_class JOIN wanted USING (oid))
                    OR EXISTS (SELECT FROM pg_depend d JOIN wanted w ON w.oid = d.refobjid
                        WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype IN ('a', 'i'))
                    OR EXISTS (SELECT FROM pg_depend d JOIN pg_attrdef f ON f.oid = d.objid
                        JOIN wanted w ON w.oid = f.adrelid
                        WHERE d.classid = 'pg_attrdef'::regclass AND d.refobjid = c.oid))
            ORDER BY 1""";

    private static final String USED = """
            SELECT name, pg_sequence_last_value(seqrelid), true, seqincrement, seqmin, seqmax, seqcycle
            FROM unnest(?::text[]) AS name JOIN pg_sequence ON seqrelid = name::regclass""";

    /** Each is a part of one statement, and the server's stack has room for some thousands. */
    private static final int READ_AT_ONCE = 200;

    private final Connection connection;

    Sequences(Connection connection) {
        this.connection = connection;
    }

    /** The last value given out by each; where none was, the one that would stand before the first. */
    Map<String, Long> lastValues(List<Table> tables) throws SQLException {
        Map<String, Long> values = new TreeMap<>();
        read(names(tables)).forEach(each -> values.put(each.name, each.last().longValueExact()));
        return values;
    }

    /** Sets each so that the next value lies past {@code gap} steps after the given one; never back. */
    void advance(Map<String, Long> values, long gap) throws SQLException {
        List<String> names = new ArrayList<>();
        List<Long> lasts = new ArrayList<>();
        for (State state : read(values.keySet())) {
            long from = values.getOrDefault(state.name, Long.MIN_VALUE);
            Long next = state.advanced(BigInteger.valueOf(from), BigInteger.valueOf(gap));
            if (next != null) {
                names.add(state.name);
                lasts.add(next);
            }
        }
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT setval(name::regclass, last) FROM unnest(?::text[], ?::bigint[]) AS s (name, last)")) {
            statement.setArray(1, connection.createArrayOf("text", names.toArray()));
            statement.setArray(2, connection.createArrayOf("int8", lasts.toArray()));
            statement.execute();
        }
    }

    private List<String> names(List<Table> tables) throws SQLException {
        Object[] relations = tables.stream().map(Table::id).map(Sql::name).toArray();
        try (PreparedStatement statement = connection.prepareStatement(NAMES)) {
            statement.setArray(1, connection.createArrayOf("text", relations));
            List<String> names = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    names.add(rows.getString(1));
                }
            }
            return names;
        }
    }

    /** Users wait while this is read: those that were used all at once, and only the others one by one. */
    private List<State> read(Collection<String> names) throws SQLException {
        List<State> states = new ArrayList<>();
        List<String> unused = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(USED)) {
            statement.setArray(1, connection.createArrayOf("text", names.toArray()));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    rows.getLong(2);
                    if (rows.wasNull()) {
                        unused.add(rows.getString(1));
                    } else {
                        states.add(state(rows));
                    }
                }
            }
        }
        for (int first = 0; first < unused.size(); first += READ_AT_ONCE) {
            readUnused(unused.subList(first, Math.min(first + READ_AT_ONCE, unused.size())), states);
        }
        return states;
    }

    /** From each sequence itself: the catalog's functions do not tell a value that {@code setval} put there unused. */
    private void readUnused(List<String> names, List<State> states) throws SQLException {
        String query = names.stream()
                .map(name -> "SELECT " + Sql.literal(name) + ", s.last_value, s.is_called, p.seqincrement, p.seqmin,"
                        + " p.seqmax, p.seqcycle FROM " + name + " s, pg_sequence p WHERE p.seqrelid = "
                        + Sql.literal(name) + "::regclass")
                .collect(Collectors.joining(" UNION ALL "));
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                states.add(state(rows));
            }
        }
    }

    private static State state(ResultSet row) throws SQLException {
        return new State(
                row.getString(1),
                row.getLong(2),
                row.getBoolean(3),
                row.getLong(4),
                row.getLong(5),
                row.getLong(6),
                row.getBoolean(7));
    }

    /** A sequence as it stands. What it has handed to sessions for their caches counts as given out. */
    private record State(String name, long value, boolean called, long increment, long min, long max, boolean cycles) {

        BigInteger last() {
            BigInteger read = BigInteger.valueOf(value);
            BigInteger last = called ? read : read.subtract(BigInteger.valueOf(increment));
            // Before the first value of a sequence that starts at the end of all numbers there is none.
            return last.max(BigInteger.valueOf(Long.MIN_VALUE)).min(BigInteger.valueOf(Long.MAX_VALUE));
        }

        /** The value to set as given out, or null where it stands at or past that. */
        @Nullable Long advanced(BigInteger from, BigInteger gap) {
            BigInteger goal = from.add(gap.multiply(BigInteger.valueOf(increment)));
            boolean ahead = increment > 0 ? last().compareTo(goal) >= 0 : last().compareTo(goal) <= 0;
            if (ahead) {
                return null;
            }
            BigInteger end = BigInteger.valueOf(increment > 0 ? max : min);
            BigInteger room = end.subtract(goal).multiply(BigInteger.valueOf(Long.signum(increment)));
            if (room.signum() >= 0) {
                return goal.longValueExact();
            }
            if (cycles) {
                return end.longValueExact();
            }
            throw new Problem(
                    Problem.Kind.UNFIT,
                    "sequence " + name + " has no room: " + from + " and a gap of " + gap + " steps of " + increment
                            + " lead past its end, " + end + "; widen it on both sides (ALTER SEQUENCE … AS bigint"
                            + " MAXVALUE …) or reset it");
        }
    }
}
