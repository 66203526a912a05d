package dev.bailey.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Applier;
import dev.bailey.core.Change;
import dev.bailey.core.ChangeLog;
import dev.bailey.core.Checkpoint;
import dev.bailey.core.LogEvent;
import dev.bailey.core.LogReader;
import dev.bailey.core.Origin;
import dev.bailey.mysql.Dialect.Engine;
import dev.bailey.testkit.BinlogServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Values of every type go from one server's log into the other's table, and are the same there for plain SQL. */
class LogValuesTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    private static final String TABLE = """
            CREATE TABLE everything (
                id bigint unsigned PRIMARY KEY,
                tiny tinyint, tinyu tinyint unsigned, small smallint, smallu smallint unsigned,
                medium mediumint, mediumu mediumint unsigned, normal int, normalu int unsigned, zero int zerofill,
                big bigint, bigu bigint unsigned,
                money decimal(65,30), whole decimal(20,0), price decimal(9,2) unsigned,
                single float, twofold double,
                bits bit(10), flag bit(1), all_bits bit(64),
                born year, day date, at time(6), moment datetime(6), stamp timestamp(6) NULL, plain datetime, brief time(1),
                fixed char(10), vary varchar(300), latin varchar(50) CHARACTER SET latin1,
                wide varchar(50) CHARACTER SET utf16, old varchar(50) CHARACTER SET utf8mb3, long_text longtext,
                raw binary(16), vraw varbinary(300), chunk longblob,
                pick enum('a','b','ü'), some set('x','y','z'),
                shape geometry, doc json,
                doubled bigint GENERATED ALWAYS AS (normal * 2) STORED, virtual_one bigint GENERATED ALWAYS AS (normal + 1) VIRTUAL
            ) CHARACTER SET utf8mb4""";

    private static final String COLUMNS =
            "id, tiny, tinyu, small, smallu, medium, mediumu, normal, normalu, zero, big, bigu, money, whole, price,"
                    + " single, twofold, bits, flag, all_bits, born, day, at, moment, stamp, plain, brief, fixed, vary,"
                    + " latin, wide, old, long_text, raw, vraw, chunk, pick, some, shape, doc";

    private static final List<String> ROWS = List.of(
            "0, -128, 255, -32768, 65535, -8388608, 16777215, -2147483648, 4294967295, 7, -9223372036854775808,"
                    + " 18446744073709551615, -99999999999999999999999999999999999.999999999999999999999999999999,"
                    + " -99999999999999999999, 9999999.99, 0.1, 1e308, b'1000000001', b'1', X'FFFFFFFFFFFFFFFF', 2155,"
                    + " '9999-12-31', '-838:59:58.999999', '9999-12-31 23:59:59.999999', '2038-01-19 03:14:07.999999',"
                    + " '2024-02-29 12:00:00', '-00:00:00.1', 'pad  ', '\\t\\n\\\\\\'\"\\0', X'C3BC', 'ü\\n€', 'ü€',"
                    + " REPEAT('ж', 70000), X'0100', X'00', REPEAT(X'00FF0A27', 20000), 'ü', 'x,z',"
                    + " ST_GeomFromText('POINT(1 2)'), '{\"a\": [1, 2.5, \"ü\", null, true]}'",
            "18446744073709551615, 127, 0, 32767, 0, 8388607, 0, 2147483647, 0, 0, 9223372036854775807, 0,"
                    + " 0.000000000000000000000000000001, 0, 0, -3.4028235e38, -0.0, b'0', b'0', 0, 0, '0000-00-00',"
                    + " '838:59:59.000000', '0000-00-00 00:00:00', '0000-00-00 00:00:00', '2024-02-00 00:00:00', '00:00:00.9',"
                    + " '', '', '', '', '', '', '', '', '', 0, '', ST_GeomFromText('LINESTRING(0 0,1 1)'), '[]'",
            "2, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,"
                    + " NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,"
                    + " NULL, NULL, NULL, NULL, NULL",
            "3, -1, 128, -1, 32768, -1, 8388608, -1, 2147483648, 42, -1, 9223372036854775808,"
                    + " -0.5, 1, 0.01, 1.17549435e-38, 4.9e-324, b'1', b'1', 1, 1901, '2024-02-31', '-00:00:01.500000',"
                    + " '0001-01-01 00:00:00.000001', '1970-01-01 00:00:01.000000', '1000-01-01 00:00:00', '-838:59:59.0',"
                    + " '\\\\N', '\\\\N', 'abc', '\uD83D\uDE00', '\\\\', 'NULL', X'01020304050607080910111213141516',"
                    + " X'FF00', 'x', 1, 'y', ST_GeomFromText('POLYGON((0 0,1 0,1 1,0 0))'),"
                    + " '{\"k\": \"\\\\\"quoted\\\\\"\", \"n\": -12345678901234}'");

    @ParameterizedTest
    @EnumSource(Engine.class)
    void everyValueIsTheSameAfterTheLogAndTheWayIn(Engine engine) throws SQLException {
        Servers.require(engine);
        String name = BinlogServer.freshName();
        MysqlConnections source = side(Servers.source(engine), name);
        MysqlConnections target = side(Servers.target(engine), name);
        ChangeLog log = MysqlDatabase.of(source).log();
        log.create("values", List.of());
        for (String row : ROWS) {
            write(source, "INSERT INTO everything (" + COLUMNS + ") VALUES (" + row + ")");
        }

        apply(log, target, engine);
        assertThat(contents(target)).isEqualTo(contents(source)).hasSize(ROWS.size());

        write(source, "UPDATE everything SET normal = 5, vary = CONCAT(COALESCE(vary, ''), 'ß'), raw = X'0A00'");
        write(source, "UPDATE everything SET id = 17 WHERE id = 18446744073709551615");
        write(source, "DELETE FROM everything WHERE id = 0");

        apply(log, target, engine);
        assertThat(contents(target)).isEqualTo(contents(source)).hasSize(ROWS.size() - 1);
    }

    private static MysqlConnections side(BinlogServer server, String name) throws SQLException {
        MysqlConnections connections = new MysqlConnections(server.createDatabase(name));
        server.execute("", "GRANT ALL ON `bailey\\_" + name + "`.* TO 'bailey'@'%'");
        connections.call("installing", session -> {
            connections.own().install(session);
            return connections;
        });
        write(connections, TABLE);
        return connections;
    }

    /** Not strict, for some rows hold what strictness forbids. */
    private static void write(MysqlConnections connections, String sql) throws SQLException {
        try (Connection session = connections.open();
                Statement statement = session.createStatement()) {
            statement.execute("SET sql_mode = 'ALLOW_INVALID_DATES'");
            statement.execute(sql);
        }
    }

    private static void apply(ChangeLog log, MysqlConnections target, Engine engine) throws SQLException {
        String end = "end " + System.nanoTime();
        log.mark(end);
        Dialect dialect = target.call("looking", Dialect::of);
        assertThat(dialect.engine()).isEqualTo(engine);
        try (LogReader reader = log.read("values");
                Applier applier = new MysqlApplier(target, dialect, "values")) {
            long counter = counter(target);
            while (true) {
                LogEvent event = reader.next(SOON);
                if (event instanceof LogEvent.Begin begin) {
                    assertThat(begin.origin()).isEqualTo(Origin.APPLICATION);
                    counter++;
                    applier.begin(new Checkpoint("values", begin.position(), counter, true, ""));
                } else if (event instanceof LogEvent.Changed changed) {
                    Change change = changed.change();
                    assertThat(applier.write(change)).as("%s", change).isEqualTo(Applier.Outcome.DONE);
                } else if (event instanceof LogEvent.Commit commit) {
                    applier.commit();
                    reader.confirm(commit.position());
                } else if (event instanceof LogEvent.Marked marked
                        && marked.mark().equals(end)) {
                    applier.rollback();
                    return;
                } else if (event == null) {
                    throw new AssertionError("nothing came");
                }
            }
        }
    }

    private static long counter(MysqlConnections target) {
        return target.call("looking", session -> {
            try (Statement statement = session.createStatement();
                    ResultSet row = statement.executeQuery("SELECT COALESCE(MAX(counter), 0) FROM "
                            + target.own().table("checkpoint"))) {
                row.next();
                return row.getLong(1);
            }
        });
    }

    /** Each row as the server itself writes what it stores. */
    private static List<String> contents(MysqlConnections connections) {
        List<String> parts = new ArrayList<>();
        for (String column : (COLUMNS + ", doubled, virtual_one").split(", *", -1)) {
            parts.add(
                    switch (column) {
                        case "single" -> "COALESCE(CAST(single AS DOUBLE), 'NULL')";
                        case "twofold" -> "COALESCE(twofold, 'NULL')";
                        case "bits", "flag", "all_bits", "pick", "some" -> "COALESCE(" + column + " + 0, 'NULL')";
                        default -> "COALESCE(HEX(" + column + "), 'NULL')";
                    });
        }
        String sql = "SELECT CONCAT_WS('|', " + String.join(", ", parts) + ") FROM everything ORDER BY id";
        return connections.call("reading", session -> {
            List<String> rows = new ArrayList<>();
            try (Statement statement = session.createStatement();
                    ResultSet each = statement.executeQuery(sql)) {
                while (each.next()) {
                    rows.add(each.getString(1));
                }
            }
            return rows;
        });
    }
}
