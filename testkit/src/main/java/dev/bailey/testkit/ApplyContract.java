package dev.bailey.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailey.core.Applier;
import dev.bailey.core.Applier.Outcome;
import dev.bailey.core.Change;
import dev.bailey.core.ChangeSet;
import dev.bailey.core.Checkpoint;
import dev.bailey.core.LogEvent;
import dev.bailey.core.LogEvent.Begin;
import dev.bailey.core.Origin;
import dev.bailey.core.Position;
import dev.bailey.core.Problem;
import dev.bailey.core.Row;
import dev.bailey.core.Side;
import dev.bailey.core.Table;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How a connector writes what a stream carries. */
interface ApplyContract {

    ContractBench bench();

    private Applier applier() {
        return bench().target().applier(bench().forward);
    }

    /** The checkpoint with this counter, at some position of the source's log. */
    private Checkpoint checkpoint(long counter) {
        bench().source().log().create(bench().forward, List.of());
        bench().source().log().mark("position");
        List<LogEvent> events = bench().drain(Side.SOURCE, bench().forward);
        Position position = ContractBench.begins(events).get(0).position();
        return new Checkpoint(bench().forward, position, counter, /* applying= */ true, "mark " + counter);
    }

    private static ChangeSet inserts(Table table, Row... rows) {
        return new ChangeSet(table, List.of(), List.of(), List.of(rows));
    }

    @Test
    default void whatWasCommittedIsReadBackWithItsCheckpoint() throws SQLException {
        Table notes = bench().notes();
        Checkpoint first = checkpoint(1);
        try (Applier applier = applier()) {
            applier.begin(first);
            Outcome outcome =
                    applier.write(inserts(notes, ContractBench.row("1", "one"), ContractBench.row("2", "two")));
            applier.commit();

            assertThat(outcome).isEqualTo(Outcome.DONE);
        }
        assertThat(bench().target().checkpoint(bench().forward)).contains(first);
        assertThat(bench().text(Side.TARGET, "SELECT count(*) FROM note")).isEqualTo("2");
    }

    @Test
    default void whatWasRolledBackLeavesNeitherRowsNorCheckpoint() throws SQLException {
        Table notes = bench().notes();
        try (Applier applier = applier()) {
            applier.begin(checkpoint(1));
            applier.write(inserts(notes, ContractBench.row("1", "one")));
            applier.rollback();
        }

        assertThat(bench().target().checkpoint(bench().forward)).isEmpty();
        assertThat(bench().text(Side.TARGET, "SELECT count(*) FROM note")).isEqualTo("0");
    }

    @Test
    default void aCounterThatIsNotTheNextOneIsAConflict() throws SQLException {
        bench().notes();
        try (Applier applier = applier();
                Applier stale = applier()) {
            applier.begin(checkpoint(1));
            applier.commit();
            applier.begin(checkpoint(2));
            applier.commit();

            for (long counter : new long[] {1, 2, 4}) {
                assertThatThrownBy(() -> stale.begin(checkpoint(counter)))
                        .as("counter %s", counter)
                        .isInstanceOfSatisfying(
                                Problem.class,
                                problem -> assertThat(problem.kind()).isEqualTo(Problem.Kind.CONFLICT));
            }
        }
        assertThat(bench().target().checkpoint(bench().forward))
                .hasValueSatisfying(stored -> assertThat(stored.counter()).isEqualTo(2));
    }

    @Test
    default void aSetIsDeletedUpdatedAndInsertedInThatOrder() throws SQLException {
        Table notes = bench().notes();
        bench().run(Side.TARGET, "INSERT INTO note VALUES (1, 'one'), (2, 'two')");
        ChangeSet set = new ChangeSet(
                notes,
                List.of(ContractBench.row("1")),
                List.of(new Change.Update(notes, ContractBench.row("2"), ContractBench.row("2", "zwei"))),
                List.of(ContractBench.row("3", "three")));
        try (Applier applier = applier()) {
            applier.begin(checkpoint(1));

            assertThat(applier.write(set)).isEqualTo(Outcome.DONE);
            applier.commit();
        }
        assertThat(bench().text(Side.TARGET, "SELECT words FROM note WHERE id = 2"))
                .isEqualTo("zwei");
        assertThat(bench().text(Side.TARGET, "SELECT count(*) FROM note WHERE id IN (2, 3)"))
                .isEqualTo("2");
    }

