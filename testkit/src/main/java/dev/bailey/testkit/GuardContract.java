package dev.bailey.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailey.core.Applier;
import dev.bailey.core.Change;
import dev.bailey.core.Checkpoint;
import dev.bailey.core.Guard;
import dev.bailey.core.GuardState;
import dev.bailey.core.LogEvent;
import dev.bailey.core.Problem;
import dev.bailey.core.Side;
import dev.bailey.core.Table;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How a guard refuses writes, and proves it. The guard under test is the target's. */
interface GuardContract {

    Duration BRIEF = Duration.ofMillis(300);

    ContractBench bench();

    private Guard guard() {
        return bench().target().guard();
    }

    private Table guardedNotes(GuardState initial) throws SQLException {
        bench().notes();
        Table notes = bench().table(Side.TARGET, "note");
        guard().install(List.of(notes), initial);
        return notes;
    }

    private void write() throws SQLException {
        bench().run(Side.TARGET, "INSERT INTO note SELECT count(*) + 1, 'written' FROM note");
    }

    @Test
    default void anOpenGuardLetsWritesPassAndItsProbeSaysSo() throws SQLException {
        guardedNotes(GuardState.open(0));

        assertThatCode(this::write).doesNotThrowAnyException();
        assertThat(guard().refusesProbe()).isFalse();
        assertThat(guard().read().accepts()).isTrue();
    }

    @Test
    default void whereBaileyHasLeftItIsSaidThatThereIsNoGuard() {
        bench().target().catalog().uninstall();

        assertThatThrownBy(() -> guard().read())
                .isInstanceOf(Problem.class)
                .hasMessageStartingWith("there is no guard of Bailey's at ");
    }

    @Test
    default void aShutGuardRefusesEveryKindOfWriteAndItsProbeSaysSo() throws SQLException {
        guardedNotes(GuardState.open(0));
        write();
        guard().move(GuardState.open(0), GuardState.shut(1));

        for (String sql : List.of("INSERT INTO note VALUES (9, '')", "UPDATE note SET id = 8", "DELETE FROM note")) {
            assertThatThrownBy(() -> bench().run(Side.TARGET, sql)).as(sql).isInstanceOf(SQLException.class);
        }
        assertThat(guard().refusesProbe()).isTrue();
        assertThat(bench().text(Side.TARGET, "SELECT words FROM note")).isEqualTo("written");
        if (guard().refusesTruncation()) {
            assertThatThrownBy(() -> bench().run(Side.TARGET, "TRUNCATE TABLE note"))
                    .isInstanceOf(SQLException.class);
        }
    }

    @Test
    default void aGuardMovesOnlyFromTheStateItIsExpectedIn() throws SQLException {
        guardedNotes(GuardState.shut(3));

        assertThat(guard().move(GuardState.open(3), GuardState.open(4))).isFalse();
        assertThat(guard().move(GuardState.shut(2), GuardState.open(4))).isFalse();
        assertThat(guard().read().state()).isEqualTo(GuardState.shut(3));
        assertThat(guard().move(GuardState.shut(3), GuardState.open(4))).isTrue();
        assertThat(guard().read().state()).isEqualTo(GuardState.open(4));
    }

    @Test
    default void installingAgainKeepsTheState() throws SQLException {
        Table notes = guardedNotes(GuardState.shut(3));

        guard().install(List.of(notes), GuardState.open(0));

        assertThat(guard().read().state()).isEqualTo(GuardState.shut(3));
    }

    @Test
    default void aTableThatIsNoLongerGuardedIsWrittenToAndTheOthersAreNot() throws SQLException {
        Table notes = guardedNotes(GuardState.shut(3));
        bench().run(Side.TARGET, "CREATE TABLE aside (id int PRIMARY KEY)");
        guard().install(List.of(bench().table(Side.TARGET, "aside")), GuardState.open(0));

        guard().keepOnly(List.of(notes));

        assertThatCode(() -> bench().run(Side.TARGET, "INSERT INTO aside VALUES (1)"))
                .doesNotThrowAnyException();
        assertThatThrownBy(this::write).isInstanceOf(SQLException.class);
        assertThat(guard().tables()).containsExactly(notes.id());
        assertThat(guard().read().state()).isEqualTo(GuardState.shut(3));
        assertThat(guard().refusesProbe()).isTrue();
    }

    @Test
    default void aShutGuardHoldsAgainstASnapshotTakenBefore() throws SQLException {
        guardedNotes(GuardState.open(0));
        write();
        try (Connection old = bench().connect(Side.TARGET)) {
            old.setAutoCommit(false);
            old.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            ContractBench.execute(old, "SELECT * FROM note");
            guard().move(GuardState.open(0), GuardState.shut(1));

            assertThatThrownBy(() -> ContractBench.execute(old, "UPDATE note SET words = 'leaked'"))
                    .isInstanceOf(SQLException.class);
        }
    }

    @Test
    default void aWriterThatPassedBeforeIsWaitedFor() throws SQLException {
        guardedNotes(GuardState.open(0));
        try (Connection writer = bench().connect(Side.TARGET)) {
            writer.setAutoCommit(false);
            ContractBench.execute(writer, "INSERT INTO note VALUES (1, 'passed')");

            assertThatThrownBy(() -> shutAndAwait(BRIEF))
                    .isInstanceOfSatisfying(
                            Problem.class, problem -> assertThat(problem.kind()).isEqualTo(Problem.Kind.BUSY));
            writer.commit();
        }
        assertThatCode(() -> shutAndAwait(ContractBench.SOON)).doesNotThrowAnyException();
        assertThat(guard().read().state()).isEqualTo(GuardState.shut(1));
    }

    /** Either may be what waits for writers. */
    private void shutAndAwait(Duration timeout) {
        guard().move(GuardState.open(0), GuardState.shut(1));
        guard().awaitWriters(timeout);
    }

    @Test
    default void aLeaseThatIsOverLetsWritesPassAgain() throws SQLException {
        guardedNotes(GuardState.open(0));
        Guard.Reading now = guard().read();
        guard().move(now.state(), now.state().fence(1, now.serverTime(), Duration.ofSeconds(1)));
        assertThatThrownBy(this::write).isInstanceOf(SQLException.class);

        Eventually.eventually(
                "the lease is over", ContractBench.SOON, () -> guard().read().accepts());

        assertThatCode(this::write).doesNotThrowAnyException();
        assertThat(guard().refusesProbe()).isFalse();
    }

    @Test
    default void whatBaileyAppliesPassesAShutGuard() throws SQLException {
        Table notes = guardedNotes(GuardState.shut(1));
        bench().source().log().create(bench().forward, List.of());
        bench().source().log().mark("position");
        List<LogEvent> events = bench().drain(Side.SOURCE, bench().forward);
        Checkpoint next = new Checkpoint(
                bench().forward, ContractBench.begins(events).get(0).position(), 1, /* applying= */ true, "");

        try (Applier applier = bench().target().applier(bench().forward)) {
            applier.begin(next);
            applier.write(new Change.Insert(notes, ContractBench.row("1", "applied")));
            applier.commit();
        }

        assertThat(bench().text(Side.TARGET, "SELECT words FROM note")).isEqualTo("applied");
    }

    @Test
    default void aRemovedGuardRefusesNothing() throws SQLException {
        guardedNotes(GuardState.shut(1));

        guard().remove();
        guard().remove();

        assertThatCode(this::write).doesNotThrowAnyException();
    }
}
