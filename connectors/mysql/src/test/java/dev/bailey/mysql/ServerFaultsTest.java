package dev.bailey.mysql;

import static dev.bailey.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Finding;
import dev.bailey.core.Side;
import dev.bailey.mysql.Dialect.Engine;
import dev.bailey.testkit.BinlogServer;
import dev.bailey.testkit.MariaDbServer;
import dev.bailey.testkit.MySqlServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A server that is set wrongly in everything is told each of it, as the source and as the target. */
@ParameterizedClass
@EnumSource(Engine.class)
class ServerFaultsTest {

    private static final String DATABASE = "faulty";

    /** What a server of either engine is told, and words that its sentence has. */
    static final Map<MysqlCheck, List<String>> OF_BOTH = new TreeMap<>(Map.ofEntries(
            Map.entry(MysqlCheck.LOG_FORMAT, List.of("binlog_format is STATEMENT", "SET GLOBAL binlog_format = 'ROW'")),
            Map.entry(MysqlCheck.ROW_IMAGE, List.of("binlog_row_image is MINIMAL", "SET GLOBAL")),
            Map.entry(MysqlCheck.LOG_COMPRESSED, List.of("compress", "is ON", "SET GLOBAL")),
            Map.entry(MysqlCheck.LOG_FILTER, List.of("leaves out database faulty", "binlog_ignore_db", "without")),
            Map.entry(MysqlCheck.REPLICA_UNLOGGED, List.of("updates is OFF", "start the server with it")),
            Map.entry(MysqlCheck.READ_ONLY, List.of("read_only is ON", "name the primary")),
            Map.entry(MysqlCheck.TRIGGER_CREATORS, List.of("log_bin_trust_function_creators is OFF", "SET GLOBAL")),
            Map.entry(MysqlCheck.LOCAL_INFILE, List.of("local_infile is OFF", "SET GLOBAL local_infile = ON")),
            Map.entry(MysqlCheck.PREPARED_TRANSACTION, List.of("not decided: undecided", "XA COMMIT or XA ROLLBACK")),
            Map.entry(MysqlCheck.XA_TRANSACTIONS, List.of("1 transactions were prepared by XA PREPARE", "ONE PHASE")),
            Map.entry(MysqlCheck.FED_BY_ANOTHER, List.of("is a replica of another server", "stop replication")),
            Map.entry(MysqlCheck.ROW_METADATA, List.of("binlog_row_metadata is MINIMAL", "SET GLOBAL")),
            Map.entry(MysqlCheck.LOG_RETENTION, List.of("kept for 60 minutes", "binlog_expire_logs_seconds = 604800")),
            Map.entry(MysqlCheck.PACKET_SIZE, List.of("max_allowed_packet is 1048576 bytes", "set it to the larger")),
            Map.entry(MysqlCheck.KEY_STEP, List.of("auto_increment_increment is \"2\"", "make them the same")),
            Map.entry(MysqlCheck.SQL_MODE_DIFFERS, List.of("sql_mode is \"NO_ENGINE_SUBSTITUTION\"", "the same")),
            Map.entry(MysqlCheck.TIME_ZONE_DIFFERS, List.of("the time zone is +05:00", "SET GLOBAL time_zone")),
            Map.entry(MysqlCheck.CHARACTER_SET_DIFFERS, List.of("collation_server is \"latin1", "make them the same")),
            Map.entry(MysqlCheck.FREE_CONNECTIONS, List.of("of 25 connections are taken", "raise max_connections")),
            Map.entry(
                    MysqlCheck.SCHEDULED_JOBS, List.of("event nightly is enabled", "ALTER EVENT `nightly` DISABLE"))));

    static final Map<MysqlCheck, List<String>> OF_MYSQL = new TreeMap<>(Map.of(
            MysqlCheck.ROW_VALUE_OPTIONS, List.of("binlog_row_value_options is PARTIAL_JSON", "SET GLOBAL"),
            MysqlCheck.COMMIT_ORDER, List.of("binlog_order_commits is OFF", "SET GLOBAL binlog_order_commits = ON"),
            MysqlCheck.SERVER_ID, List.of("server_id is 0", "SET GLOBAL server_id"),
            MysqlCheck.GTID_OFF, List.of("gtid_mode is OFF", "SET GLOBAL gtid_mode = ON")));

    /** A server of MySQL takes this setting only when it is made. */
    static final Map<MysqlCheck, List<String>> OF_MARIADB = new TreeMap<>(
            Map.of(MysqlCheck.NAME_CASE, List.of("lower_case_table_names is 1", "make the new server with the same")));

