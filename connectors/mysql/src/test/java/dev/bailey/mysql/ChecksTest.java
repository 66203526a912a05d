package dev.bailey.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Finding;
import dev.bailey.core.GuardState;
import dev.bailey.core.Side;
import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import dev.bailey.mysql.Dialect.Engine;
import dev.bailey.testkit.BinlogServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is planted in a database is named on either side, with the table and what to do; and nothing where all is well.
 */
@ParameterizedClass
@EnumSource(Engine.class)
class ChecksTest {

    private static final List<Engine> ALL = List.of(Engine.values());

    private static final List<String> TABLES = List.of(
            "CREATE TABLE note (id int AUTO_INCREMENT PRIMARY KEY, words text)",
            "CREATE TABLE child (id int PRIMARY KEY, note int, hidden int INVISIBLE, twice int AS (id * 2) STORED,"
                    + " thrice int AS (id * 3) VIRTUAL)",
            "CREATE TABLE link (a int, b double, PRIMARY KEY (a, b))",
            "CREATE TABLE loose (a int)");

    /**
     * What is planted.
     *
     * @param excluded a table that is not moved; empty for none
     * @param words of the sentence
     */
    record Fault(MysqlCheck check, List<Engine> engines, String excluded, List<String> statements, List<String> words) {

        static Fault of(MysqlCheck check, String statement, String... words) {
            return new Fault(check, ALL, "", List.of(statement), List.of(words));
        }

        static Fault staying(String excluded, String statement, String... words) {
            return new Fault(MysqlCheck.FOREIGN_KEY_OUTSIDE, ALL, excluded, List.of(statement), List.of(words));
        }

        static Fault ofMariaDb(MysqlCheck check, String statement, String... words) {
            return new Fault(check, List.of(Engine.MARIADB), "", List.of(statement), List.of(words));
        }

        @Override
        public String toString() {
            return check + " by " + statements;
        }
    }

    static Stream<Fault> faults() {
        String key = "ALTER TABLE child ADD CONSTRAINT reaches FOREIGN KEY (note) REFERENCES note (id)";
        return Stream.of(
                Fault.of(
                        MysqlCheck.TABLE_ENGINE,
                        "ALTER TABLE note ENGINE = MyISAM",
                        "note at",
                        "engine is MyISAM",
                        "ALTER TABLE `note` ENGINE = InnoDB"),
                Fault.ofMariaDb(
                        MysqlCheck.TABLE_VERSIONED,
                        "ALTER TABLE note ADD SYSTEM VERSIONING",
                        "note at",
                        "system-versioned",
                        "DROP SYSTEM VERSIONING"),
                new Fault(
                        MysqlCheck.NAME_CASE,
                        List.of(Engine.MYSQL),
                        "",
                        List.of("CREATE TABLE NOTE (id int PRIMARY KEY)"),
                        List.of("NOTE and note at", "differ only in case", "rename one")),
                Fault.ofMariaDb(MysqlCheck.SEQUENCE, "CREATE SEQUENCE numbers", "sequence numbers", "AUTO_INCREMENT"),
                Fault.of(
                        MysqlCheck.CASCADE,
                        key + " ON DELETE CASCADE",
                        "foreign key reaches of",
                        "child at",
                        "ON DELETE CASCADE",
                        "make it RESTRICT"),
                Fault.of(MysqlCheck.CASCADE, key + " ON UPDATE SET NULL", "ON UPDATE SET NULL"),
                Fault.staying("note", key, "foreign key reaches of", "child at", "points at", "DROP FOREIGN KEY"),
                Fault.staying("child", key, "child, which does not move, points at", "note at", "or drop its key"),
                Fault.of(
                        MysqlCheck.KEYLESS_REAL,
                        "ALTER TABLE loose ADD COLUMN b float",
                        "loose at",
                        "no key",
                        "give it a primary key"),
                Fault.of(MysqlCheck.KEYLESS, "SELECT 1", "loose at", "neither a primary key", "give it a primary key"),
                Fault.of(
                        MysqlCheck.KEY_HEADROOM,
                        "ALTER TABLE note AUTO_INCREMENT = 2000000000",
                        "note at",
                        "93 % of what int",
                        "larger type"));
    }

    private static final String COUNTING = "CREATE TRIGGER counting BEFORE INSERT ON note FOR EACH ROW ";

    private final Engine engine;
    private final String database = BinlogServer.freshName();

    ChecksTest(Engine engine) {
        this.engine = engine;
    }

    @BeforeEach
    void create() {
        for (Side side : Side.values()) {
            server(side).createDatabase(database);
            server(side).execute(database, TABLES.toArray(String[]::new));
        }
    }

