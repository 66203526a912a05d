package dev.bailey.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.bailey.core.Catalog;
import dev.bailey.core.Finding;
import dev.bailey.core.Side;
import dev.bailey.core.Table;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Columns that the server computes, and others that the log cannot hold: what becomes of the tables that have them. */
class ComputedColumnsTest {

    private final Sides sides = new Sides();

    @AfterEach
    void close() {
        sides.close();
    }

    @Test
    void aTableThatLogsWholeRowsCanStillBeUpdatedOnceItIsPublished() {
        sides.both(
                "CREATE TABLE t (a int, twice int GENERATED ALWAYS AS (a * 2) STORED)",
                "ALTER TABLE t REPLICA IDENTITY FULL",
                "INSERT INTO t VALUES (1)");

        sides.stream(Side.SOURCE, sides.table("t"));
        sides.stream(Side.TARGET, sides.table("t"));

        assertThatCode(() -> sides.both("UPDATE t SET a = 2")).doesNotThrowAnyException();
    }

    @Test
    void aTableThatIsTakenInLaterCanStillBeUpdated() {
        sides.both("CREATE TABLE s (a int PRIMARY KEY)");
        String stream = sides.stream(Side.TARGET, sides.table("s"));
        sides.both(
                "CREATE TABLE t (a int, twice int GENERATED ALWAYS AS (a * 2) STORED)",
                "ALTER TABLE t REPLICA IDENTITY FULL",
                "INSERT INTO t VALUES (1)");

        sides.target.log().create(stream, List.of(sides.table("s"), sides.table("t")));

        assertThatCode(() -> sides.run(Side.TARGET, "UPDATE t SET a = 2")).doesNotThrowAnyException();
    }

    @Test
    void aKeyThatIsComputedIsRefused() {
        sides.both("CREATE TABLE t (a int, twice int GENERATED ALWAYS AS (a * 2) STORED PRIMARY KEY)");

        assertThat(obstacles(Side.SOURCE))
                .singleElement()
                .asString()
                .startsWith("public.t is known in the log by column twice, which is computed");
    }

    @Test
    void aVirtualColumnOfATableThatLogsWholeRowsIsRefused() {
        sides.run(
                Side.TARGET,
                "CREATE TABLE t (a int, twice int GENERATED ALWAYS AS (a * 2) VIRTUAL)",
                "ALTER TABLE t REPLICA IDENTITY FULL");

        assertThat(obstacles(Side.TARGET))
                .singleElement()
                .asString()
                .startsWith("public.t has REPLICA IDENTITY FULL and a virtual column (twice)");
    }

    @Test
    void aTableWithoutColumnsIsRefused() {
        sides.both("CREATE TABLE t ()", "ALTER TABLE t REPLICA IDENTITY FULL");

        assertThat(obstacles(Side.SOURCE))
                .containsExactly(
                        "public.t has no columns, and so nothing by which the log could know its rows: exclude it");
    }

    @Test
    void aValueThatNoServerTakesInIsRefused() {
        sides.both("CREATE TABLE t (id int PRIMARY KEY, tree pg_node_tree)");

        assertThat(obstacles(Side.SOURCE))
                .singleElement()
                .asString()
                .startsWith("public.t has a column of type pg_node_tree (tree), of which no server takes in a value");
    }

    private List<String> obstacles(Side side) {
        Catalog here = (side == Side.SOURCE ? sides.source : sides.target).catalog();
        Catalog there = (side == Side.SOURCE ? sides.target : sides.source).catalog();
        List<Table> tables = here.tables(List.of("public.*"), List.of());
        return here.obstacles(side, tables, there).stream()
                .map(Finding::sentence)
                .toList();
    }
}
