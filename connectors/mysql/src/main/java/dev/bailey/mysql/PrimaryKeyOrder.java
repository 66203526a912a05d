package dev.bailey.mysql;

import dev.bailey.core.KeyOrder;
import dev.bailey.core.KeyRange;
import dev.bailey.core.Row;
import dev.bailey.core.Table;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;

/**
 * Digests of ranges of the primary key, by which InnoDB keeps rows. One hash is made of a whole range, which costs half
 * of what a hash of each row does: see decision 42. Thread-safe.
 */
final class PrimaryKeyOrder implements KeyOrder {

    /** {@code ER_CUT_VALUE_GROUP_CONCAT}: there was more than {@link MysqlConnections#CONCAT_MAX}. */
    private static final int CUT = 1260;

    private final MysqlConnections connections;
    private final Table table;
    private final KeyRanges ranges;
    private final DigestSql sql;

    PrimaryKeyOrder(MysqlConnections connections, Table table, KeyRanges ranges, DigestSql sql) {
        this.connections = connections;
        this.table = table;
        this.ranges = ranges;
        this.sql = sql;
    }

    @Override
    public String description() {
        return ranges.description();
    }

    @Override
    public Optional<Row> fromEnd(KeyRange range, int rows) {
        return connections.call("cutting " + table, session -> ranges.fromEnd(session, range, rows));
    }

    @Override
    public Sum sum(KeyRange range) {
        return connections.call("comparing " + table, session -> {
            try (Statement statement = session.createStatement();
                    ResultSet row = statement.executeQuery(sql.sumOfRange(ranges.condition(range)))) {
                row.next();
                long rows = row.getLong(1);
                String digest = rows == 0 ? "" : row.getString(2);
                return new Sum(rows, isCut(statement) ? Optional.empty() : Optional.ofNullable(digest));
            }
        });
    }

    private static boolean isCut(Statement statement) throws SQLException {
        for (SQLWarning warning = statement.getWarnings(); warning != null; warning = warning.getNextWarning()) {
            if (warning.getErrorCode() == CUT) {
                return true;
            }
        }
        return false;
    }

    @Override
    public Map<Row, Long> rows(KeyRange range) {
        return connections.call("comparing rows of " + table, session -> {
            try (Statement statement = session.createStatement();
                    ResultSet rows = statement.executeQuery(sql.rowsOfRange(ranges.condition(range)))) {
                return MysqlDigests.digests(table, rows);
            }
        });
    }
}