    @Test
    default void aRowThatIsNotThereIsMiscountedAndTheSavepointSavesTheRest() throws SQLException {
        Table notes = bench().notes();
        try (Applier applier = applier()) {
            applier.begin(checkpoint(1));
            applier.savepoint();

            assertThat(applier.write(new Change.Delete(notes, ContractBench.row("7"))))
                    .isEqualTo(Outcome.MISCOUNTED);
            applier.rollbackToSavepoint();
            assertThat(applier.write(new Change.Insert(notes, ContractBench.row("7", "seven"))))
                    .isEqualTo(Outcome.DONE);
            applier.commit();
        }
        assertThat(bench().text(Side.TARGET, "SELECT words FROM note")).isEqualTo("seven");
    }

    @Test
    default void aValueThatIsTakenCollidesAndRewritingGetsRoundIt() throws SQLException {
        bench().both("CREATE TABLE person (id int PRIMARY KEY, email varchar(100) NOT NULL UNIQUE)");
        Table people = bench().table(Side.SOURCE, "person");
        bench().run(Side.TARGET, "INSERT INTO person VALUES (1, 'a'), (2, 'b')");
        ChangeSet swap = new ChangeSet(
                people,
                List.of(),
                List.of(
                        new Change.Update(people, ContractBench.row("1"), ContractBench.row("1", "b")),
                        new Change.Update(people, ContractBench.row("2"), ContractBench.row("2", "a"))),
                List.of());
        try (Applier applier = applier()) {
            applier.begin(checkpoint(1));
            applier.savepoint();

            Outcome direct = applier.write(swap);
            applier.rollbackToSavepoint();
            Outcome rewritten = applier.rewrite(swap);
            applier.commit();

            assertThat(direct).isEqualTo(Outcome.COLLIDED);
            assertThat(rewritten).isEqualTo(Outcome.DONE);
        }
        assertThat(bench().text(Side.TARGET, "SELECT email FROM person WHERE id = 1"))
                .isEqualTo("b");
    }

    @Test
    default void whatIsSettledIsAsTheSetSaysWhateverWasThere() throws SQLException {
        bench().both("CREATE TABLE person (id int PRIMARY KEY, email varchar(100) NOT NULL UNIQUE)");
        Table people = bench().table(Side.SOURCE, "person");
        bench().run(Side.TARGET, "INSERT INTO person VALUES (1, 'a'), (2, 'b'), (3, 'c')");
        ChangeSet set = new ChangeSet(
                people,
                List.of(ContractBench.row("2"), ContractBench.row("8")),
                List.of(),
                List.of(ContractBench.row("3", "b"), ContractBench.row("9", "c")));
        try (Applier applier = applier()) {
            applier.begin(checkpoint(1));

            assertThat(applier.settle(set)).isEqualTo(Outcome.DONE);
            applier.commit();
        }
        assertThat(bench().text(Side.TARGET, "SELECT count(*) FROM person")).isEqualTo("3");
        assertThat(bench().text(Side.TARGET, "SELECT id FROM person WHERE email = 'b'"))
                .isEqualTo("3");
        assertThat(bench().text(Side.TARGET, "SELECT id FROM person WHERE email = 'c'"))
                .isEqualTo("9");
    }

    @Test
    default void theStreamOfTheOtherDirectionKnowsWhatWasAppliedAsBaileys() throws SQLException {
        Table notes = bench().notes();
        bench().target().log().create(bench().reverse, List.of(bench().table(Side.TARGET, "note")));
        try (Applier applier = applier()) {
            applier.begin(checkpoint(1));
            applier.write(inserts(notes, ContractBench.row("1", "of the source")));
            applier.commit();
        }
        bench().run(Side.TARGET, "INSERT INTO note VALUES (2, 'of the application')");

        List<LogEvent> events = bench().drain(Side.TARGET, bench().reverse);

        assertThat(ContractBench.begins(events)).extracting(Begin::origin).endsWith(Origin.BAILEY, Origin.APPLICATION);
        assertThat(ContractBench.changes(events))
                .singleElement()
                .isInstanceOfSatisfying(
                        Change.Insert.class,
                        insert -> assertThat(insert.row()).isEqualTo(ContractBench.row("2", "of the application")));
    }

    @Test
    default void tablesNotedAsCopiedAreKnownToTheNextSession() throws SQLException {
        Table notes = bench().notes();
        try (Applier applier = applier()) {
            applier.begin(checkpoint(1));
            applier.copied(notes.id());
            applier.commit();
        }

        try (Applier next = applier()) {
            assertThat(next.copied()).containsExactly(notes.id());
        }
    }

    @Test
    default void aTableNotedAsNoLongerCopiedIsForgotten() throws SQLException {
        Table notes = bench().notes();
        try (Applier applier = applier()) {
            applier.begin(checkpoint(1));
            applier.copied(notes.id());
            applier.commit();

            applier.begin(checkpoint(2));
            applier.uncopied(notes.id());
            applier.commit();
        }

        try (Applier next = applier()) {
            assertThat(next.copied()).isEmpty();
        }
    }
}