    @SuppressWarnings("NullAway.Init")
    private static BinlogServer faulty;

    @SuppressWarnings("NullAway.Init")
    private static BinlogServer clean;

    private final Engine engine;

    ServerFaultsTest(Engine engine) {
        this.engine = engine;
    }

    @BeforeParameterizedClassInvocation
    static void plant(Engine engine) throws SQLException {
        Servers.require(engine);
        boolean mariaDb = engine == Engine.MARIADB;
        clean = Servers.source(engine);
        clean.createDatabase(DATABASE);
        clean.execute(DATABASE, "CREATE TABLE note (id int PRIMARY KEY, words longtext)", "CREATE TABLE loose (a int)");
        faulty = mariaDb ? MariaDbServer.start(options(engine)) : MySqlServer.start(options(engine));
        faulty.createDatabase(DATABASE);
        faulty.execute(
                DATABASE,
                "CREATE TABLE note (id int PRIMARY KEY, words longtext)",
                "CREATE EVENT nightly ON SCHEDULE EVERY 1 DAY DO DELETE FROM note",
                mariaDb
                        ? "CHANGE MASTER TO MASTER_HOST = '127.0.0.1', MASTER_PORT = 1"
                        : "CHANGE REPLICATION SOURCE TO SOURCE_HOST = '127.0.0.1', SOURCE_PORT = 1");
        try (Connection administrator = faulty.connect(DATABASE, BinlogServer.ADMINISTRATOR);
                Statement statement = administrator.createStatement()) {
            statement.execute("XA START 'undecided'");
            statement.execute("INSERT INTO note VALUES (1, 'prepared')");
            statement.execute("XA END 'undecided'");
            statement.execute("XA PREPARE 'undecided'");
        }
        faulty.execute("", mariaDb ? "DO 1" : "SET GLOBAL server_id = 0", "SET GLOBAL read_only = ON");
    }

    private static Map<String, String> options(Engine engine) {
        Map<String, String> options = new LinkedHashMap<>(Map.ofEntries(
                Map.entry("binlog-format", "STATEMENT"),
                Map.entry("binlog-row-image", "MINIMAL"),
                Map.entry("binlog-row-metadata", "MINIMAL"),
                Map.entry("binlog-ignore-db", DATABASE),
                Map.entry("binlog-expire-logs-seconds", "3600"),
                Map.entry("log-slave-updates", "OFF"),
                Map.entry("log-bin-trust-function-creators", "0"),
                Map.entry("local-infile", "0"),
                Map.entry("max-allowed-packet", "1M"),
                Map.entry("auto-increment-increment", "2"),
                Map.entry("sql-mode", "NO_ENGINE_SUBSTITUTION"),
                Map.entry("default-time-zone", "+05:00"),
                Map.entry("character-set-server", "latin1"),
                Map.entry("max-connections", "25"),
                Map.entry("event-scheduler", "ON")));
        options.putAll(
                engine == Engine.MARIADB
                        ? Map.of(
                                "log-bin-compress", "ON",
                                "lower-case-table-names", "1",
                                "innodb-force-primary-key", "ON")
                        : Map.of(
                                "binlog-transaction-compression", "ON",
                                "binlog-row-value-options", "PARTIAL_JSON",
                                "binlog-order-commits", "OFF",
                                "gtid-mode", "OFF",
                                "enforce-gtid-consistency", "OFF",
                                "sql-require-primary-key", "ON"));
        return options;
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        faulty.close();
        clean.execute("", "DROP DATABASE " + DATABASE);
    }

    /** What is expected of this engine. */
    private Map<MysqlCheck, List<String>> expected() {
        Map<MysqlCheck, List<String>> expected = new TreeMap<>(OF_BOTH);
        expected.putAll(engine == Engine.MARIADB ? OF_MARIADB : OF_MYSQL);
        return expected;
    }

    private Checked as(Side side) {
        return side == Side.SOURCE
                ? new Checked(faulty.url(DATABASE), clean.url(DATABASE))
                : new Checked(clean.url(DATABASE), faulty.url(DATABASE));
    }

    @Test
    void eachFaultIsNamedAtTheSource() {
        assertNamed(Side.SOURCE);
    }

    @Test
    void eachFaultIsNamedAtTheTarget() {
        assertNamed(Side.TARGET);
    }

