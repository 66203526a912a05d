package dev.bailey.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailey.core.GuardState;
import dev.bailey.core.Problem;
import dev.bailey.core.Side;
import dev.bailey.core.Table;
import dev.bailey.mysql.Dialect.Engine;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The application's triggers go from side to side with all that decides what they do. */
@ParameterizedClass
@EnumSource(Engine.class)
class MysqlTriggersTest {

    private static final String[] TABLES = {
        "CREATE TABLE sale (id int PRIMARY KEY, amount int NOT NULL, words varchar(100))",
        "CREATE TABLE `odd ``name` (id int PRIMARY KEY)",
        "CREATE TABLE audit (id int AUTO_INCREMENT PRIMARY KEY, what varchar(100) NOT NULL)",
        "CREATE TABLE staying (id int PRIMARY KEY)"
    };

    private static final String[] TRIGGERS = {
        "CREATE TRIGGER second BEFORE INSERT ON sale FOR EACH ROW SET NEW.words = CONCAT(NEW.words, ' second')",
        """
            CREATE TRIGGER first BEFORE INSERT ON sale FOR EACH ROW PRECEDES second BEGIN
              IF COALESCE(NEW.amount, 0) <= 0 THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'no such amount'; END IF;
              SET NEW.words = CONCAT('first; it''s ', NEW.words); -- grüß €
            END""",
        "CREATE TRIGGER third BEFORE INSERT ON sale FOR EACH ROW SET NEW.words = CONCAT(NEW.words, ' third')",
        "CREATE TRIGGER `after ``it` AFTER INSERT ON sale FOR EACH ROW INSERT INTO audit (what) VALUES (NEW.words)",
        "CREATE TRIGGER changed AFTER UPDATE ON sale FOR EACH ROW INSERT INTO audit (what) VALUES ('changed')",
        "CREATE TRIGGER gone BEFORE DELETE ON sale FOR EACH ROW INSERT INTO audit (what) VALUES ('gone')",
        "CREATE TRIGGER odd AFTER INSERT ON `odd ``name` FOR EACH ROW INSERT INTO audit (what) VALUES ('odd')",
        "SET SESSION sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES,PIPES_AS_CONCAT'",
        "CREATE TRIGGER \"quoted\" AFTER DELETE ON \"sale\" FOR EACH ROW"
                + " INSERT INTO audit (what) VALUES ('back\\slash' || OLD.id)",
        "SET SESSION sql_mode = '', character_set_client = latin1, collation_connection = latin1_german1_ci",
        "CREATE TRIGGER old BEFORE UPDATE ON sale FOR EACH ROW SET NEW.words = CONCAT(NEW.words, ' old')",
        "SET SESSION character_set_client = utf8mb4, collation_connection = utf8mb4_general_ci",
        "CREATE TRIGGER stays AFTER INSERT ON staying FOR EACH ROW INSERT INTO audit (what) VALUES ('stayed')"
    };

    private final Pair pair;
    private final MysqlDatabase source;
    private final MysqlDatabase target;
    private List<Table> tables = List.of();

    MysqlTriggersTest(Engine engine) {
        Servers.require(engine);
        this.pair = new Pair(engine);
        this.source = MysqlDatabase.of(pair.connections(Side.SOURCE));
        this.target = MysqlDatabase.of(pair.connections(Side.TARGET));
    }

    @BeforeEach
    void create() throws SQLException {
        pair.both(TABLES);
        pair.run(Side.SOURCE, TRIGGERS);
        tables = source.catalog().tables(List.of("*.*"), List.of("*.staying"));
        source.guard().install(tables, GuardState.shut(1));
        target.guard().install(tables, GuardState.shut(0));
    }

    @AfterEach
    void close() {
        pair.close();
    }

