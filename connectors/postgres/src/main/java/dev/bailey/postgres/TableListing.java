package dev.bailey.postgres;

import dev.bailey.core.Column;
import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The tables that hold rows of their own: ordinary ones and the leaves of partitioned ones. Those that an extension
 * made are made on the other side by that extension.
 */
final class TableListing {

    /**
     * Columns, in the order of the log. The key is that of the log: the index chosen as replica identity, the primary
     * key unless it is deferrable, every column for REPLICA IDENTITY FULL without a primary key.
     */
    private static final String COLUMNS = """
            SELECT n.nspname, c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attgenerated <> '',
                CASE WHEN k.indkey IS NOT NULL THEN a.attnum = ANY (k.indkey::int2[])
                    ELSE c.relreplident = 'f' AND a.attgenerated = '' END
            FROM pg_class c
            JOIN pg_namespace n ON n.oid = c.relnamespace
            LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
            LEFT JOIN pg_index k ON k.indrelid = c.oid AND k.indimmediate AND k.indisvalid AND CASE c.relreplident
                WHEN 'i' THEN k.indisreplident WHEN 'n' THEN false ELSE k.indisprimary END
            WHERE c.relkind = 'r' AND c.relpersistence <> 't' %s
                AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'bailey')
                AND NOT EXISTS (SELECT FROM pg_depend d
                    WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
            ORDER BY n.nspname, c.relname, a.attnum""";

    private TableListing() {}

    static List<Table> read(Connection connection, List<String> include, List<String> exclude) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(COLUMNS.formatted(""))) {
            return read(statement, matching(include).and(matching(exclude).negate()));
        }
    }

    static Optional<Table> read(Connection connection, TableId table) throws SQLException {
        String one = COLUMNS.formatted("AND n.nspname = ? AND c.relname = ?");
        try (PreparedStatement statement = connection.prepareStatement(one)) {
            statement.setString(1, table.schema());
            statement.setString(2, table.name());
            return read(statement, name -> true).stream().findFirst();
        }
    }

    private static List<Table> read(PreparedStatement statement, Predicate<String> wanted) throws SQLException {
        Map<TableId, List<Column>> found = new TreeMap<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                TableId id = new TableId(rows.getString(1), rows.getString(2));
                if (wanted.test(id.toString())) {
                    List<Column> columns = found.computeIfAbsent(id, unseen -> new ArrayList<>());
                    if (rows.getString(3) != null) {
                        columns.add(new Column(
                                rows.getString(3), rows.getString(4), rows.getBoolean(6), rows.getBoolean(5)));
                    }
                }
            }
        }
        return found.entrySet().stream()
                .map(each -> new Table(each.getKey(), each.getValue()))
                .toList();
    }

    private static Predicate<String> matching(List<String> patterns) {
        List<Pattern> compiled = patterns.stream().map(TableListing::compile).toList();
        return name ->
                compiled.stream().anyMatch(pattern -> pattern.matcher(name).matches());
    }

    private static Pattern compile(String pattern) {
        return Pattern.compile(
                Stream.of(pattern.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*")),
                Pattern.DOTALL);
    }
}
