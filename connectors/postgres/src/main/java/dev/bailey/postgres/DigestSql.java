package dev.bailey.postgres;

import dev.bailey.core.Column;
import dev.bailey.core.Table;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The queries behind {@link PostgresDigests}, for one table. Immutable.
 *
 * <p>The text of a row is {@code ROW(…)::text} over its columns in the order given, computed ones too: every value by
 * its type's output function, quoted so that no two rows have the same text, in UTF-8 whatever the server's encoding.
 * Its digest is the server's own 64-bit hash of that, which must stay the same from version to version, since tables
 * partitioned by hash are laid out by it. The bucket of a row is the low bits of its key's digest.
 *
 * @param buckets a power of two
 * @param index by which rows are looked up
 */
record DigestSql(Table table, int buckets, KeyIndex index) {

    String sums() {
        return "SELECT bucket, count(*), sum(digest) FROM (SELECT " + bucket() + " AS bucket, " + rowDigest()
                + " AS digest FROM ONLY " + Sql.name(table.id()) + " t) AS rows GROUP BY bucket";
    }

    /** Takes the buckets wanted, as an array of integers. */
    String rowsOfBuckets() {
        return "SELECT " + texts(table.key()) + ", " + rowDigest() + " FROM ONLY " + Sql.name(table.id()) + " t WHERE "
                + bucket() + " = ANY (?)";
    }

    /** Takes one array of texts for each column of the key. */
    String rowsByKey() {
        return "SELECT " + texts(table.key()) + ", " + rowDigest() + fromKeys();
    }

    /** Takes one array of texts for each column of the key. */
    String valuesByKey(List<Column> columns) {
        return "SELECT " + texts(table.key()) + ", " + texts(columns) + fromKeys();
    }

    /** Takes one array of texts for each column of the key. */
    String tenantsByKey(PathFunction.Query path) {
        return "SELECT " + texts(table.key()) + ", " + text(path.tenant()) + fromKeys() + path.joins() + " WHERE "
                + path.known();
    }

    /** Takes one array of texts for each column of the key. */
    String imageByKey() {
        return "SELECT " + rowText(table.columns()) + fromKeys();
    }

    private String fromKeys() {
        List<Column> key = table.key();
        String arrays = key.stream().map(column -> "?::text[]").collect(Collectors.joining(", "));
        String names = IntStream.range(0, key.size()).mapToObj(i -> "k" + i).collect(Collectors.joining(", "));
        String matches = index.matches(
                key.stream().map(Column::name).toList(),
                key.stream().map(DigestSql::column).toList(),
                IntStream.range(0, key.size())
                        .mapToObj(i -> "CAST(k.k" + i + " AS " + key.get(i).type() + ")")
                        .toList());
        return " FROM unnest(" + arrays + ") AS k (" + names + ") JOIN ONLY " + Sql.name(table.id()) + " t ON "
                + matches;
    }

    private String bucket() {
        return "(" + digest(rowText(table.key())) + " & " + (buckets - 1) + ")::integer";
    }

    private String rowDigest() {
        return digest(rowText(table.columns()));
    }

    /**
     * By the output function, as the log has it: a cast to text would strip the blanks of a {@code char(n)}. Asked so,
     * a row of nulls is none itself.
     */
    private static String texts(List<Column> columns) {
        return columns.stream().map(column -> text(column(column))).collect(Collectors.joining(", "));
    }

    private static String text(String value) {
        return "CASE WHEN " + value + " IS DISTINCT FROM NULL THEN format('%s', " + value + ") END";
    }

    /** The hash takes text alone: its bytes in hexadecimal are text in any encoding, and the same in all. */
    private static String digest(String text) {
        return "hashtextextended(convert_to(" + text + ", 'UTF8')::text COLLATE \"C\", 0)";
    }

    private static String rowText(List<Column> columns) {
        return "ROW(" + columns.stream().map(DigestSql::column).collect(Collectors.joining(", ")) + ")::text";
    }

    private static String column(Column column) {
        return "t." + Sql.name(column.name());
    }
}