    @Test
    void theyAreMadeOnTheOtherSideAsTheyWere() throws SQLException {
        List<String> before = triggers(Side.SOURCE);

        target.triggers().putOn(tables, source.triggers());
        source.triggers().takeOff(tables, target.triggers());

        assertThat(before).hasSize(9).anyMatch(trigger -> trigger.contains("latin1_german1_ci"));
        assertThat(triggers(Side.TARGET)).isEqualTo(before);
        assertThat(triggers(Side.SOURCE)).isEmpty();
        assertThat(source.triggers().acting(List.of(pair.table("staying")))).containsExactly("stays");
    }

    @Test
    void theyActOnTheOtherSideInTheirOrderBehindTheGuard() throws SQLException {
        target.triggers().putOn(tables, source.triggers());
        assertThat(target.guard().refusesProbe()).isTrue();
        assertThat(source.guard().refusesProbe()).isTrue();
        assertThat(target.guard().move(GuardState.shut(0), GuardState.open(2))).isTrue();

        pair.run(Side.TARGET, "INSERT INTO sale VALUES (1, 5, 'sold')", "DELETE FROM sale");

        assertThat(pair.texts(Side.TARGET, "SELECT what FROM audit ORDER BY id"))
                .containsExactly("first; it's sold second third", "gone", "back\\slash1");
    }

    @Test
    void whatATriggerRefusesIsNotTakenForTheGuard() throws SQLException {
        pair.run(Side.SOURCE, "DROP TABLE audit, `odd ``name`"); // those that refuse nothing
        assertThat(source.guard().refusesProbe()).isTrue();

        assertThat(source.guard().move(GuardState.shut(1), GuardState.open(2))).isTrue();

        assertThat(source.guard().refusesProbe()).isFalse();
    }

    @Test
    void whatWasBrokenOffIsDoneToItsEnd() throws SQLException {
        List<String> before = triggers(Side.SOURCE);
        target.triggers().putOn(tables, source.triggers());
        pair.run(Side.TARGET, "DROP TRIGGER third", "DROP TRIGGER first", "DROP TRIGGER changed");
        target.triggers().putOn(tables, source.triggers());
        assertThat(triggers(Side.TARGET)).as("killed while they were made").isEqualTo(before);

        source.triggers().takeOff(tables, target.triggers());
        pair.run(Side.SOURCE, TRIGGERS[2]);
        target.triggers().putOn(tables, source.triggers());
        assertThat(triggers(Side.TARGET))
                .as("killed before the last was taken off")
                .isEqualTo(before);
        target.triggers().takeOff(tables, source.triggers());
        source.triggers().putBack();
        assertThat(triggers(Side.SOURCE)).as("and turned back").isEqualTo(before);
    }

    @Test
    void aMoveThatTurnsBackHasThemWhereTheyWere() throws SQLException {
        List<String> before = triggers(Side.SOURCE);
        target.triggers().putOn(tables, source.triggers());
        source.triggers().takeOff(tables, target.triggers());

        target.triggers().takeOff(tables, source.triggers());
        source.triggers().putBack();

        assertThat(triggers(Side.SOURCE)).isEqualTo(before);
        assertThat(triggers(Side.TARGET)).isEmpty();
        target.triggers().restore();
        assertThat(triggers(Side.TARGET))
                .as("none of them was the target's own")
                .isEmpty();
    }

    @Test
    void theLastWordIsThatOfTheSideThatOwns() throws SQLException {
        target.triggers().putOn(tables, source.triggers());
        source.triggers().takeOff(tables, target.triggers());
        pair.run(
                Side.TARGET,
                "DROP TRIGGER odd",
                "CREATE TRIGGER added BEFORE UPDATE ON sale FOR EACH ROW PRECEDES old SET NEW.words = 'added'");
        List<String> then = triggers(Side.TARGET);

        source.triggers().putOn(tables, target.triggers());
        target.triggers().takeOff(tables, source.triggers());

        assertThat(then).anyMatch(trigger -> trigger.contains("added")).noneMatch(trigger -> trigger.contains("odd,"));
        assertThat(triggers(Side.SOURCE)).isEqualTo(then);
        assertThat(triggers(Side.TARGET)).isEmpty();
    }