    private BinlogServer server(Side side) {
        return side == Side.SOURCE ? Servers.source(engine) : Servers.target(engine);
    }

    private String url(Side side) {
        return server(side).url(database);
    }

    private Checked checked(String... excluded) {
        return new Checked(url(Side.SOURCE), url(Side.TARGET), excluded);
    }

    @Test
    void nothingIsFoundInACleanPairWithTheDocumentedRights() {
        try (Checked checked = checked(database + ".loose")) {
            assertThat(checked.troubles()).isEmpty();
        }
    }

    @Test
    void aTriggerThatLeavesBaileyOutIsNoTrouble() {
        asApplication(
                Side.TARGET,
                COUNTING + "IF substring_index(user(), '@', 1) <> 'bailey' THEN SET NEW.words = 'counted'; END IF");

        try (Checked checked = checked(database + ".loose")) {
            assertThat(checked.troubles()).isEmpty();
        }
    }

    @Test
    void aTriggerThatOnlyTheTargetHasWouldActTwice() {
        asApplication(Side.TARGET, COUNTING + "SET NEW.words = 'counted'");
        asApplication(
                Side.TARGET,
                "CREATE TRIGGER asking BEFORE UPDATE ON note FOR EACH ROW"
                        + " SET NEW.words = IF(CURRENT_USER() LIKE 'bailey@%', NEW.words, 'counted')");

        try (Checked checked = checked(database + ".loose")) {
            assertThat(checked.troubles())
                    .hasSize(2)
                    .allMatch(trouble -> trouble.startsWith("target: trigger-twice: trigger "))
                    .anySatisfy(trouble -> assertThat(trouble)
                            .contains("counting on " + database + ".note at " + where(Side.TARGET))
                            .contains("drop it there", "IF SUBSTRING_INDEX(USER(), '@', 1) <> 'bailey' THEN"));
        }
    }