    private void assertNamed(Side side) {
        try (Checked checked = as(side)) {
            List<Finding> found = checked.found(side);

            expected()
                    .forEach((check, words) -> assertThat(sentences(found, check))
                            .as(check + " among " + found)
                            .anySatisfy(sentence -> assertThat(sentence)
                                    .contains(words)
                                    .contains("127.0.0.1:" + faulty.port() + "/" + DATABASE)));
        }
    }

    private static List<String> sentences(List<Finding> found, MysqlCheck check) {
        return found.stream()
                .filter(finding -> finding.check().equals(check.check()))
                .map(Finding::sentence)
                .toList();
    }

    @Test
    void aTableWithoutAKeyCannotBeMadeWhereOneIsRequired() {
        try (Checked checked = as(Side.TARGET)) {
            assertThat(sentences(checked.found(Side.TARGET), MysqlCheck.PRIMARY_KEY_REQUIRED))
                    .singleElement()
                    .asString()
                    .contains("faulty.loose", "primary_key is ON", "give it one, or SET GLOBAL");
        }
    }

    @Test
    void aRowThatIsTooLongForTheOtherSidesPacketIsNamed() {
        clean.execute(DATABASE, "INSERT INTO note VALUES (2, REPEAT('x', 600000))");
        try (Checked checked = as(Side.TARGET)) {
            assertThat(sentences(checked.found(Side.TARGET), MysqlCheck.PACKET_SIZE))
                    .anySatisfy(sentence -> assertThat(sentence)
                            .contains("a row of faulty.note holds 600000 bytes", "max_allowed_packet is 1048576"));
        } finally {
            clean.execute(DATABASE, "DELETE FROM note");
        }
    }

    @Test
    void aTransactionThatStaysOpenIsNamed() throws SQLException {
        try (Checked checked = as(Side.SOURCE);
                Connection open = clean.connect(DATABASE);
                Statement statement = open.createStatement()) {
            open.setAutoCommit(false);
            statement.execute("INSERT INTO note VALUES (3, 'open')");

            MysqlConnections connections = checked.connections(Side.TARGET);
            eventually(
                    "a transaction of a second is named",
                    Duration.ofSeconds(10),
                    () -> connections
                            .call("checking", session -> {
                                ServerSettings settings = ServerSettings.read(session);
                                return new ServerChecks(
                                                session,
                                                settings,
                                                settings,
                                                new RightChecks(connections, session, settings.dialect()),
                                                connections.where())
                                        .openSince(Duration.ZERO);
                            })
                            .filter(finding -> finding.sentence().contains("has been open for"))
                            .isPresent());
            open.rollback();
        }
    }

    @Test
    void anotherVersionAndAnotherTimeOnTheOtherSideAreNamed() {
        try (Checked checked = as(Side.TARGET)) {
            MysqlConnections connections = checked.connections(Side.SOURCE);
            List<String> ids = connections.call("checking", session -> {
                ServerSettings here = ServerSettings.read(session);
                Dialect newer = new Dialect(engine, 99, 0, 0, "99.0.0", "another");
                ServerSettings there = new ServerSettings(
                        newer, here.variables(), here.collations(), here.clock().plusSeconds(90), here.nanos());
                RightChecks rights = new RightChecks(connections, session, here.dialect());
                return new ArrayList<>(new ServerChecks(session, here, there, rights, connections.where()).advice())
                        .stream()
                                .map(finding -> finding.check().id() + ": " + finding.sentence())
                                .toList();
            });

            assertThat(ids)
                    .anySatisfy(
                            one -> assertThat(one).startsWith("version-older: ").contains("99.0.0"))
                    .anySatisfy(
                            one -> assertThat(one).startsWith("clocks-apart: ").contains("by 90000 ms"));
        }
    }

    @Test
    void aServerThatWritesNoLogIsNamedOnBothSides() {
        Map<String, String> options = Map.of("skip-log-bin", "");
        try (BinlogServer silent =
                engine == Engine.MARIADB ? MariaDbServer.start(options) : MySqlServer.start(options)) {
            String url = silent.createDatabase(DATABASE);
            silent.execute(DATABASE, "CREATE TABLE note (id int PRIMARY KEY, words longtext)");
            for (Side side : Side.values()) {
                String other = clean.url(DATABASE);
                try (Checked checked = side == Side.SOURCE ? new Checked(url, other) : new Checked(other, url)) {
                    assertThat(sentences(checked.found(side), MysqlCheck.LOG_OFF))
                            .singleElement()
                            .asString()
                            .contains("log_bin is OFF", ":" + silent.port() + "/", "start the server with log_bin");
                }
            }
        }
    }
}
