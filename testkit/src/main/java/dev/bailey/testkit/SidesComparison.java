package dev.bailey.testkit;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

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
        try (Statement statement = connection.createStatement()) {
            ShopEngine.of(connection).settle(statement);
            String text = text(connection, table);
            String sql = ShopEngine.of(connection) == ShopEngine.POSTGRES
                    ? "SELECT count(*) || ' rows, digest ' || coalesce(md5(string_agg(md5(" + text + "), ''"
                            + " ORDER BY " + text + " COLLATE \"C\")), 'none') FROM " + table + " t"
                    : "SELECT CONCAT(COUNT(*), ' rows, digest ', COALESCE(SUM(CAST(CONV(LEFT(MD5(" + text
                            + "), 15), 16, 10) AS UNSIGNED)), 'none')) FROM " + table + " t";
            try (ResultSet row = statement.executeQuery(sql)) {
                row.next();
                return row.getString(1);
            }
        }
    }

    /** A row as text; every value of a shop is one that the server writes as text without a loss. */
    private static String text(Connection connection, String table) throws SQLException {
        if (ShopEngine.of(connection) == ShopEngine.POSTGRES) {
            return "t::text";
        }
        try (Statement statement = connection.createStatement();
                ResultSet none = statement.executeQuery("SELECT * FROM " + table + " WHERE 1 = 0")) {
            ResultSetMetaData columns = none.getMetaData();
            return IntStream.rangeClosed(1, columns.getColumnCount())
                    .mapToObj(i -> column(columns, i))
                    .collect(Collectors.joining(", '|', ", "CONCAT(", ")"));
        }
    }

    private static String column(ResultSetMetaData columns, int i) {
        try {
            return "COALESCE(CAST(\"" + columns.getColumnName(i) + "\" AS CHAR), '~')";
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Walks both sides in the same order and tells the first rows that only one of them has. */
    private static void name(Connection owning, Connection other, String table, Consumer<String> differences)
            throws SQLException {
        String text = text(owning, table);
        String collation = ShopEngine.of(owning) == ShopEngine.POSTGRES ? "\"C\"" : "utf8mb4_bin";
        String sql = "SELECT " + text + " FROM " + table + " t ORDER BY " + text + " COLLATE " + collation;
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
