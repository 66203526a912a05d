package dev.bailey.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailey.core.GuardState;
import dev.bailey.core.Problem;
import dev.bailey.mysql.Dialect.Engine;
import dev.bailey.testkit.Eventually;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Nobody writes through a fence by a row that belongs to another, whatever becomes of that one meanwhile. */
@ParameterizedClass
@EnumSource(Engine.class)
class TenantPathFenceTest {

    private static final Duration AMPLE = Duration.ofSeconds(20);
    private static final List<String> ISOLATIONS = List.of("READ COMMITTED", "REPEATABLE READ");

    private final TenantSide side;

    TenantPathFenceTest(Engine engine) throws SQLException {
        side = PathSide.of(engine);
    }

    @Test
    void aSnapshotFromBeforeTheFenceCannotWriteThroughIt() throws SQLException {
        try (Connection old = begun("REPEATABLE READ")) {
            TenantSide.shut(side.pilot);

            TenantSide.run(old, "UPDATE line SET words = 'of another' WHERE id = 21");
            assertRefused(old, "UPDATE notes SET words = 'leaked' WHERE id = 111");
        }
    }

    @Test
    void whatASnapshotDoesNotShowIsKnownAllTheSame() throws SQLException {
        try (Connection old = begun("REPEATABLE READ")) {
            side.run("INSERT INTO orders VALUES (5, 'acme', ''), (6, '" + TenantSide.others() + "', '')");
            TenantSide.shut(side.pilot);

            TenantSide.run(old, "INSERT INTO line VALUES (61, 6, '')");
            assertRefused(old, "INSERT INTO line VALUES (51, 5, '')");
        }
    }

    @Test
    void aSnapshotFromBeforeARowChangedItsTenantWritesNothingThatBelongsToIt() throws SQLException {
        try (Connection old = begun("REPEATABLE READ")) {
            side.run("UPDATE orders SET tenant = 'acme' WHERE id = 2");
            TenantSide.shut(side.pilot);

            for (String write : List.of(
                    "INSERT INTO line VALUES (22, 2, '')",
                    "UPDATE line SET words = 'leaked' WHERE id = 21",
                    "DELETE FROM notes WHERE id = 211")) {
                assertRefused(old, write);
            }
        }
    }

    /** Each row on the way to the tenant stays as it was found until the writer is through. */
    @Test
    void nobodyChangesWhoseARowIsWhileSomebodyHasWrittenWhatBelongsToIt() throws SQLException {
        for (String isolation : ISOLATIONS) {
            for (String write :
                    List.of("UPDATE notes SET words = 'x' WHERE id = 211", "DELETE FROM notes WHERE id = 211")) {
                try (Connection writer = begun(isolation)) {
                    TenantSide.run(writer, write);

                    for (String way : List.of("orders WHERE id = 2", "line WHERE id = 21")) {
                        assertThatThrownBy(() -> side.run("SELECT * FROM " + way + " FOR UPDATE NOWAIT"))
                                .as(isolation + ": " + write + ": " + way)
                                .isInstanceOf(SQLException.class);
                    }
                    writer.rollback();
                }
            }
        }
        side.run("SELECT * FROM orders WHERE id = 2 FOR UPDATE NOWAIT");
    }

    /** Whoever still saw the old tenant would be no writer of the new one's, and the fence would not wait for him. */
    @Test
    void whoWritesToARowWhoseTenantIsAboutToChangeIsAWriterOfTheNewOne() throws SQLException {
        for (String isolation : ISOLATIONS) {
            try (Connection moving = begun(isolation);
                    Connection late = begun(isolation)) {
                TenantSide.run(moving, "UPDATE orders SET tenant = 'acme' WHERE id = 2");
                CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> {
                    try {
                        TenantSide.run(late, "UPDATE notes SET words = 'late' WHERE id = 211");
                    } catch (SQLException e) {
                        throw new IllegalStateException(e);
                    }
                });
                Eventually.eventually("the writer waits", AMPLE, () -> side.waiting() > 0);
                moving.commit();
                writing.join();

                assertThatThrownBy(() -> TenantSide.shut(side.pilot))
                        .isInstanceOfSatisfying(
                                Problem.class,
                                problem -> assertThat(problem.kind()).isEqualTo(Problem.Kind.BUSY));
                late.rollback();
            }
            assertThatCode(() -> TenantSide.shut(side.pilot)).doesNotThrowAnyException();
            side.pilot.move(GuardState.shut(1), GuardState.open(0));
            side.run("UPDATE orders SET tenant = '" + TenantSide.others() + "' WHERE id = 2");
        }
    }

    /** Both have the order to read, and wait for each other; the server lets one of them lose, and it does it again. */
    @Test
    void ofTwoWhoWriteLinesOfOneOrderAndThenTheOrderOneMayHaveToDoItAgain() throws SQLException {
        try (Connection one = begun("READ COMMITTED");
                Connection other = begun("READ COMMITTED")) {
            side.run("INSERT INTO line VALUES (22, 2, '')");
            TenantSide.run(one, "UPDATE line SET words = 'x' WHERE id = 21");
            TenantSide.run(other, "UPDATE line SET words = 'x' WHERE id = 22");
            CompletableFuture<String> first = CompletableFuture.supplyAsync(() -> written(one));
            String second = written(other);

            assertThat(List.of(first.join(), second)).containsExactlyInAnyOrder("written", "to be done again");
        }
    }

    private static String written(Connection session) {
        try {
            TenantSide.run(session, "UPDATE orders SET note = 'x' WHERE id = 2");
            session.commit();
            return "written";
        } catch (SQLException e) {
            return MysqlProblems.isDeadlock(e) ? "to be done again" : String.valueOf(e.getMessage());
        }
    }

    /** A session of the application's in a transaction, which has a snapshot where the isolation has one. */
    private Connection begun(String isolation) throws SQLException {
        Connection session = side.connect();
        TenantSide.run(session, "SET SESSION TRANSACTION ISOLATION LEVEL " + isolation);
        session.setAutoCommit(false);
        TenantSide.run(session, "SELECT * FROM rates");
        return session;
    }

    private static void assertRefused(Connection session, String write) {
        assertThatThrownBy(() -> TenantSide.run(session, write))
                .as(write)
                .hasMessageContaining("tenant acme is in slice pilot, which this side does not own");
    }
}
