package dev.bailey.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailey.core.Catalog;
import dev.bailey.core.GuardState;
import dev.bailey.core.Problem;
import dev.bailey.core.Side;
import dev.bailey.core.Table;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How a connector lists what a database holds, and makes the same elsewhere. */
interface CatalogContract {

    ContractBench bench();

    private Catalog source() {
        return bench().source().catalog();
    }

    private Catalog target() {
        return bench().target().catalog();
    }

    @Test
    default void baileysOwnTablesAreNeverListedAndInstallingTwiceIsNoHarm() throws SQLException {
        bench().notes();
        source().install();

        assertThat(source().tables(List.of("*.*"), List.of()))
                .extracting(table -> table.id().name())
                .containsExactly("note");
        assertThat(source().tables(List.of("*.*"), List.of("*.no*"))).isEmpty();
    }

    @Test
    default void uninstallingLeavesTheApplicationsTablesAndMayBeRepeated() throws SQLException {
        bench().notes();

        source().uninstall();
        source().uninstall();
        source().install();

        assertThat(source().tables(List.of("*.note"), List.of())).hasSize(1);
        assertThat(bench().source().checkpoint(bench().forward)).isEmpty();
    }

    @Test
    default void itKnowsWhetherAnythingIsKeptHereButOfTheseStreams() throws SQLException {
        bench().notes();
        Set<String> mine = Set.of("mine");
        source().uninstall();
        assertThat(source().holdsOnly(mine)).as("nothing there").isTrue();

        source().install();
        assertThat(source().holdsOnly(mine)).as("nothing in it").isTrue();

        bench().source().log().create("mine", List.of());
        assertThat(source().holdsOnly(mine)).as("its own stream").isTrue();
        assertThat(source().holdsOnly(Set.of("other"))).as("somebody's stream").isFalse();

        bench().source().log().drop("mine");
        bench().source().guard().install(List.of(), GuardState.open(0));
        assertThat(source().holdsOnly(mine)).as("a guard").isFalse();
    }

    @Test
    default void itsClockIsThatOfTheServer() {
        assertThat(source().now())
                .isBetween(Instant.now().minusSeconds(5), Instant.now().plusSeconds(5));
    }

    @Test
    default void theScriptMakesTheSameTablesAndMayRunTwice() throws SQLException {
        bench().run(
                        Side.SOURCE,
                        "CREATE TABLE parent (" + bench().engine().numberedKey() + ", name varchar(50) NOT NULL)",
                        "CREATE TABLE child (id int PRIMARY KEY, parent_id bigint NOT NULL, price numeric(10, 2),"
                                + " FOREIGN KEY (parent_id) REFERENCES parent (id))",
                        "CREATE INDEX child_by_price ON child (price)");
        List<Table> tables = source().tables(List.of("*.*"), List.of());
        Catalog.Script script = source().script(tables);

        for (int times = 0; times < 2; times++) {
            target().run(script.beforeLoad(), statement -> {});
            target().run(script.afterLoad(), statement -> {});
        }

        assertThat(target().tables(List.of("*.*"), List.of())).isEqualTo(tables);
        assertThatThrownBy(() -> bench().run(Side.TARGET, "INSERT INTO child VALUES (1, 77, 1)"))
                .as("the foreign key holds")
                .isInstanceOf(SQLException.class);
    }

    @Test
    default void sequencesAreSetPastTheOtherSideAndNeverBack() throws SQLException {
        bench().both("CREATE TABLE parent (" + bench().engine().numberedKey() + ", name varchar(50))");
        List<Table> tables = source().tables(List.of("*.*"), List.of());
        bench().run(
                        Side.SOURCE,
                        "INSERT INTO parent (name) VALUES ('a')",
                        "INSERT INTO parent (name) VALUES ('b')",
                        "INSERT INTO parent (name) VALUES ('c')");
        Map<String, Long> behind = target().sequences(tables);

        target().advance(source().sequences(tables), 1_000);
        bench().run(Side.TARGET, "INSERT INTO parent (name) VALUES ('first')");
        target().advance(behind, 1);
        bench().run(Side.TARGET, "INSERT INTO parent (name) VALUES ('second')");

        long first = Long.parseLong(bench().text(Side.TARGET, "SELECT id FROM parent WHERE name = 'first'"));
        long second = Long.parseLong(bench().text(Side.TARGET, "SELECT id FROM parent WHERE name = 'second'"));
        assertThat(first).isGreaterThanOrEqualTo(1_003);
        assertThat(second).isGreaterThan(first);
    }

    @Test
    default void whoConnectsIsCounted() throws SQLException {
        Catalog.Connections before = source().connections();
        try (Connection one = bench().connect(Side.SOURCE);
                Connection other = bench().connect(Side.SOURCE)) {
            assertThat(one.isValid(1) && other.isValid(1)).isTrue();
            Catalog.Connections during = source().connections();

            assertThat(during.used()).isGreaterThanOrEqualTo(before.used() + 1);
            assertThat(during.max()).isEqualTo(before.max()).isGreaterThan(during.used());
        }
    }

    @Test
    default void aStatementThatFailsIsAProblem() {
        List<String> told = new ArrayList<>();

        assertThatThrownBy(() -> target().run(List.of("CREATE NONSENSE"), told::add))
                .isInstanceOf(Problem.class);
        assertThat(told).containsExactly("CREATE NONSENSE");
    }

    @Test
    default void aWrongPasswordIsNotRepeatedInTheProblem() {
        String url = bench().engine().createDatabase(Side.SOURCE).replaceFirst("//[^@]*@", "//nobody:hush-hush@");

        assertThatThrownBy(() -> bench().engine().connector().open(url).close())
                .isInstanceOf(Problem.class)
                .hasMessageNotContaining("hush-hush");
    }
}