    @Test
    void atTheEndTheOldSideHasThemAgain() throws SQLException {
        List<String> before = triggers(Side.SOURCE);
        target.triggers().putOn(tables, source.triggers());
        source.triggers().takeOff(tables, target.triggers());

        source.triggers().restore();
        target.triggers().restore();

        assertThat(triggers(Side.SOURCE)).isEqualTo(before);
        assertThat(triggers(Side.TARGET)).isEqualTo(before);
    }

    @Test
    void whatTheOtherSideDoesNotHaveIsNotTakenOff() throws SQLException {
        pair.run(
                Side.TARGET,
                TRIGGERS[0],
                "CREATE TRIGGER alone BEFORE INSERT ON sale FOR EACH ROW SET NEW.words = 'alone'");

        target.triggers().takeOff(tables, source.triggers());

        assertThat(target.triggers().acting(tables)).containsExactly("alone");
        target.triggers().restore();
        assertThat(target.triggers().acting(tables)).containsExactly("alone", "second");
    }

    @Test
    void aTableThatSomebodyReadsIsNamedBeforeAnythingIsDone() throws SQLException {
        try (Connection reader = pair.connect(Side.SOURCE);
                Statement statement = reader.createStatement()) {
            reader.setAutoCommit(false);
            statement.execute("SELECT * FROM sale");

            assertThatThrownBy(() ->
                            source.triggers().requireFree(source.triggers().having(tables)))
                    .isInstanceOfSatisfying(
                            Problem.class, problem -> assertThat(problem.kind()).isEqualTo(Problem.Kind.BUSY))
                    .hasMessageContaining(".sale at ");
            target.triggers().requireFree(source.triggers().having(tables));
            reader.rollback();
            source.triggers().requireFree(source.triggers().having(tables));
        }
    }

    @Test
    void oneThatWouldRefuseWhoeverWritesIsNotMade() throws SQLException {
        server("CREATE USER stranger@'%'", "GRANT ALL ON *.* TO stranger@'%'");
        try {
            server("CREATE DEFINER = stranger@'%' TRIGGER "
                    + pair.connections(Side.SOURCE).database()
                    + ".strange BEFORE UPDATE ON sale FOR EACH ROW SET NEW.words = 'strange'");

            for (int tries = 0; tries < 2; tries++) {
                assertThatThrownBy(() -> target.triggers().putOn(tables, source.triggers()))
                        .isInstanceOf(Problem.class)
                        .hasMessageContainingAll("strange", "sale", "stranger");
            }
        } finally {
            server("DROP USER stranger@'%'");
        }
    }

    private void server(String... statements) {
        Servers.source(pair.engine()).execute(pair.connections(Side.SOURCE).database(), statements);
    }

    /** All of the application's on tables that move, with all that decides what they do, in their order. */
    private List<String> triggers(Side side) throws SQLException {
        List<String> triggers = new ArrayList<>();
        for (String trigger : pair.texts(side, """
                SELECT EVENT_OBJECT_TABLE, ACTION_TIMING, EVENT_MANIPULATION, TRIGGER_NAME, ACTION_STATEMENT, SQL_MODE,
                    DEFINER, CHARACTER_SET_CLIENT, COLLATION_CONNECTION, DATABASE_COLLATION FROM information_schema.TRIGGERS
                WHERE TRIGGER_SCHEMA = DATABASE() AND EVENT_OBJECT_TABLE <> 'staying'
                    AND TRIGGER_NAME NOT REGEXP '^bailey_(ins|upd|del)_'
                ORDER BY 1, 2, 3, ACTION_ORDER""")) {
            triggers.add(trigger + "; " + shown(side, trigger.split(", ", -1)[3]));
        }
        return triggers;
    }

    /** As {@code mysqldump} would take it. */
    private String shown(Side side, String name) throws SQLException {
        try (Connection session = pair.connect(side);
                Statement statement = session.createStatement();
                ResultSet row = statement.executeQuery("SHOW CREATE TRIGGER " + Sql.name(name))) {
            row.next();
            return row.getString(3);
        }
    }
}
