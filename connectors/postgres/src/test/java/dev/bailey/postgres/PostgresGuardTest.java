package dev.bailey.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailey.core.Guard;
import dev.bailey.core.GuardState;
import dev.bailey.core.Problem;
import dev.bailey.testkit.PostgresServer.Version;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.PGConnection;
import org.postgresql.util.PSQLException;

@ParameterizedClass
@EnumSource(Version.class)
class PostgresGuardTest {

    private static final Duration LONG = Duration.ofMinutes(10);
    private static final Duration SHORT = Duration.ofMillis(150);

    private final Version version;
    private final GuardedSide side;
    private final PostgresGuard guard;

    PostgresGuardTest(Version version) {
        this.version = version;
        side = new GuardedSide(version);
        guard = side.guard;
    }

    @AfterEach
    void close() {
        side.close();
    }

    @Test
    void anOpenGuardLetsWritesPass() {
        assertThatCode(() -> side.run("INSERT INTO orders VALUES (2)", "INSERT INTO events VALUES (1, 1)"))
                .doesNotThrowAnyException();

        assertThat(guard.read().accepts()).isTrue();
        assertThat(guard.refusesProbe()).isFalse();
    }

    @Test
    void whatIsWrittenByTheRootOfAPartitionIsRefusedForAsLongAsThePartitionIsGuarded() {
        side.shut();

        guard.keepOnly(List.of(GuardedSide.EVENTS_1));

        assertThatCode(() -> side.run("INSERT INTO orders VALUES (2)")).doesNotThrowAnyException();
        assertThatThrownBy(() -> side.run("INSERT INTO events VALUES (1, 1)")).isInstanceOf(SQLException.class);
        guard.keepOnly(List.of(GuardedSide.ORDERS));
        assertThatCode(() -> side.run("INSERT INTO events VALUES (1, 1)")).doesNotThrowAnyException();
    }

    @Test
    void everyRuleOfTheStatesIsCarriedOutAndReadBack() {
        GuardState open = GuardState.open(0);
        GuardState leased = open.fence(3, guard.read().serverTime(), LONG);
        GuardState shut = leased.shutForGood(3);
        GuardState retreated = shut.retreat(3);

        moves(open, leased);
        moves(leased, leased.abort(3));
        moves(leased.abort(3), leased.abort(3).fence(4, guard.read().serverTime(), LONG));
        GuardState again = guard.read().state();
        moves(again, again.shutForGood(4));
        moves(again.shutForGood(4), again.shutForGood(4).burn(4));
        moves(GuardState.shut(5), GuardState.shut(5).takeOver(6));
        assertThat(retreated).isEqualTo(GuardState.open(4));
        assertThat(guard.read().state()).isEqualTo(GuardState.open(6));
    }

    private void moves(GuardState expected, GuardState next) {
        assertThat(next).isNotEqualTo(expected);
        assertThat(guard.move(expected, next)).isTrue();
        assertThat(guard.read().state()).isEqualTo(next);
    }

    @Test
    void aMoveFromAnotherStateChangesNothing() {
        assertThat(guard.move(GuardState.open(1), GuardState.shut(2))).isFalse();
        assertThat(guard.move(GuardState.shut(0), GuardState.open(2))).isFalse();

        assertThat(guard.read().state()).isEqualTo(GuardState.open(0));
    }

    @Test
    void ofManyThatMoveAtOnceOneWins() {
        List<CompletableFuture<Boolean>> moves = Stream.iterate(1, epoch -> epoch + 1)
                .limit(8)
                .map(epoch ->
                        CompletableFuture.supplyAsync(() -> guard.move(GuardState.open(0), GuardState.shut(epoch))))
                .toList();

        assertThat(moves.stream().filter(CompletableFuture::join)).hasSize(1);
    }

    @Test
    void installingAgainKeepsTheState() {
        side.shut();

        guard.install(List.of(GuardedSide.ORDERS), GuardState.open(0));

        assertThat(guard.read().state()).isEqualTo(GuardState.shut(1));
    }