    @Test
    void triggersOfTheSourceAreNoTroubleWhetherTheTargetHasThemOrNot() {
        asApplication(Side.SOURCE, COUNTING + "SET NEW.words = 'counted'");
        asApplication(Side.SOURCE, COUNTING.replace("counting", "more") + "SET NEW.words = 'more'");
        asApplication(Side.TARGET, COUNTING + "SET NEW.words = 'counted'");

        try (Checked checked = checked(database + ".loose")) {
            assertThat(checked.troubles()).isEmpty();
            assertThat(checked.found(Side.SOURCE))
                    .filteredOn(finding -> finding.check().equals(MysqlCheck.TRIGGERS_CARRIED.check()))
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.sentence())
                            .contains("2 triggers at " + where(Side.SOURCE), "counting, more", "users change to"));
        }
    }

    @Test
    void oneThatComesLaterToTheSideThatReceivesIsNamedThoughTheOtherHasItToo() {
        try (Checked checked = checked(database + ".loose")) {
            for (Side receiving : Side.values()) {
                for (Side side : Side.values()) {
                    asApplication(side, "DROP TRIGGER IF EXISTS counting");
                    MysqlGuard guard = new MysqlGuard(checked.connections(side));
                    guard.remove();
                    guard.install(checked.tables(), side == receiving ? GuardState.shut(0) : GuardState.open(0));
                    asApplication(side, COUNTING + "SET NEW.words = 'counted'");
                }

                assertThat(checked.troubles())
                        .singleElement()
                        .asString()
                        .startsWith(receiving.label() + ": trigger-twice: trigger counting on");
            }
        }
    }

    @Test
    void whatATriggersDefinerAsksForIsNamedWithTheStatementThatHelps() {
        String maker = "maker_" + database;
        String user = "lesser_" + database;
        for (Side side : Side.values()) {
            server(side)
                    .execute(
                            "",
                            "CREATE USER " + user + "@'%' IDENTIFIED BY 'secret'",
                            "GRANT REPLICATION SLAVE, REPLICATION CLIENT, PROCESS, "
                                    + (engine == Engine.MYSQL ? "XA_RECOVER_ADMIN" : "SLAVE MONITOR") + " ON *.* TO "
                                    + user + "@'%'",
                            "GRANT ALL ON " + database + ".* TO " + user + "@'%'",
                            "GRANT ALL ON `bailey\\_" + database + "`.* TO " + user + "@'%'");
        }
        server(Side.SOURCE).execute("", "CREATE USER " + maker + "@'%'");
        server(Side.SOURCE)
                .execute(
                        database,
                        COUNTING.replace("CREATE ", "CREATE DEFINER = " + maker + "@'%' ")
                                + "SET NEW.words = 'counted'");

        List<String> found = definers(user);
        assertThat(found)
                .hasSize(4)
                .anySatisfy(trouble -> assertThat(trouble)
                        .startsWith("target: trigger-definer: Bailey's user lacks "
                                + (engine == Engine.MYSQL ? "SET_USER_ID" : "SET USER"))
                        .contains(maker + "@%", where(Side.TARGET)))
                .anySatisfy(trouble -> assertThat(trouble)
                        .startsWith("source: definers-unseen: Bailey's user may not ask")
                        .contains(maker + "@%", where(Side.SOURCE)));

        help(found, user);
        List<String> left = definers(user);
        assertThat(left)
                .singleElement()
                .asString()
                .startsWith("target: trigger-definer: triggers have the definer " + maker + "@%, who is not known at "
                        + where(Side.TARGET));
        server(Side.TARGET).execute("", "CREATE USER " + maker + "@'%'");
        assertThat(definers(user)).isEmpty();

        if (engine == Engine.MYSQL) {
            server(Side.TARGET).execute("", "GRANT SYSTEM_USER ON *.* TO " + maker + "@'%'");
            help(List.of("target: GRANT SELECT ON mysql.global_grants to it"), user);
            List<String> system = definers(user);
            assertThat(system).singleElement().asString().contains("who has SYSTEM_USER, which Bailey's user lacks");
            help(system, user);
            assertThat(definers(user)).isEmpty();
        }
    }

    /** Statements that somebody was told. */
    private void help(List<String> troubles, String user) {
        for (String trouble : troubles) {
            Side side = trouble.startsWith("source") ? Side.SOURCE : Side.TARGET;
            Matcher told = Pattern.compile("GRANT .* to it").matcher(trouble);
            if (told.find()) {
                server(side).execute("", told.group().replace(" to it", " TO " + user + "@'%'"));
            }
        }
    }

    private List<String> definers(String user) {
        try (Checked checked = new Checked(
                poor(Side.SOURCE, Side.SOURCE, user), poor(Side.TARGET, Side.TARGET, user), database + ".loose")) {
            return checked.troubles();
        }
    }

    private void asApplication(Side side, String statement) {
        try (Connection session = server(side).connect(database);
                Statement running = session.createStatement()) {
            running.execute(statement);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aFaultIsNamedOnEitherSide(Fault fault) {
        if (!fault.engines().contains(engine)) {
            return;
        }
        for (Side side : Side.values()) {
            server(side).execute(database, fault.statements().toArray(String[]::new));
        }

        try (Checked checked = checked(database + "." + fault.excluded())) {
            for (Side side : Side.values()) {
                List<Finding> found = checked.found(side);

                assertThat(found)
                        .filteredOn(
                                finding -> finding.check().equals(fault.check().check()))
                        .as(fault + " on the " + side.label() + " among " + found)
                        .singleElement()
                        .satisfies(finding -> assertThat(finding.sentence())
                                .contains(fault.words())
                                .contains(where(side)));
            }
        }
    }

    private String where(Side side) {
        return "127.0.0.1:" + server(side).port() + "/" + database;
    }

    @Test
    void aForeignKeyFromAnotherDatabaseIsNamed() {
        String elsewhere = database + "x";
        server(Side.SOURCE)
                .execute(
                        "",
                        "CREATE DATABASE " + elsewhere,
                        "CREATE TABLE " + elsewhere + ".review (id int PRIMARY KEY, note int, CONSTRAINT reaches"
                                + " FOREIGN KEY (note) REFERENCES " + database + ".note (id))");
        try (Checked checked = checked(database + ".loose")) {
            assertThat(checked.troubles())
                    .singleElement()
                    .asString()
                    .startsWith("source: foreign-key-outside: foreign key reaches of " + elsewhere + ".review");
        } finally {
            server(Side.SOURCE).execute("", "DROP DATABASE " + elsewhere);
        }
    }

    @Test
    void whatIsNotCarriedIsListed() {
        server(Side.SOURCE)
                .execute(
                        database,
                        "CREATE VIEW seen AS SELECT 1 AS one",
                        "CREATE PROCEDURE walk() SELECT 1",
                        "CREATE EVENT nightly ON SCHEDULE EVERY 1 DAY DISABLE DO DELETE FROM note");

        try (Checked checked = checked()) {
            assertThat(checked.found(Side.SOURCE))
                    .filteredOn(finding -> finding.check().equals(MysqlCheck.NOT_CARRIED.check()))
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.sentence())
                            .contains("view seen, procedure walk, event nightly", "make them on the other side"));
        }
    }

    @Test
    void aUserWithoutRightsIsToldTheStatementsThatHelp() {
        List<String> ids = new ArrayList<>();
        for (Side side : Side.values()) {
            String user = "poor_" + database;
            server(side)
                    .execute(
                            "",
                            "CREATE USER " + user + "@'%' IDENTIFIED BY 'secret'",
                            "GRANT SELECT ON " + database + ".* TO " + user + "@'%'",
                            "GRANT INSERT, UPDATE, DELETE ON " + database + ".note TO " + user + "@'%'");
            String source = poor(Side.SOURCE, side, user);
            String target = poor(Side.TARGET, side, user);
            try (Checked before = new Checked(source, target, database + ".loose")) {
                for (Finding finding : before.found(side)) {
                    ids.add(finding.check().id());
                    assertThat(finding.sentence()).contains(where(side));
                    server(side).execute("", finding.remedy().replaceFirst(" to it.*", " TO " + user + "@'%'"));
                }
            }
            try (Checked after = new Checked(source, target, database + ".loose")) {
                assertThat(after.troubles()).as("after " + ids).isEmpty();
            }
        }

        assertThat(new TreeSet<>(ids))
                .containsExactly("create-right", "log-right", "replica-right", "table-right", "transaction-right");
    }

    private String poor(Side of, Side side, String user) {
        return of == side ? url(of).replace("bailey:", user + ":") : url(of);
    }

    @Test
    void whatTheOtherSideCannotMakeOrNobodyCarriesIsNamed() {
        try (Checked checked = checked()) {
            MysqlConnections connections = checked.connections(Side.TARGET);
            List<Finding> found = connections.call("checking", session -> {
                ServerSettings here = ServerSettings.read(session);
                Set<String> fewer = new TreeSet<>(here.collations());
                fewer.remove("utf8mb4_czech_ci");
                ServerSettings poorer =
                        new ServerSettings(here.dialect(), here.variables(), fewer, here.clock(), here.nanos());
                Table table = new Table(
                        new TableId(database, "later"), checked.tables().get(0).columns());
                TableChecks checks = new TableChecks(connections, session, poorer, List.of(table));
                List<ValueType> czech = List.of(ValueType.of("text", "utf8mb4", "utf8mb4_czech_ci"));
                List<Finding> both =
                        new ArrayList<>(checks.unmakeable(List.of(new TableListing(table, czech, true)), Set.of()));
                both.addAll(checks.columns(new TableListing(table, List.of(ValueType.of("vector(3)", "", "")), true)));
                return both;
            });

            assertThat(found.stream().map(finding -> finding.check().id() + ": " + finding.sentence()))
                    .anySatisfy(one -> assertThat(one)
                            .startsWith("collation-unknown: " + database + ".later at")
                            .contains("utf8mb4_czech_ci is not known"))
                    .anySatisfy(one -> assertThat(one)
                            .startsWith("type-unknown: " + database + ".later at")
                            .contains("vector(3)"));
        }
    }

    /** Planted by a test of their own. */
    private static final Set<MysqlCheck> PLANTED_ALONE = Set.of(
            MysqlCheck.LOG_OFF,
            MysqlCheck.PRIMARY_KEY_REQUIRED,
            MysqlCheck.LONG_TRANSACTION,
            MysqlCheck.NOT_CARRIED,
            MysqlCheck.LOG_RIGHT,
            MysqlCheck.CREATE_RIGHT,
            MysqlCheck.TABLE_RIGHT,
            MysqlCheck.TRANSACTION_RIGHT,
            MysqlCheck.TRIGGER_TWICE,
            MysqlCheck.TRIGGER_DEFINER,
            MysqlCheck.DEFINERS_UNSEEN,
            MysqlCheck.TRIGGERS_CARRIED,
            MysqlCheck.REPLICA_RIGHT);

    /** Not on real servers: what one side says of itself is altered before it is looked at. */
    private static final Map<MysqlCheck, String> ALTERED = Map.of(
            MysqlCheck.VERSION_OLDER, "there is one version of each engine here",
            MysqlCheck.KEYS_MEET, "only where tenants move apart; see KeyStepChecksTest",
            MysqlCheck.CLOCKS_APART, "servers of one machine have one clock",
            MysqlCheck.COLLATION_UNKNOWN, "servers of one version know the same",
            MysqlCheck.TYPE_UNKNOWN, "these versions have no type that is not carried");

    @Test
    void everyCheckIsPlanted() {
        Set<MysqlCheck> planted = new TreeSet<>(PLANTED_ALONE);
        planted.addAll(ALTERED.keySet());
        faults().map(Fault::check).forEach(planted::add);
        planted.addAll(ServerFaultsTest.OF_BOTH.keySet());
        planted.addAll(ServerFaultsTest.OF_MYSQL.keySet());
        planted.addAll(ServerFaultsTest.OF_MARIADB.keySet());

        assertThat(planted).containsExactly(MysqlCheck.values());
    }
}
