package dev.bailey.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.GuardState;
import dev.bailey.core.Side;
import dev.bailey.mysql.Dialect.Engine;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What checks say of the application's triggers. */
@ParameterizedClass
@EnumSource(Engine.class)
class TriggerChecksTest {

    private static final String COUNTING = "CREATE TRIGGER counting BEFORE INSERT ON note FOR EACH ROW ";

    private final Engine engine;
    private final CheckedPlace place;
    private final String database;

    TriggerChecksTest(Engine engine) {
        this.engine = engine;
        this.place = new CheckedPlace(engine);
        this.database = place.database;
    }

    @Test
    void aTriggerThatLeavesBaileyOutIsNoTrouble() {
        asApplication(
                Side.TARGET,
                COUNTING + "IF substring_index(user(), '@', 1) <> 'bailey' THEN SET NEW.words = 'counted'; END IF");

        try (Checked checked = place.checked(database + ".loose")) {
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

        try (Checked checked = place.checked(database + ".loose")) {
            assertThat(checked.troubles())
                    .hasSize(2)
                    .allMatch(trouble -> trouble.startsWith("target: trigger-twice: trigger "))
                    .anySatisfy(trouble -> assertThat(trouble)
                            .contains("counting on " + database + ".note at " + place.where(Side.TARGET))
                            .contains("drop it there", "IF SUBSTRING_INDEX(USER(), '@', 1) <> 'bailey' THEN"));
        }
    }

    @Test
    void triggersOfTheSourceAreNoTroubleWhetherTheTargetHasThemOrNot() {
        asApplication(Side.SOURCE, COUNTING + "SET NEW.words = 'counted'");
        asApplication(Side.SOURCE, COUNTING.replace("counting", "more") + "SET NEW.words = 'more'");
        asApplication(Side.TARGET, COUNTING + "SET NEW.words = 'counted'");

        try (Checked checked = place.checked(database + ".loose")) {
            assertThat(checked.troubles()).isEmpty();
            assertThat(checked.found(Side.SOURCE))
                    .filteredOn(finding -> finding.check().equals(MysqlCheck.TRIGGERS_CARRIED.check()))
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.sentence())
                            .contains(
                                    "2 triggers at " + place.where(Side.SOURCE), "counting, more", "users change to"));
        }
    }

    @Test
    void oneThatComesLaterToTheSideThatReceivesIsNamedThoughTheOtherHasItToo() {
        try (Checked checked = place.checked(database + ".loose")) {
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
            place.server(side)
                    .execute(
                            "",
                            "CREATE USER " + user + "@'%' IDENTIFIED BY 'secret'",
                            "GRANT REPLICATION SLAVE, REPLICATION CLIENT, PROCESS, "
                                    + (engine == Engine.MYSQL ? "XA_RECOVER_ADMIN" : "SLAVE MONITOR") + " ON *.* TO "
                                    + user + "@'%'",
                            "GRANT ALL ON " + database + ".* TO " + user + "@'%'",
                            "GRANT ALL ON `bailey\\_" + database + "`.* TO " + user + "@'%'");
        }
        place.server(Side.SOURCE).execute("", "CREATE USER " + maker + "@'%'");
        place.server(Side.SOURCE)
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
                        .contains(maker + "@%", place.where(Side.TARGET)))
                .anySatisfy(trouble -> assertThat(trouble)
                        .startsWith("source: definers-unseen: Bailey's user may not ask")
                        .contains(maker + "@%", place.where(Side.SOURCE)));

        help(found, user);
        List<String> left = definers(user);
        assertThat(left)
                .singleElement()
                .asString()
                .startsWith("target: trigger-definer: triggers have the definer " + maker + "@%, who is not known at "
                        + place.where(Side.TARGET));
        place.server(Side.TARGET).execute("", "CREATE USER " + maker + "@'%'");
        assertThat(definers(user)).isEmpty();

        if (engine == Engine.MYSQL) {
            place.server(Side.TARGET).execute("", "GRANT SYSTEM_USER ON *.* TO " + maker + "@'%'");
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
                place.server(side).execute("", told.group().replace(" to it", " TO " + user + "@'%'"));
            }
        }
    }

    private List<String> definers(String user) {
        try (Checked checked = new Checked(
                place.poor(Side.SOURCE, Side.SOURCE, user),
                place.poor(Side.TARGET, Side.TARGET, user),
                database + ".loose")) {
            return checked.troubles();
        }
    }

    private void asApplication(Side side, String statement) {
        try (Connection session = place.server(side).connect(database);
                Statement running = session.createStatement()) {
            running.execute(statement);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
