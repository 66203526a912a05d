package dev.bailey.mysql;

import dev.bailey.core.Column;
import dev.bailey.core.Row;
import dev.bailey.core.Table;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The queries behind {@link MysqlDigests}, for one table. Immutable.
 *
 * <p>A row is put into bytes column by column, in the order given, computed ones too: the length of the value, a colon,
 * the value; or {@code ~} for the SQL null. Texts and bytes are as the column stores them, those that may be large as
 * their MD5; numbers with a binary point are their eight bytes; all else is what the server writes in UTC. Its digest
 * is the first half of the MD5 of that. The bucket of a row is the low bits of the CRC of its key, put into bytes
 * likewise.
 *
 * @param buckets a power of two
 * @param row how the server spells a row of values ({@link Dialect#row})
 */
record DigestSql(Table table, int buckets, String row) {

    private static final String KEYS = "k";

    String sums() {
        return "SELECT bucket, COUNT(*), SUM(digest) FROM (SELECT " + bucket() + " AS bucket, " + digest()
                + " AS digest FROM " + name() + " t) AS digests GROUP BY bucket";
    }

    /** The key's columns as they are carried, and the digest, of all rows in these buckets. */
    String rowsOfBuckets(List<Integer> wanted) {
        String keys = table.key().stream().map(DigestSql::carried).collect(Collectors.joining(", "));
        String some = wanted.stream().map(String::valueOf).collect(Collectors.joining(", "));
        return "SELECT " + keys + ", " + digest() + " FROM " + name() + " t WHERE " + bucket() + " IN (" + some + ")";
    }

    /** The place among these keys, and the digest, of each row that is there. */
    String rowsByKey(List<Row> keys) {
        return "SELECT " + KEYS + ".n, " + digest() + fromKeys(keys);
    }

    /** Every column as people read it, of the row with this key. */
    String imageByKey(Row key) {
        return "SELECT " + table.columns().stream().map(DigestSql::shown).collect(Collectors.joining(", "))
                + fromKeys(List.of(key)) + " LIMIT 1";
    }

    /** Keys stand as literals of their column's type, so that each is found through the index. */
    private String fromKeys(List<Row> keys) {
        List<Column> columns = table.key();
        StringBuilder values = new StringBuilder();
        for (int i = 0; i < keys.size(); i++) {
            boolean first = i == 0;
            values.append(first ? "SELECT " : i == 1 ? " UNION ALL VALUES " + row + "(" : ", " + row + "(");
            values.append(i).append(first ? " AS n" : "");
            for (int j = 0; j < columns.size(); j++) {
                Literals.compared(type(columns.get(j)), keys.get(i).at(j), values.append(", "));
                values.append(first ? " AS k" + j : "");
            }
            values.append(first ? "" : ")");
        }
        String matches = IntStream.range(0, columns.size())
                .mapToObj(i -> stored(columns.get(i)) + " <=> " + KEYS + ".k" + i)
                .collect(Collectors.joining(" AND "));
        return " FROM (" + values + ") " + KEYS + " STRAIGHT_JOIN " + name() + " t ON " + matches;
    }

    private String bucket() {
        return "(CRC32(" + bytes(table.key()) + ") & " + (buckets - 1) + ")";
    }

    private String digest() {
        return "CAST(CONV(LEFT(MD5(" + bytes(table.columns()) + "), 16), 16, 10) AS UNSIGNED)";
    }

    private static String bytes(List<Column> columns) {
        return "CONCAT("
                + columns.stream()
                        .map(column -> {
                            String value = canonical(column);
                            return "COALESCE(CONCAT(LENGTH(" + value + "), ':', " + value + "), '~')";
                        })
                        .collect(Collectors.joining(", "))
                + ")";
    }

    /** The same bytes on either engine, so long as the value is the same. */
    private static String canonical(Column column) {
        String stored = stored(column);
        ValueType type = type(column);
        return switch (type.kind()) {
            case TEXT, BYTES -> isLarge(type) ? "MD5(" + stored + ")" : "CAST(" + stored + " AS BINARY)";
            case FIXED_BYTES -> "CAST(" + stored + " AS BINARY)";
            case JSON -> "MD5(CAST(" + stored + " AS CHAR))";
            case GEOMETRY -> "MD5(" + stored + ")";
            // no text: the engines write digits differently; behind SRID, order and type of a point stand its numbers
            case FLOAT, DOUBLE -> "CAST(SUBSTRING(POINT(" + stored + ", 0), 10, 8) AS BINARY)";
            case INTEGER, DECIMAL, BIT, YEAR, DATE, TIME, DATETIME, TIMESTAMP, ENUM, SET, NAMED, UNKNOWN ->
                text(column, type);
        };
    }

    /** What a value that is neither text nor bytes reads like. */
    private static String text(Column column, ValueType type) {
        String stored = stored(column);
        return switch (type.kind()) {
            case BIT, ENUM, SET -> "CAST(CAST(" + stored + " AS UNSIGNED) AS CHAR)";
            case INTEGER, DECIMAL ->
                // adding nothing takes off the zeros that fill it up
                type.text().toLowerCase(Locale.ROOT).contains("zerofill")
                        ? "CAST(" + stored + " + 0 AS CHAR)"
                        : "CAST(" + stored + " AS CHAR)";
            default -> "CAST(" + stored + " AS CHAR)";
        };
    }

    /** As the log has it, in bytes that no session converts. */
    private static String carried(Column column) {
        ValueType type = type(column);
        return switch (type.kind()) {
            case TEXT, BYTES, FIXED_BYTES, GEOMETRY -> "CAST(" + stored(column) + " AS BINARY)";
            case FLOAT -> "CAST(CAST(" + stored(column) + " AS DOUBLE) AS CHAR)";
            default -> text(column, type);
        };
    }

    private static String shown(Column column) {
        ValueType type = type(column);
        return switch (type.kind()) {
            case TEXT -> "CONCAT('''', CONVERT(LEFT(" + stored(column) + ", 1000) USING utf8mb4), '''')";
            case BYTES, FIXED_BYTES, GEOMETRY -> "CONCAT('0x', HEX(LEFT(" + stored(column) + ", 500)))";
            default -> "LEFT(CAST(" + stored(column) + " AS CHAR), 1000)";
        };
    }

    private static boolean isLarge(ValueType type) {
        String spelled = type.text().toLowerCase(Locale.ROOT);
        return spelled.endsWith("text") || spelled.endsWith("blob");
    }

    private static ValueType type(Column column) {
        return ValueType.spelled(column.type());
    }

    private static String stored(Column column) {
        return "t." + Sql.name(column.name());
    }

    private String name() {
        return Sql.name(table.id());
    }
}
