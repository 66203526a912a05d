package dev.bailey.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Applier;
import dev.bailey.core.Applier.Outcome;
import dev.bailey.core.Change;
import dev.bailey.core.Checkpoint;
import dev.bailey.core.Clash;
import dev.bailey.core.Clash.Kind;
import dev.bailey.core.Conflict;
import dev.bailey.core.Conflict.Decision;
import dev.bailey.core.GuardState;
import dev.bailey.core.LogEvent;
import dev.bailey.core.Row;
import dev.bailey.core.Side;
import dev.bailey.core.Table;
import dev.bailey.core.Value;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How a connector finds what is in the way of a change, and keeps it for people. */
interface ConflictContract {

    ContractBench bench();

    private Applier applier() {
        return bench().target().applier(bench().forward);
    }

    /** A first checkpoint, at some position of the source's log. */
    private Checkpoint checkpoint() {
        bench().source().log().create(bench().forward, List.of());
        bench().source().log().mark("position");
        List<LogEvent> events = bench().drain(Side.SOURCE, bench().forward);
        return new Checkpoint(
                bench().forward, ContractBench.begins(events).get(0).position(), 1, /* applying= */ true, "mark");
    }

    private Table people() throws SQLException {
        bench().both("CREATE TABLE person (id int PRIMARY KEY, email varchar(100) UNIQUE, notes text)");
        bench().run(Side.TARGET, "INSERT INTO person VALUES (1, 'a', 'one'), (2, 'b', NULL)");
        return bench().table(Side.SOURCE, "person");
    }

    /** The clash of a change that must fail, in a transaction of its own. */
    private Clash clash(Checkpoint at, Change change) {
        try (Applier applier = applier()) {
            applier.begin(at);
            applier.savepoint();
            assertThat(applier.write(change)).isNotEqualTo(Outcome.DONE);
            applier.rollbackToSavepoint();
            Clash clash = applier.clash(change);
            applier.rollback();
            return clash;
        }
    }

    /** An image without the spaces that a server may put into it. */
    private static String dense(String image) {
        return image.replace(" ", "");
    }

    private void assertFound(Change change, Kind kind, String image) {
        Clash clash = clash(checkpoint(), change);
        assertThat(clash.kind()).isEqualTo(kind);
        assertThat(clash.found())
                .hasValueSatisfying(found -> assertThat(dense(found)).isEqualTo(image));
    }

    @Test
    default void anInsertFindsTheRowThatHasItsKey() throws SQLException {
        Change insert = new Change.Insert(people(), ContractBench.row("1", "z", "new"));

        assertFound(insert, Kind.ROW_EXISTS, "{\"id\":\"1\",\"email\":\"a\",\"notes\":\"one\"}");
    }

    @Test
    default void anInsertFindsTheOtherRowThatHoldsItsUniqueValue() throws SQLException {
        Change insert = new Change.Insert(people(), ContractBench.row("3", "b", "new"));

        assertFound(insert, Kind.VALUE_TAKEN, "{\"id\":\"2\",\"email\":\"b\",\"notes\":null}");
    }

    @Test
    default void anUpdateFindsTheOtherRowThatHoldsItsUniqueValue() throws SQLException {
        Change update = new Change.Update(people(), ContractBench.row("1"), ContractBench.row("1", "b", "one"));

        assertFound(update, Kind.VALUE_TAKEN, "{\"id\":\"2\",\"email\":\"b\",\"notes\":null}");
    }

    @Test
    default void anUpdateOfTheKeyFindsTheRowThatHasItAlready() throws SQLException {
        Change update = new Change.Update(people(), ContractBench.row("1"), ContractBench.row("2", "c", "one"));

        assertFound(update, Kind.ROW_EXISTS, "{\"id\":\"2\",\"email\":\"b\",\"notes\":null}");
    }

    @Test
    default void anUpdateAndADeleteFindNoRow() throws SQLException {
        Table people = people();

        Checkpoint at = checkpoint();
        Clash update = clash(at, new Change.Update(people, ContractBench.row("7"), ContractBench.row("7", "x", "y")));
        Clash delete = clash(at, new Change.Delete(people, ContractBench.row("7")));

        assertThat(update.kind()).isEqualTo(Kind.UPDATE_FOUND_NONE);
        assertThat(delete.kind()).isEqualTo(Kind.DELETE_FOUND_NONE);
        assertThat(update.found()).isEmpty();
        assertThat(delete.found()).isEmpty();
    }

