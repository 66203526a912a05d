package dev.bailey.mysql;

import dev.bailey.core.Column;
import dev.bailey.core.Side;
import dev.bailey.core.Table;
import dev.bailey.mysql.Dialect.Engine;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A table with every type, and rows with what is at their edges and beyond. */
final class TortureTable {

    static final String NAME = "torture";

    private static final List<String> COMMON = List.of(
            "tiny tinyint",
            "tiny_u tinyint unsigned",
            "small smallint",
            "medium mediumint",
            "medium_u mediumint unsigned",
            "normal int zerofill",
            "big bigint",
            "big_u bigint unsigned",
            "exact decimal(65,30)",
            "exact_u decimal(10,0) unsigned",
            "single float",
            "twice double",
            "bits bit(10)",
            "bits64 bit(64)",
            "yr year",
            "d date",
            "t time(6)",
            "t0 time",
            "dt datetime(3)",
            "dt0 datetime",
            "ts timestamp(6) NULL",
            "ts0 timestamp NULL",
            "c char(10) CHARACTER SET utf8mb4",
            "latin varchar(100) CHARACTER SET latin1",
            "utf3 varchar(100) CHARACTER SET utf8mb3",
            "utf4 varchar(100) CHARACTER SET utf8mb4",
            "utf16 varchar(100) CHARACTER SET utf16",
            "gbk varchar(100) CHARACTER SET gbk",
            "sjis varchar(100) CHARACTER SET sjis",
            "long_text longtext CHARACTER SET utf8mb4",
            "fixed binary(8)",
            "var varbinary(50)",
            "blobs mediumblob",
            "member enum('1','two','drei''','vi\\\\er') CHARACTER SET latin1",
            "members set('a','b','c','d')",
            "place geometry",
            "computed int GENERATED ALWAYS AS (small + 1) VIRTUAL",
            "kept int GENERATED ALWAYS AS (small * 2) STORED",
            "`od``d na\"me 'x` int",
            "`nul` varchar(10)");

    private static final List<String> MYSQL = List.of("doc json", "spot point SRID 4326", "seen int INVISIBLE");

    private static final List<String> MARIADB =
            List.of("doc json", "u uuid", "ip4 inet4", "ip6 inet6", "seen int INVISIBLE");

    private TortureTable() {}

    static void create(Pair pair, Engine engine, String options) throws SQLException {
        List<String> columns = new ArrayList<>(List.of("id int PRIMARY KEY"));
        columns.addAll(COMMON);
        columns.addAll(engine == Engine.MYSQL ? MYSQL : MARIADB);
        pair.both("CREATE TABLE " + NAME + " (" + String.join(", ", columns) + ") " + options);
    }

    /** With what both engines have, and filled likewise. */
    static void createCommon(Pair pair) throws SQLException {
        pair.both("CREATE TABLE " + NAME + " (id int PRIMARY KEY, " + String.join(", ", COMMON) + ")");
        pair.run(Side.SOURCE, common().toArray(String[]::new));
    }

    static void fill(Pair pair, Engine engine) throws SQLException {
        pair.run(Side.SOURCE, common().toArray(String[]::new));
        pair.run(Side.SOURCE, "UPDATE torture SET seen = id");
        pair.run(Side.SOURCE, (engine == Engine.MYSQL ? ofMysql() : ofMariaDb()).toArray(String[]::new));
    }