    @Test
    void installingAgainTouchesNoTable() throws SQLException {
        try (Connection writer = side.connect()) {
            GuardedSide.execute(writer, "BEGIN", "INSERT INTO orders VALUES (2)", "INSERT INTO events VALUES (1, 1)");

            assertThatCode(() -> guard.install(List.of(GuardedSide.ORDERS, GuardedSide.EVENTS_1), GuardState.open(0)))
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void everyKindOfWriteIsRefused() throws SQLException {
        side.shut();

        assertRefused("INSERT INTO orders VALUES (2)");
        assertRefused("UPDATE orders SET note = 'x' WHERE id = 1");
        assertRefused("UPDATE orders SET note = 'x' WHERE false");
        assertRefused("DELETE FROM orders");
        assertRefused("TRUNCATE orders");
        if (version != Version.V14) {
            assertRefused("MERGE INTO orders o USING (VALUES (1)) v (id) ON o.id = v.id"
                    + " WHEN MATCHED THEN DELETE WHEN NOT MATCHED THEN INSERT VALUES (9)");
        }
        assertRefused("INSERT INTO orders VALUES (1) ON CONFLICT DO NOTHING");
        assertRefused("INSERT INTO events VALUES (1, 1)");
        assertRefused("INSERT INTO events_1 VALUES (1, 1)");
        try (Connection connection = side.connect()) {
            PGConnection copying = connection.unwrap(PGConnection.class);
            assertThatThrownBy(
                            () -> copying.getCopyAPI().copyIn("COPY orders FROM STDIN", new StringReader("5\tfive\n")))
                    .isInstanceOfSatisfying(SQLException.class, PostgresGuardTest::assertRefusal);
        }
        assertThat(side.text("SELECT count(*) FROM orders")).isEqualTo("1");
        assertThat(guard.refusesProbe()).isTrue();
    }

    @Test
    void theRefusalSaysWhichTableInWhichStateAndWhatToDo() {
        side.shut();

        assertThatThrownBy(() -> side.run("DELETE FROM orders")).satisfies(thrown -> {
            var said = ((PSQLException) thrown).getServerErrorMessage();
            assertThat(said.getMessage())
                    .isEqualTo("Bailey: writes to public.orders are refused here: this side does not own them"
                            + " (shut for good in epoch 1)");
            assertThat(said.getHint()).contains("Write through Bailey's router");
            assertThat(said.getTable()).isEqualTo("orders");
        });
    }

    @Test
    void aRoleWithRightsOnItsTableAloneIsRefusedByTheGuardAndByNothingElse() throws SQLException {
        side.server.execute(
                side.database,
                "CREATE ROLE " + side.database + "_app LOGIN PASSWORD 'app'",
                "GRANT INSERT ON orders TO " + side.database + "_app");
        try (Connection application = DriverManager.getConnection(
                        "jdbc:postgresql://127.0.0.1:" + side.server.port() + "/" + side.database,
                        side.database + "_app",
                        "app");
                Statement statement = application.createStatement()) {
            statement.execute("INSERT INTO orders VALUES (2)");

            side.shut();

            assertThatThrownBy(() -> statement.execute("INSERT INTO orders VALUES (3)"))
                    .isInstanceOfSatisfying(SQLException.class, PostgresGuardTest::assertRefusal);
            assertThatThrownBy(() -> statement.execute("SELECT bailey.move_fence('bailey.fence', 0, 0)"))
                    .hasMessageContaining("permission denied");
            assertThatThrownBy(() -> statement.execute("SELECT setval('bailey.fence', 0)"))
                    .hasMessageContaining("permission denied");
        }
    }

    @Test
    void aSessionOfBaileysPasses() {
        side.shut();

        assertThatCode(() -> side.run("SET session_replication_role = replica", "INSERT INTO orders VALUES (2)"))
                .doesNotThrowAnyException();
    }

    @Test
    void aSnapshotFromBeforeTheFenceCannotWriteThroughIt() throws SQLException {
        try (Connection old = side.connect()) {
            old.setAutoCommit(false);
            old.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            GuardedSide.execute(old, "SELECT * FROM orders");

            side.shut();

            assertThatThrownBy(() -> GuardedSide.execute(old, "UPDATE orders SET note = 'leaked'"))
                    .isInstanceOfSatisfying(SQLException.class, PostgresGuardTest::assertRefusal);
        }
    }

    @Test
    void aLeaseOpensByItselfEvenInsideATransaction() throws SQLException {
        Guard.Reading before = guard.read();
        guard.move(before.state(), before.state().fence(1, before.serverTime(), Duration.ofMillis(300)));
        try (Connection connection = side.connect()) {
            connection.setAutoCommit(false);
            GuardedSide.execute(connection, "SAVEPOINT s");
            assertThatThrownBy(() -> GuardedSide.execute(connection, "DELETE FROM orders"))
                    .isInstanceOfSatisfying(SQLException.class, PostgresGuardTest::assertRefusal)
                    .hasMessageContaining("shut until 20");
            GuardedSide.execute(connection, "ROLLBACK TO s");

            GuardedSide.execute(connection, "SELECT pg_sleep(0.4)");

            GuardedSide.execute(connection, "DELETE FROM orders");
            connection.commit();
        }
        assertThat(guard.read().accepts()).isTrue();
        assertThat(guard.read().state().isLeased()).isTrue();
        assertThat(guard.refusesProbe()).isFalse();
    }

    @Test
    void theProbeNoticesOneTableWithItsTriggersOff() throws SQLException {
        side.shut();
        assertThat(guard.refusesProbe()).isTrue();

        side.run("ALTER TABLE events_1 DISABLE TRIGGER ALL");
        assertThat(guard.refusesProbe()).isFalse();

        guard.install(List.of(GuardedSide.ORDERS, GuardedSide.EVENTS_1), GuardState.open(0));
        assertThat(guard.refusesProbe()).isTrue();
    }

    @Test
    void theProbeNoticesATriggerThatSeesNoInserts() throws SQLException {
        side.shut();

        side.run("CREATE OR REPLACE TRIGGER bailey BEFORE DELETE ON orders FOR EACH STATEMENT"
                + " EXECUTE FUNCTION bailey.guard()");

        assertThat(guard.refusesProbe()).isFalse();
    }

    @Test
    void theProbeGoesThroughAThousandTablesQuickly() throws SQLException {
        side.run("DO $$ BEGIN FOR i IN 1..1000 LOOP EXECUTE format('CREATE TABLE many_%s (id int PRIMARY KEY)', i);"
                + " END LOOP; END $$");
        guard.install(
                Stream.iterate(1, i -> i + 1)
                        .limit(1000)
                        .map(i -> GuardedSide.table("many_" + i))
                        .toList(),
                GuardState.open(0));
        side.shut();
        assertThat(guard.refusesProbe()).isTrue();

        long start = System.nanoTime();
        assertThat(guard.refusesProbe()).isTrue();
        guard.awaitWriters(SHORT);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
        side.run("ALTER TABLE many_777 DISABLE TRIGGER bailey");
        assertThat(guard.refusesProbe()).isFalse();
    }

    @Test
    void installingStandsAsideForALongTransactionAndSucceedsAfterIt() throws SQLException {
        side.run("CREATE TABLE busy (id int PRIMARY KEY)");
        try (Connection writer = side.connect()) {
            GuardedSide.execute(writer, "BEGIN", "INSERT INTO busy VALUES (1)");
            CompletableFuture<Void> installing = CompletableFuture.runAsync(
                    () -> guard.install(List.of(GuardedSide.ORDERS, GuardedSide.table("busy")), GuardState.open(0)));
            side.until("SELECT count(*) > 0 FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep(0.%'", "t");

            assertThatCode(() -> side.run("SET statement_timeout = '5s'", "INSERT INTO busy VALUES (2)"))
                    .doesNotThrowAnyException();
            GuardedSide.execute(writer, "COMMIT");
            installing.join();
        }
        side.shut();
        assertRefused("INSERT INTO busy VALUES (3)");
    }

    @Test
    void afterRemovalNothingIsRefusedAndNoStateIsLeft() {
        side.shut();

        guard.remove();
        guard.remove();

        assertThatCode(() -> side.run("INSERT INTO orders VALUES (2)")).doesNotThrowAnyException();
        assertThatThrownBy(guard::read).hasMessageContaining("never installed, or removed");
        assertThat(guard.refusesProbe()).isFalse();
        guard.install(List.of(GuardedSide.ORDERS), GuardState.shut(7));
        assertThat(guard.read().state()).isEqualTo(GuardState.shut(7));
    }

    @Test
    void aTableThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> guard.install(List.of(GuardedSide.table("nowhere")), GuardState.open(0)))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("nowhere");
    }

    private void assertRefused(String sql) {
        assertThatThrownBy(() -> side.run(sql))
                .as(sql)
                .isInstanceOfSatisfying(SQLException.class, PostgresGuardTest::assertRefusal);
    }

    private static void assertRefusal(SQLException refusal) {
        assertThat(refusal.getSQLState()).as(refusal.getMessage()).isEqualTo("BF001");
    }
}