    @Test
    default void whatHaltsAStreamIsKeptOnceWithBothRowsUntilTheStreamIsPastIt() throws SQLException {
        Table people = people();
        bench().target().guard().install(List.of(people), GuardState.shut(5));
        Checkpoint at = checkpoint();
        Clash clash = clash(at, new Change.Insert(people, ContractBench.row("1", "z", "new")));
        try (Applier applier = applier()) {
            long first = applier.halted(at, clash);
            long again = applier.halted(at, clash);

            assertThat(again).isEqualTo(first);
            assertThat(applier.kept()).isEqualTo(new Applier.KeptConflicts(1, 0, 0));
            Conflict kept = kept();
            assertThat(kept.id()).isEqualTo(first);
            assertThat(kept.table()).isEqualTo(people.id());
            assertThat(kept.kind()).isEqualTo(Kind.ROW_EXISTS);
            assertThat(kept.decision()).isEqualTo(Decision.HALTED);
            assertThat(kept.position()).isEqualTo(at.position().text());
            assertThat(kept.epoch()).hasValue(5);
            assertThat(kept.by()).isEmpty();
            assertThat(kept.waits()).isTrue();
            assertThat(dense(kept.key())).isEqualTo("{\"id\":\"1\"}");
            assertThat(kept.incoming().map(ConflictContract::dense))
                    .contains("{\"id\":\"1\",\"email\":\"z\",\"notes\":\"new\"}");
            assertThat(kept.found().map(ConflictContract::dense))
                    .contains("{\"id\":\"1\",\"email\":\"a\",\"notes\":\"one\"}");

            applier.begin(at);
            applier.commit();

            assertThat(kept().waits()).isFalse();
        }
    }

    private Conflict kept() {
        List<Conflict> conflicts = bench().target().conflicts(bench().forward, 10);
        assertThat(conflicts).hasSize(1);
        return conflicts.get(0);
    }

    @Test
    default void aHealIsKeptWithItsTransactionOrNotAtAll() throws SQLException {
        Checkpoint at = checkpoint();
        Clash clash = clash(at, new Change.Delete(people(), ContractBench.row("7")));
        try (Applier applier = applier()) {
            applier.begin(at);
            applier.healed(at, clash, "jo");
            applier.rollback();
            assertThat(bench().target().conflicts(bench().forward, 10)).isEmpty();

            applier.begin(at);
            applier.healed(at, clash, "jo");
            applier.commit();

            assertThat(kept().decision()).isEqualTo(Decision.HEALED);
            assertThat(kept().by()).contains("jo");
            assertThat(kept().incoming()).isEmpty();
            assertThat(kept().waits()).isFalse();
            assertThat(applier.kept()).isEqualTo(new Applier.KeptConflicts(1, 1, kept().id()));
        }
    }

    @Test
    default void theNewestConflictsComeFirstAndNoMoreThanAskedFor() throws SQLException {
        Table people = people();
        Checkpoint at = checkpoint();
        try (Applier applier = applier()) {
            for (String id : List.of("7", "8", "9")) {
                applier.halted(at, clash(at, new Change.Delete(people, ContractBench.row(id))));
            }
        }

        assertThat(bench().target().conflicts(bench().forward, 2))
                .extracting(conflict -> dense(conflict.key()))
                .containsExactly("{\"id\":\"9\"}", "{\"id\":\"8\"}");
        assertThat(bench().target().conflicts(bench().reverse, 2)).isEmpty();
    }

    @Test
    default void aLargeValueIsCutAndOneThatTheLogLeavesOutIsMarked() throws SQLException {
        Table people = people();
        bench().run(Side.TARGET, "UPDATE person SET notes = repeat('x', 5000) WHERE id = 2");
        Row row = Row.of(Value.of("2"), Value.UNCHANGED, Value.of("y".repeat(5_000)));
        Checkpoint at = checkpoint();
        Clash clash = clash(at, new Change.Update(people, ContractBench.row("1"), row));
        try (Applier applier = applier()) {
            applier.halted(at, clash);
        }

        String begins = "{\"begins\":\"%s\",\"bytes\":5000}";
        assertThat(dense(kept().found().orElseThrow())).contains(begins.formatted("x".repeat(1_000)));
        assertThat(dense(kept().incoming().orElseThrow()))
                .contains("\"email\":{\"unchanged\":true}", begins.formatted("y".repeat(1_000)));
    }
}
