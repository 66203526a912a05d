package dev.bailey.mysql;

import dev.bailey.core.Column;
import dev.bailey.core.Row;
import dev.bailey.core.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The queries behind {@link MysqlDigests}, for one table. Immutable.
 *
 * <p>A row is put into bytes so that no two rows have the same. First stand the values that never have a comma in them,
 * and behind those the lengths of the others, each with a comma behind it, or {@code ~} for the SQL null; then those
 * others, as the column stores them; so the bytes of several rows tell where each ends. Texts and bytes that may be
 * large are their SHA-256, numbers with a binary point their eight bytes, both in hexadecimal; all else is what the
 * server writes in UTC. The digest of a row is the first 64 bits of the SHA-256 of that. The bucket of a row is the low
 * bits of the CRC of its key.
 *
 * <p>Every row of a table goes through these expressions, so they are spelled as the servers are quickest with: see
 * decision 30.
 *
 * @param buckets a power of two
 * @param row how the server spells a row of values ({@link Dialect#row})
 */
record DigestSql(Table table, int buckets, String row) {

    private static final String KEYS = "k";

    String sums() {
        return "SELECT " + bucket() + ", COUNT(*), SUM(" + digest() + ") FROM " + name() + " t GROUP BY 1";
    }

    /** The key's columns as they are carried, and the digest, of all rows in these buckets. */
    String rowsOfBuckets(List<Integer> wanted) {
        String some = wanted.stream().map(String::valueOf).collect(Collectors.joining(", "));
        return rows() + " WHERE " + bucket() + " IN (" + some + ")";
    }

    /** How many rows, and one hash of all of them as they lie in the primary key; null where there is none. */
    String sumOfRange(String condition) {
        return "SELECT COUNT(*), " + hash("GROUP_CONCAT(" + bytes(table.columns()) + " SEPARATOR '')") + " FROM "
                + name() + " t FORCE INDEX (PRIMARY) WHERE " + condition;
    }

    /** The key's columns as they are carried, and the digest, of all rows that meet a condition on the primary key. */
    String rowsOfRange(String condition) {
        return rows() + " FORCE INDEX (PRIMARY) WHERE " + condition;
    }

    private String rows() {
        String keys = table.key().stream().map(DigestSql::carried).collect(Collectors.joining(", "));
        return "SELECT " + keys + ", " + digest() + " FROM " + name() + " t";
    }

    /** The place among these keys, and the digest, of each row that is there. */
    String rowsByKey(List<Row> keys) {
        return "SELECT " + KEYS + ".n, " + digest() + fromKeys(keys);
    }

    /** The place among these keys, and some columns as they are carried, of each row that is there. */
    String valuesByKey(List<Row> keys, List<Column> columns) {
        return "SELECT " + KEYS + ".n, "
                + columns.stream().map(DigestSql::carried).collect(Collectors.joining(", "))
                + fromKeys(keys);
    }

    /** The place among these keys, and the tenant as its column carries it, of each row of which that is known. */
    String tenantsByKey(List<Row> keys, PathText.Query path, Column column) {
        return "SELECT " + KEYS + ".n, " + carried(path.parent() + "." + Sql.name(column.name()), type(column))
                + fromKeys(keys) + path.joins() + " WHERE " + path.known();
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
        List<Column> key = table.key();
        // one column needs nothing that tells it from others
        String bytes = key.size() == 1 ? unlessNull(canonical(key.get(0)), "~") : bytes(key);
        return "(CRC32(" + bytes + ") & " + (buckets - 1) + ")";
    }

    /** 64 bits of a row, as an unsigned number. */
    String digest() {
        return "CAST(CONV(LEFT(" + hash(bytes(table.columns())) + ", 16), 16, 10) AS UNSIGNED)";
    }

    private static String bytes(List<Column> columns) {
        List<String> fields = new ArrayList<>();
        List<String> others = new ArrayList<>();
        for (Column column : columns) {
            String value = canonical(column);
            if (isSized(column)) {
                others.add(value);
            } else {
                fields.add(value);
            }
        }
        others.forEach(value -> fields.add("LENGTH(" + value + ")"));
        // one piece that is bytes keeps all others from being converted
        return "CONCAT(CAST('' AS BINARY)"
                + fields.stream()
                        .map(field -> ", " + unlessNull(field, "~") + ", ','")
                        .collect(Collectors.joining())
                + others.stream().map(value -> ", " + unlessNull(value, "")).collect(Collectors.joining()) + ")";
    }

    private static String unlessNull(String value, String instead) {
        return "IFNULL(" + value + ", '" + instead + "')";
    }

    /** Whether its values may have any bytes in them. */
    private static boolean isSized(Column column) {
        ValueType type = type(column);
        return switch (type.kind()) {
            case TEXT, BYTES -> !isLarge(type);
            case FIXED_BYTES, UNKNOWN -> true;
            default -> false;
        };
    }

    /** The same bytes on either engine, so long as the value is the same. */
    private static String canonical(Column column) {
        String stored = stored(column);
        ValueType type = type(column);
        return switch (type.kind()) {
            case TEXT, BYTES -> isLarge(type) ? hash(stored) : stored;
            case FIXED_BYTES -> stored;
            case JSON -> hash("CAST(" + stored + " AS CHAR)");
            case GEOMETRY -> hash(stored);
            // no text: the engines write digits differently; behind SRID, order and type of a point stand its numbers
            case FLOAT, DOUBLE -> "HEX(SUBSTRING(POINT(" + stored + ", 0), 10, 8))";
            case INTEGER, DECIMAL, BIT, YEAR, DATE, TIME, DATETIME, TIMESTAMP, ENUM, SET -> plain(stored, type);
            case NAMED, UNKNOWN -> text(stored, type);
        };
    }

    private static String hash(String bytes) {
        return "SHA2(" + bytes + ", 256)";
    }

    /** What a value that is neither text nor bytes reads like. */
    private static String text(String stored, ValueType type) {
        return "CAST(" + plain(stored, type) + " AS CHAR)";
    }

    /** A value whose text is the one meant. */
    private static String plain(String stored, ValueType type) {
        return switch (type.kind()) {
            case BIT, ENUM, SET -> "CAST(" + stored + " AS UNSIGNED)";
            case INTEGER, DECIMAL ->
                // adding nothing takes off the zeros that fill it up
                type.text().toLowerCase(Locale.ROOT).contains("zerofill") ? "(" + stored + " + 0)" : stored;
            default -> stored;
        };
    }

    /** As the log has it, in bytes that no session converts. */
    private static String carried(Column column) {
        return carried(stored(column), type(column));
    }

    private static String carried(String stored, ValueType type) {
        return switch (type.kind()) {
            case TEXT, BYTES, FIXED_BYTES, GEOMETRY -> "CAST(" + stored + " AS BINARY)";
            case FLOAT -> "CAST(CAST(" + stored + " AS DOUBLE) AS CHAR)";
            default -> text(stored, type);
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
