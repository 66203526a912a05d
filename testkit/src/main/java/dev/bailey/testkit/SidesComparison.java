package dev.bailey.testkit;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.function.Consumer;

/** Compares the shop's tables on two sides by digests over the text of their rows, and names rows that differ. */
final class SidesComparison {

    private static final int EXAMPLES_PER_TABLE = 5;
    private static final int FETCH_ROWS = 5_000;

    private SidesComparison() {}

    /** Whether all tables are the same; what is not, goes to {@code differences} in sentences. */
    static boolean compare(Connection owning, Connection other, Consumer<String> differences) throws SQLException {
        boolean equal = true;
        for (String table : Shop.TABLES) {
            String here = digest(owning, table);
            String there = digest(other, table);
            if (!here.equals(there)) {
                equal = false;
                differences.accept(table + " differs: " + here + " on the owning side, " + there + " on the other");
                name(owning, other, table, differences);
            }
        }
        return equal;
    }

    private static String digest(Connection connection, String table) throws SQLException {
        String sql = "SELECT count(*) || ' rows, digest ' || coalesce(md5(string_agg(md5(t::text), ''"
                + " ORDER BY t::text COLLATE \"C\")), 'none') FROM " + table + " t";
        try (Statement statement = connection.createStatement()) {
            settle(statement);
            try (ResultSet row = statement.executeQuery(sql)) {
                row.next();
                return row.getString(1);
            }
        }
    }

    /** The text of a row must not depend on settings of server or session. */
    private static void settle(Statement statement) throws SQLException {
        statement.execute("SET TimeZone = 'UTC'");
        statement.execute("SET DateStyle = 'ISO, YMD'");
        statement.execute("SET IntervalStyle = 'postgres'");
        statement.execute("SET bytea_output = 'hex'");
        statement.execute("SET extra_float_digits = 3");
    }

    /** Walks both sides in the same order and tells the first rows that only one of them has. */
    private static void name(Connection owning, Connection other, String table, Consumer<String> differences)
            throws SQLException {
        String sql = "SELECT t::text FROM " + table + " t ORDER BY t::text COLLATE \"C\"";
        owning.setAutoCommit(false);
        other.setAutoCommit(false);
        try (Statement here = owning.createStatement();
                Statement there = other.createStatement()) {
            here.setFetchSize(FETCH_ROWS);
            there.setFetchSize(FETCH_ROWS);
            try (ResultSet left = here.executeQuery(sql);
                    ResultSet right = there.executeQuery(sql)) {
                merge(table, left, right, differences);
            }
        } finally {
            owning.rollback();
            other.rollback();
            owning.setAutoCommit(true);
            other.setAutoCommit(true);
        }
    }

    private static void merge(String table, ResultSet left, ResultSet right, Consumer<String> differences)
            throws SQLException {
        boolean moreLeft = left.next();
        boolean moreRight = right.next();
        for (int examples = 0; examples < EXAMPLES_PER_TABLE && (moreLeft || moreRight); ) {
            int order = !moreLeft ? 1 : !moreRight ? -1 : byBytes(left.getString(1), right.getString(1));
            if (order != 0) {
                examples++;
                differences.accept(table
                        + (order < 0 ? " only on the owning side: " : " only on the other side: ")
                        + (order < 0 ? left : right).getString(1));
            }
            moreLeft = order <= 0 ? left.next() : moreLeft;
            moreRight = order >= 0 ? right.next() : moreRight;
        }
    }

    private static int byBytes(String one, String other) {
        return Arrays.compareUnsigned(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }
}
