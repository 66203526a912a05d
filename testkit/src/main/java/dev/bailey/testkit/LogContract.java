package dev.bailey.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Change;
import dev.bailey.core.ChangeLog;
import dev.bailey.core.LogEvent;
import dev.bailey.core.LogEvent.Begin;
import dev.bailey.core.LogReader;
import dev.bailey.core.Origin;
import dev.bailey.core.Position;
import dev.bailey.core.Side;
import dev.bailey.core.Table;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How a connector reads a change log. */
interface LogContract {

    ContractBench bench();

    private ChangeLog log() {
        return bench().source().log();
    }

    private String stream() {
        return bench().forward;
    }

    private void follow(Table... tables) {
        log().create(stream(), List.of(tables));
    }

    @Test
    default void committedTransactionsComeWholeAndInTheOrderOfTheirCommits() throws SQLException {
        follow(bench().notes());
        try (Connection early = bench().connect(Side.SOURCE);
                Connection late = bench().connect(Side.SOURCE)) {
            early.setAutoCommit(false);
            late.setAutoCommit(false);
            ContractBench.execute(early, "INSERT INTO note VALUES (1, 'begun first')");
            ContractBench.execute(late, "INSERT INTO note VALUES (2, 'committed first')");
            ContractBench.execute(early, "INSERT INTO note VALUES (3, 'begun first')");
            late.commit();
            early.commit();
        }

        List<LogEvent> events = bench().drain(Side.SOURCE, stream());

        assertThat(events)
                .extracting(event -> event.getClass().getSimpleName())
                .containsExactly("Begin", "Changed", "Commit", "Begin", "Changed", "Changed", "Commit");
        assertThat(ContractBench.changes(events))
                .extracting(change -> ((Change.Insert) change).row().at(0).text())
                .containsExactly("2", "1", "3");
    }

    @Test
    default void whatWasRolledBackNeverComes() throws SQLException {
        follow(bench().notes());
        try (Connection connection = bench().connect(Side.SOURCE)) {
            connection.setAutoCommit(false);
            ContractBench.execute(connection, "INSERT INTO note VALUES (1, 'withdrawn')");
            connection.rollback();
        }

        assertThat(ContractBench.changes(bench().drain(Side.SOURCE, stream()))).isEmpty();
    }

    @Test
    default void anUpdateCarriesTheKeyBeforeAndTheRowAfter() throws SQLException {
        follow(bench().notes());
        bench().run(Side.SOURCE, "INSERT INTO note VALUES (1, 'one')", "UPDATE note SET id = 5, words = 'five'");

        Change.Update update = (Change.Update)
                ContractBench.changes(bench().drain(Side.SOURCE, stream())).get(1);

        assertThat(update.key()).isEqualTo(ContractBench.row("1"));
        assertThat(update.row()).isEqualTo(ContractBench.row("5", "five"));
    }

    @Test
    default void positionsGoForwardAndAreReadBackFromTheirText() throws SQLException {
        follow(bench().notes());
        bench().run(Side.SOURCE, "INSERT INTO note VALUES (1, 'one')", "INSERT INTO note VALUES (2, 'two')");

        List<Begin> begins = ContractBench.begins(bench().drain(Side.SOURCE, stream()));
        Position first = begins.get(0).position();
        Position second = begins.get(1).position();

        assertThat(second.covers(first)).isTrue();
        assertThat(first.covers(second)).isFalse();
        assertThat(log().position(first.text())).isEqualTo(first);
    }

    @Test
    default void marksStandWhereTheyWereWritten() throws SQLException {
        follow(bench().notes());
        bench().run(Side.SOURCE, "INSERT INTO note VALUES (1, 'one')");
        log().mark("between");
        bench().run(Side.SOURCE, "INSERT INTO note VALUES (2, 'two')");
        log().mark("after");

        assertThat(bench().drain(Side.SOURCE, stream()))
                .filteredOn(event -> event instanceof LogEvent.Changed || event instanceof LogEvent.Marked)
                .extracting(event -> event instanceof LogEvent.Marked marked ? marked.mark() : "change")
                .containsExactly("change", "between", "change", "after");
    }

    @Test
    default void aMarkToBeWrittenOnceComesOnce() {
        follow();

        assertThat(log().marked("apply once")).isFalse();
        assertThat(log().markOnce("apply once")).isTrue();
        assertThat(log().markOnce("apply once")).isFalse();
        assertThat(log().marked("apply once")).isTrue();
        assertThat(bench().drain(Side.SOURCE, stream()))
                .filteredOn(LogEvent.Marked.class::isInstance)
                .containsExactly(new LogEvent.Marked("apply once"));
    }

    @Test
    default void marksAreNotTakenForBaileysOwnTransactions() {
        follow();
        log().mark("beat 1");
        log().markOnce("once");

        assertThat(ContractBench.begins(bench().drain(Side.SOURCE, stream())))
                .extracting(Begin::origin)
                .containsOnly(Origin.APPLICATION);
    }

    @Test
    default void whatWasNotConfirmedComesAgainAndWhatWasDoesNot() throws SQLException {
        follow(bench().notes());
        bench().run(
                        Side.SOURCE,
                        "INSERT INTO note VALUES (1, 'one')",
                        "INSERT INTO note VALUES (2, 'two')",
                        "INSERT INTO note VALUES (3, 'three')");
        Position second;
        try (LogReader reader = log().read(stream())) {
            second = ContractBench.begins(bench().drain(Side.SOURCE, reader))
                    .get(1)
                    .position();
            reader.confirm(second);
        }

        List<LogEvent> again = bench().drain(Side.SOURCE, stream());

        assertThat(ContractBench.changes(again))
                .extracting(change -> ((Change.Insert) change).row().at(0).text())
                .contains("3")
                .doesNotContain("1");
    }

    @Test
    default void aStreamIsMadeAndDroppedAsOftenAsOneLikes() throws SQLException {
        Table notes = bench().notes();
        assertThat(log().lost(stream())).isPresent();

        follow(notes);
        follow(notes);
        assertThat(log().lost(stream())).isEmpty();

        log().drop(stream());
        log().drop(stream());
        assertThat(log().lost(stream())).isPresent();
    }
}
