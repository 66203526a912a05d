package dev.bailey.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailey.core.Problem;
import dev.bailey.testkit.PostgresServer.Version;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Who may still be writing when the guard has shut. */
@ParameterizedClass
@EnumSource(Version.class)
class PostgresGuardWritersTest {

    private static final Duration SHORT = Duration.ofMillis(150);
    private static final Duration AMPLE = Duration.ofSeconds(20);

    private final GuardedSide side;
    private final PostgresGuard guard;

    PostgresGuardWritersTest(Version version) {
        side = new GuardedSide(version);
        guard = side.guard;
    }

    @AfterEach
    void close() {
        side.close();
    }

    @Test
    void withNobodyWritingThereIsNothingToWaitFor() {
        side.shut();

        assertThatCode(() -> guard.awaitWriters(SHORT)).doesNotThrowAnyException();
    }

    @Test
    void aWriterThatPassedIsNamedAndThenWaitedOut() throws SQLException {
        try (Connection writer = side.connect()) {
            writer.setAutoCommit(false);
            GuardedSide.execute(
                    writer, "SET application_name = 'checkout-worker'", "UPDATE orders SET note = 'passed'");
            side.shut();

            assertThatThrownBy(() -> guard.awaitWriters(SHORT))
                    .isInstanceOfSatisfying(
                            Problem.class, problem -> assertThat(problem.kind()).isEqualTo(Problem.Kind.BUSY))
                    .hasMessageContaining("pid ")
                    .hasMessageContaining("user postgres")
                    .hasMessageContaining("\"checkout-worker\", idle in transaction");
            CompletableFuture<Void> waiting = CompletableFuture.runAsync(() -> guard.awaitWriters(AMPLE));
            writer.commit();
            waiting.join();
        }
        assertThat(side.text("SELECT note FROM orders")).isEqualTo("passed");
    }

    @Test
    void aStatementThatPassedAndHasNotWrittenYetIsWaitedFor() throws SQLException {
        side.run("CREATE FUNCTION slow() RETURNS text LANGUAGE plpgsql AS"
                + " $$ BEGIN PERFORM pg_advisory_lock(1); RETURN 'late'; END $$");
        try (Connection holder = side.connect()) {
            GuardedSide.execute(holder, "SELECT pg_advisory_lock(1)");
            CompletableFuture<Void> writer = CompletableFuture.runAsync(
                    () -> side.server.execute(side.database, "INSERT INTO orders VALUES (2, slow())"));
            side.until("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted", "1");
            assertThat(side.text("SELECT count(*) FROM pg_stat_activity WHERE backend_xid IS NOT NULL"
                            + " AND pid <> pg_backend_pid() AND query LIKE 'INSERT%'"))
                    .as("writers that a list of transaction ids would show")
                    .isEqualTo("0");
            side.shut();

            assertThatThrownBy(() -> guard.awaitWriters(SHORT)).hasMessageContaining("active");
            GuardedSide.execute(holder, "SELECT pg_advisory_unlock(1)");
            guard.awaitWriters(AMPLE);

            assertThat(side.text("SELECT note FROM orders WHERE id = 2")).isEqualTo("late");
            writer.join();
        }
    }

    @Test
    void aPreparedTransactionIsNamedAndWaitedFor() throws SQLException {
        String name = side.database + "_two_phase";
        side.run("BEGIN", "UPDATE orders SET note = 'prepared'", "PREPARE TRANSACTION '" + name + "'");
        side.shut();

        assertThatThrownBy(() -> guard.awaitWriters(SHORT)).hasMessageContaining("prepared transaction \"" + name);
        side.run("COMMIT PREPARED '" + name + "'");

        assertThatCode(() -> guard.awaitWriters(AMPLE)).doesNotThrowAnyException();
    }

    @Test
    void aTransactionPreparedDuringTheWaitIsStillWaitedFor() throws SQLException {
        String name = side.database + "_changes_name";
        try (Connection writer = side.connect()) {
            GuardedSide.execute(writer, "BEGIN", "UPDATE orders SET note = 'passed'");
            side.shut();
            CompletableFuture<Void> waiting =
                    CompletableFuture.runAsync(() -> guard.awaitWriters(Duration.ofMillis(800)));
            side.until("SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep(0.002%'", "1");

            GuardedSide.execute(writer, "PREPARE TRANSACTION '" + name + "'");

            assertThatThrownBy(waiting::join).hasMessageContaining("prepared transaction \"" + name);
        }
        side.run("ROLLBACK PREPARED '" + name + "'");
    }

    @Test
    void neitherBaileysOwnTransactionsNorMaintenanceAreWaitedFor() throws SQLException {
        try (Connection applying = side.connect();
                Connection maintaining = side.connect()) {
            GuardedSide.execute(
                    applying,
                    "BEGIN",
                    "UPDATE bailey.checkpoint SET counter = counter + 1",
                    "UPDATE orders SET note = 'of the other side'");
            GuardedSide.execute(maintaining, "BEGIN", "LOCK TABLE orders IN SHARE UPDATE EXCLUSIVE MODE");
            side.shut();

            assertThatCode(() -> guard.awaitWriters(SHORT)).doesNotThrowAnyException();
        }
    }
}