    /** The edges, in the names of the columns that they are of. */
    private static List<String> common() {
        List<String> statements = new ArrayList<>();
        statements.add("INSERT INTO torture (id) VALUES (0)");
        statements.add(
                "INSERT INTO torture (id, tiny, tiny_u, small, medium, medium_u, normal, big, big_u, exact, exact_u,"
                        + " single, twice, bits, bits64, yr, d, t, t0, dt, dt0, ts, ts0) VALUES"
                        + " (1, -128, 0, -32768, -8388608, 0, 0, -9223372036854775808, 0, '-99999999999999999999999999999999999.999999999999999999999999999999', 0,"
                        + "  -3.4028234e38, -1.7976931348623157e308, b'0', 0, 0, '0000-00-00', '-838:59:58.999999', '-838:59:59',"
                        + "  '0000-00-00 00:00:00.000', '0000-00-00', '0000-00-00 00:00:00', '0000-00-00 00:00:00'),"
                        + " (2, 127, 255, 32767, 8388607, 16777215, 4294967295, 9223372036854775807, 18446744073709551615,"
                        + "  '99999999999999999999999999999999999.999999999999999999999999999999', 9999999999,"
                        + "  1.17549435e-38, 5e-324, b'1111111111', 18446744073709551615, 2155, '9999-12-31', '838:59:58.999999',"
                        + "  '838:59:59', '9999-12-31 23:59:59.999', '9999-12-31 23:59:59', '2038-01-19 03:14:07.999999',"
                        + "  '1970-01-01 00:00:01'),"
                        + " (3, -1, 1, 1, 1, 1, 1, 1, 1, '0.000000000000000000000000000001', 1, 0.1, 0.1, b'1', 10, 1901,"
                        + "  '2024-00-10', '-00:00:00.000001', '00:00:00', '2024-02-31 00:00:00.001', '2024-00-00',"
                        + "  '2024-03-31 02:30:00.5', '2024-10-27 02:30:00'),"
                        + " (4, 2, 2, 2, 2, 2, 2, 9007199254740993, 9007199254740993, '1.10', 2, 16777217, 9007199254740993,"
                        + "  b'1000001001', 9223372036854775808, 2000, '2024-02-31', '00:00:01', '100:00:00',"
                        + "  '2024-01-01 00:00:00', '2024-01-01', '2024-01-01', '2024-01-01'),"
                        + " (5, 3, 3, 3, 3, 3, 3, 3, 3, '-0.5', 3, 1e10, 1e-10, b'1010', 0x0A0D095C00, 1970, '1000-01-01', '0:0:0',"
                        + "  '-0:0:1', '1000-01-01', '1000-01-01', '1970-01-01 00:00:01', '2024-01-01')");
        statements.add(
                "INSERT INTO torture (id, c, latin, utf3, utf4, utf16, gbk, sjis, long_text, fixed, var, blobs,"
                        + " member, members, nul) VALUES"
                        + " (10, '', '', '', '', '', '', '', '', '', '', '', 1, '', ''),"
                        + " (11, 'a  ', 'b  ', 'c  ', 'd  ', 'e  ', 'f  ', 'g  ', 'h  ', 'i  ', 'j  ', 'k  ', 'two', 'a,d', '\\\\N'),"
                        + " (12, '\\t\\n\\\\', 'x\\ty\\nz\\\\', 'NULL', '\\\\N', '\\t\\n\\\\', '\\\\', '\\\\', REPEAT('\\\\\\n\\t', 50000),"
                        + "  X'0000000000000000', X'0009000A005C00', X'FF00FE', 'drei''', 'b,c', 'NULL'),"
                        + " (13, _utf8mb4 X'F09F9880', _latin1 X'C3A4C3B6E282AC', _utf8mb3 X'E282AC', _utf8mb4 X'F09F9880E282AC',"
                        + "  _utf16 X'D83DDE000009000A005C', _gbk X'B15C815C', _sjis X'835C955C', REPEAT(_utf8mb4 X'F09F9880', 70000),"
                        + "  X'0102030000000000', X'00', REPEAT(X'000A095C0D1A', 50000), 'vi\\\\er', 'a,b,c,d', '''\"`'),"
                        + " (14, 'A', _latin1 X'8081FF00', 'É', 'é', 'ß', 'x', 'y', '', X'FFFFFFFFFFFFFFFF', X'1A0D', X'00', 0, 0, X'00')");
        statements.add("INSERT INTO torture (id, place) VALUES (20, ST_GeomFromText('POINT(1 2)')),"
                + " (21, ST_GeomFromText('POLYGON((0 0,10 0,10 10,0 10,0 0),(5 5,7 5,7 7,5 7,5 5))')),"
                + " (22, ST_GeomFromText('GEOMETRYCOLLECTION(POINT(1 1),LINESTRING(2 2,3 3))'))");
        statements.add("INSERT INTO torture (id, `od``d na\"me 'x`) VALUES (30, 1)");
        return statements;
    }

    /** The columns that may be set to null. */
    static List<String> written(Table table) {
        return table.columns().stream()
                .filter(column -> !column.generated() && !column.key())
                .map(Column::name)
                .toList();
    }

    private static List<String> ofMysql() {
        return List.of(
                "INSERT INTO torture (id, doc) VALUES (40, '{}'), (41, 'null'), (42, '[1, 2.5, -0.0, \"\\\\u0000\\\\n\"]'),"
                        + " (43, JSON_OBJECT('b', 18446744073709551615, 'a', 1.5e300, 'ä', TRUE)), (44, '\"x\"'),"
                        + " (46, JSON_ARRAY(964842.2176518505e0, -6.792475937705741e155, 5e-324, 1e16, 1e21, 0.1e0, 1e0)),"
                        + " (47, JSON_ARRAY('1.5e300 \\\\\" 964842.2176518505', '\\\\', -9223372036854775808)),"
                        + " (48, JSON_ARRAY(CAST('2024-01-01 10:00:00.5' AS DATETIME(6)), CAST('-10:00:01.25' AS TIME(6)),"
                        + " CAST('2024-02-29' AS DATE)))",
                "INSERT INTO torture (id, single, twice) VALUES (45, '-0', '-0')",
                "INSERT INTO torture (id, place, spot) VALUES (50, ST_GeomFromText('POINT(1 2)', 4326),"
                        + " ST_GeomFromText('POINT(47 11)', 4326))");
    }

    private static List<String> ofMariaDb() {
        return List.of("INSERT INTO torture (id, doc, u, ip4, ip6) VALUES (40, '{\"b\": 1,  \"a\":[ ]}',"
                + " '123e4567-e89b-12d3-a456-426655440000', '255.1.2.3', '::ffff:1.2.3.4'),"
                + " (41, 'null', '00000000-0000-0000-0000-000000000000', '0.0.0.0', '::')");
    }

    /** A query for people: every column of a row as plain hexadecimal or text. */
    static String readable(Pair pair) throws SQLException {
        return pair
                .texts(
                        Side.SOURCE,
                        "SELECT COLUMN_NAME FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE()"
                                + " AND TABLE_NAME = '" + NAME + "' ORDER BY ORDINAL_POSITION")
                .stream()
                .map(Sql::name)
                .map(name -> "HEX(" + name + ")")
                .collect(Collectors.joining(", ", "SELECT id, ", " FROM " + NAME + " ORDER BY id"));
    }
}
