package dev.bailey.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Finding;
import dev.bailey.core.Side;
import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import dev.bailey.mysql.Dialect.Engine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
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

    private final Engine engine;
    private final CheckedPlace place;
    private final String database;

    ChecksTest(Engine engine) {
        this.engine = engine;
        this.place = new CheckedPlace(engine);
        this.database = place.database;
    }

    @Test
    void nothingIsFoundInACleanPairWithTheDocumentedRights() {
        try (Checked checked = place.checked(database + ".loose")) {
            assertThat(checked.troubles()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aFaultIsNamedOnEitherSide(Fault fault) {
        if (!fault.engines().contains(engine)) {
            return;
        }
        for (Side side : Side.values()) {
            place.server(side).execute(database, fault.statements().toArray(String[]::new));
        }

        try (Checked checked = place.checked(database + "." + fault.excluded())) {
            for (Side side : Side.values()) {
                List<Finding> found = checked.found(side);

                assertThat(found)
                        .filteredOn(
                                finding -> finding.check().equals(fault.check().check()))
                        .as(fault + " on the " + side.label() + " among " + found)
                        .singleElement()
                        .satisfies(finding -> assertThat(finding.sentence())
                                .contains(fault.words())
                                .contains(place.where(side)));
            }
        }
    }

    @Test
    void aForeignKeyFromAnotherDatabaseIsNamed() {
        String elsewhere = database + "x";
        place.server(Side.SOURCE)
                .execute(
                        "",
                        "CREATE DATABASE " + elsewhere,
                        "CREATE TABLE " + elsewhere + ".review (id int PRIMARY KEY, note int, CONSTRAINT reaches"
                                + " FOREIGN KEY (note) REFERENCES " + database + ".note (id))");
        try (Checked checked = place.checked(database + ".loose")) {
            assertThat(checked.troubles())
                    .singleElement()
                    .asString()
                    .startsWith("source: foreign-key-outside: foreign key reaches of " + elsewhere + ".review");
        } finally {
            place.server(Side.SOURCE).execute("", "DROP DATABASE " + elsewhere);
        }
    }

    @Test
    void whatIsNotCarriedIsListed() {
        place.server(Side.SOURCE)
                .execute(
                        database,
                        "CREATE VIEW seen AS SELECT 1 AS one",
                        "CREATE PROCEDURE walk() SELECT 1",
                        "CREATE EVENT nightly ON SCHEDULE EVERY 1 DAY DISABLE DO DELETE FROM note");

        try (Checked checked = place.checked()) {
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
            place.server(side)
                    .execute(
                            "",
                            "CREATE USER " + user + "@'%' IDENTIFIED BY 'secret'",
                            "GRANT SELECT ON " + database + ".* TO " + user + "@'%'",
                            "GRANT INSERT, UPDATE, DELETE ON " + database + ".note TO " + user + "@'%'");
            String source = place.poor(Side.SOURCE, side, user);
            String target = place.poor(Side.TARGET, side, user);
            try (Checked before = new Checked(source, target, database + ".loose")) {
                for (Finding finding : before.found(side)) {
                    ids.add(finding.check().id());
                    assertThat(finding.sentence()).contains(place.where(side));
                    place.server(side).execute("", finding.remedy().replaceFirst(" to it.*", " TO " + user + "@'%'"));
                }
            }
            try (Checked after = new Checked(source, target, database + ".loose")) {
                assertThat(after.troubles()).as("after " + ids).isEmpty();
            }
        }

        assertThat(new TreeSet<>(ids))
                .containsExactly("create-right", "log-right", "replica-right", "table-right", "transaction-right");
    }

    @Test
    void whatTheOtherSideCannotMakeOrNobodyCarriesIsNamed() {
        try (Checked checked = place.checked()) {
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
                List<Finding> both = new ArrayList<>(
                        checks.unmakeable(List.of(new TableListing(table, czech, Optional.of("PRIMARY"))), Set.of()));
                both.addAll(checks.columns(
                        new TableListing(table, List.of(ValueType.of("vector(3)", "", "")), Optional.of("PRIMARY"))));
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
            MysqlCheck.REPLICA_RIGHT,
            MysqlCheck.COPY_UNLOGGED);

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
