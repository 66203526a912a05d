package dev.bailey.mysql;

import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The largest row that was met in a look at some rows of tables that may hold large ones. Immutable.
 *
 * @param bytes of its long texts, documents and bytes
 */
record LargestRow(TableId table, long bytes) {

    private static final List<String> LONG =
            List.of("mediumtext", "longtext", "mediumblob", "longblob", "json", "geom");

    private static final int ROWS_MAX = 1000;
    private static final int TABLES_MAX = 20;

    /** Long values lie on pages of their own, each of which is read. */
    private static final int SECONDS_MAX = 2;

    /** A look that takes too long says nothing of its table. */
    private static final List<Integer> CUT_OFF = List.of(1969, 3024);

    static Optional<LargestRow> of(Connection session, Dialect dialect, List<Table> tables) throws SQLException {
        Optional<LargestRow> largest = Optional.empty();
        List<Table> some = tables.stream()
                .filter(table -> !columns(table).isEmpty())
                .limit(TABLES_MAX)
                .toList();
        for (Table table : some) {
            long bytes = bytes(session, dialect, table);
            if (bytes > largest.map(LargestRow::bytes).orElse(0L)) {
                largest = Optional.of(new LargestRow(table.id(), bytes));
            }
        }
        return largest;
    }

    private static List<String> columns(Table table) {
        return table.columns().stream()
                .filter(column -> LONG.stream().anyMatch(column.type().toLowerCase(Locale.ROOT)::startsWith))
                .map(column -> Sql.name(column.name()))
                .toList();
    }

    private static long bytes(Connection session, Dialect dialect, Table table) throws SQLException {
        String length = columns(table).stream()
                .map(column -> "COALESCE(OCTET_LENGTH(" + column + "), 0)")
                .collect(Collectors.joining(" + "));
        String select = "COALESCE(MAX(bytes), 0) FROM (SELECT " + length + " AS bytes FROM " + Sql.name(table.id())
                + " LIMIT " + ROWS_MAX + ") AS some";
        String sql = dialect.isMariaDb()
                ? "SET STATEMENT max_statement_time = " + SECONDS_MAX + " FOR SELECT " + select
                : "SELECT /*+ MAX_EXECUTION_TIME(" + SECONDS_MAX * 1000 + ") */ " + select;
        try (Statement statement = session.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            if (!CUT_OFF.contains(e.getErrorCode())) {
                throw e;
            }
            return 0;
        }
    }
}
