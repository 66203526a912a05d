package dev.bailey.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Finding;
import dev.bailey.core.Side;
import dev.bailey.mysql.Dialect.Engine;
import dev.bailey.testkit.BinlogServer;
import dev.bailey.testkit.MySqlServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Both sides may take writes at once where they give out different keys. */
@ParameterizedClass
@EnumSource(Engine.class)
class KeyStepChecksTest {

    private final Engine engine;
    private final Pair pair;

    KeyStepChecksTest(Engine engine) throws SQLException {
        Servers.require(engine);
        this.engine = engine;
        this.pair = new Pair(engine);
        pair.both("CREATE TABLE note (id int AUTO_INCREMENT PRIMARY KEY, words text)");
    }

    private BinlogServer server(Side side) {
        return side == Side.SOURCE ? Servers.source(engine) : Servers.target(engine);
    }

    private void steps(Side side, int step, int start) {
        server(side)
                .execute("", "SET GLOBAL auto_increment_increment = " + step + ", auto_increment_offset = " + start);
    }

    @BeforeEach
    void apart() {
        steps(Side.SOURCE, 2, 1);
        steps(Side.TARGET, 2, 2);
    }

    @AfterEach
    void usual() {
        steps(Side.SOURCE, 1, 1);
        steps(Side.TARGET, 1, 1);
        pair.close();
    }

    private List<String> found(Side side) {
        return found(pair.connections(side), side);
    }

    private List<String> found(MysqlConnections here, Side side) {
        MysqlConnections there = pair.connections(side.opposite());
        MysqlCatalog catalog = new MysqlCatalog(here, new MysqlShapes(here));
        return catalog
                .sharingObstacles(
                        side,
                        catalog.tables(List.of("*.note"), List.of()),
                        new MysqlCatalog(there, new MysqlShapes(there)))
                .stream()
                .map(Finding::sentence)
                .toList();
    }

    @Test
    void nothingIsFoundWhereBothGoInStepsOfOneLengthFromDifferentPlaces() {
        assertThat(found(Side.SOURCE)).isEmpty();
        assertThat(found(Side.TARGET)).isEmpty();
    }

    @Test
    void stepsInWhichKeysMayMeetAreNamedWithWhatToSet() {
        steps(Side.TARGET, 2, 1);
        assertThat(found(Side.SOURCE)).singleElement().asString().contains("both sides may give out the same keys");

        steps(Side.TARGET, 3, 2);
        assertThat(found(Side.TARGET)).hasSize(1);

        steps(Side.SOURCE, 1, 1);
        steps(Side.TARGET, 1, 1);
        assertThat(found(Side.SOURCE))
                .singleElement()
                .asString()
                .contains("auto_increment_increment is 1 and auto_increment_offset 1 at ")
                .contains("SET GLOBAL auto_increment_increment = 2, auto_increment_offset = 1 at ");
        assertThat(found(Side.TARGET))
                .singleElement()
                .asString()
                .contains("SET GLOBAL auto_increment_increment = 2, auto_increment_offset = 2 at ");
    }

    /** MariaDB tells nobody. */
    @Test
    void whereTheServerTellsOfSessionsThoseWithOtherStepsAreNamed() throws SQLException {
        if (engine == Engine.MARIADB) {
            return;
        }
        Map<String, String> options =
                Map.of("performance-schema", "ON", "auto-increment-increment", "2", "auto-increment-offset", "1");
        try (BinlogServer telling = MySqlServer.start(options);
                MysqlConnections here = new MysqlConnections(telling.createDatabase("steps"));
                Connection old = telling.connect("steps")) {
            telling.execute(
                    "steps",
                    "GRANT SELECT ON performance_schema.variables_by_thread TO 'bailey'@'%'",
                    "GRANT SELECT ON performance_schema.threads TO 'bailey'@'%'",
                    "CREATE TABLE note (id int AUTO_INCREMENT PRIMARY KEY, words text)");
            assertThat(found(here, Side.SOURCE)).isEmpty();

            TenantSide.run(old, "SET SESSION auto_increment_increment = 1");

            assertThat(found(here, Side.SOURCE))
                    .singleElement()
                    .asString()
                    .contains("1 sessions of app at ")
                    .contains("let them connect anew");
        }
    }

    @Test
    void keysThatEachSideGivesOutNeverMeetThoughEachTakesInTheOthers() throws SQLException {
        for (int i = 0; i < 5; i++) {
            for (Side side : Side.values()) {
                pair.run(side, "INSERT INTO note (words) VALUES ('of the " + side.label() + "')");
                for (String id : pair.texts(side, "SELECT id FROM note WHERE words = 'of the " + side.label() + "'")) {
                    pair.run(
                            side.opposite(),
                            "INSERT IGNORE INTO note VALUES (" + id + ", 'of the " + side.label() + "')");
                }
            }
        }

        assertThat(pair.checksum(Side.SOURCE, "note")).isEqualTo(pair.checksum(Side.TARGET, "note"));
        assertThat(pair.texts(Side.TARGET, "SELECT COUNT(*) FROM note")).containsExactly("10");
    }
}
