package dev.bailey.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailey.core.Column;
import dev.bailey.core.Guard;
import dev.bailey.core.GuardState;
import dev.bailey.core.Problem;
import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import dev.bailey.testkit.PostgresServer;
import dev.bailey.testkit.PostgresServer.Version;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
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

    private static final Table ORDERS = table("orders");
    private static final Table EVENTS_1 = table("events_1");
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final Duration SHORT = Duration.ofMillis(150);
    private static final Duration AMPLE = Duration.ofSeconds(20);

    private final Version version;
    private final PostgresServer server;
    private final String database;
    private final PostgresConnections connections;
    private final PostgresGuard guard;

    PostgresGuardTest(Version version) {
        this.version = version;
        server = SharedServers.of(version);
        database = server.createDatabase();
        server.execute(
                database,
                "CREATE TABLE orders (id int PRIMARY KEY, note text)",
                "INSERT INTO orders VALUES (1, 'first')",
                "CREATE TABLE events (id int, day int, PRIMARY KEY (id, day)) PARTITION BY LIST (day)",
                "CREATE TABLE events_1 PARTITION OF events FOR VALUES IN (1)");
        connections = new PostgresConnections(server.url(database));
        guard = new PostgresGuard(connections);
        guard.install(List.of(ORDERS, EVENTS_1), GuardState.open(0));
    }

    @AfterEach
    void close() {
        connections.close();
    }

    @Test
    void anOpenGuardLetsWritesPass() {
        assertThatCode(() -> run("INSERT INTO orders VALUES (2)", "INSERT INTO events VALUES (1, 1)"))
                .doesNotThrowAnyException();

        assertThat(guard.read().accepts()).isTrue();
        assertThat(guard.refusesProbe()).isFalse();
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
        shut();

        guard.install(List.of(ORDERS), GuardState.open(0));

        assertThat(guard.read().state()).isEqualTo(GuardState.shut(1));
    }

    @Test
    void everyKindOfWriteIsRefused() throws SQLException {
        shut();

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
        try (Connection connection = server.connect(database)) {
            PGConnection copying = connection.unwrap(PGConnection.class);
            assertThatThrownBy(
                            () -> copying.getCopyAPI().copyIn("COPY orders FROM STDIN", new StringReader("5\tfive\n")))
                    .isInstanceOfSatisfying(SQLException.class, PostgresGuardTest::assertRefusal);
        }
        assertThat(text("SELECT count(*) FROM orders")).isEqualTo("1");
        assertThat(guard.refusesProbe()).isTrue();
    }

    @Test
    void theRefusalSaysWhichTableInWhichStateAndWhatToDo() {
        shut();

        assertThatThrownBy(() -> run("DELETE FROM orders")).satisfies(thrown -> {
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
        server.execute(
                database,
                "CREATE ROLE " + database + "_app LOGIN PASSWORD 'app'",
                "GRANT INSERT ON orders TO " + database + "_app");
        try (Connection application = DriverManager.getConnection(
                        "jdbc:postgresql://127.0.0.1:" + server.port() + "/" + database, database + "_app", "app");
                Statement statement = application.createStatement()) {
            statement.execute("INSERT INTO orders VALUES (2)");

            shut();

            assertThatThrownBy(() -> statement.execute("INSERT INTO orders VALUES (3)"))
                    .isInstanceOfSatisfying(SQLException.class, PostgresGuardTest::assertRefusal);
            assertThatThrownBy(() -> statement.execute("SELECT bailey.move_fence(0, 0)"))
                    .hasMessageContaining("permission denied");
            assertThatThrownBy(() -> statement.execute("SELECT setval('bailey.fence', 0)"))
                    .hasMessageContaining("permission denied");
        }
    }

    @Test
    void aSessionOfBaileysPasses() {
        shut();

        assertThatCode(() -> run("SET session_replication_role = replica", "INSERT INTO orders VALUES (2)"))
                .doesNotThrowAnyException();
    }

    @Test
    void aSnapshotFromBeforeTheFenceCannotWriteThroughIt() throws SQLException {
        try (Connection old = server.connect(database)) {
            old.setAutoCommit(false);
            old.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            execute(old, "SELECT * FROM orders");

            shut();

            assertThatThrownBy(() -> execute(old, "UPDATE orders SET note = 'leaked'"))
                    .isInstanceOfSatisfying(SQLException.class, PostgresGuardTest::assertRefusal);
        }
    }

    @Test
    void aLeaseOpensByItselfEvenInsideATransaction() throws SQLException {
        Guard.Reading before = guard.read();
        guard.move(before.state(), before.state().fence(1, before.serverTime(), Duration.ofMillis(300)));
        try (Connection connection = server.connect(database)) {
            connection.setAutoCommit(false);
            execute(connection, "SAVEPOINT s");
            assertThatThrownBy(() -> execute(connection, "DELETE FROM orders"))
                    .isInstanceOfSatisfying(SQLException.class, PostgresGuardTest::assertRefusal)
                    .hasMessageContaining("shut until 20");
            execute(connection, "ROLLBACK TO s");

            execute(connection, "SELECT pg_sleep(0.4)");

            execute(connection, "DELETE FROM orders");
            connection.commit();
        }
        assertThat(guard.read().accepts()).isTrue();
        assertThat(guard.read().state().isLeased()).isTrue();
        assertThat(guard.refusesProbe()).isFalse();
    }

    @Test
    void withNobodyWritingThereIsNothingToWaitFor() {
        shut();

        assertThatCode(() -> guard.awaitWriters(SHORT)).doesNotThrowAnyException();
    }

    @Test
    void aWriterThatPassedIsNamedAndThenWaitedOut() throws SQLException {
        try (Connection writer = server.connect(database)) {
            writer.setAutoCommit(false);
            execute(writer, "SET application_name = 'checkout-worker'", "UPDATE orders SET note = 'passed'");
            shut();

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
        assertThat(text("SELECT note FROM orders")).isEqualTo("passed");
    }

    @Test
    void aStatementThatPassedAndHasNotWrittenYetIsWaitedFor() throws SQLException {
        run("CREATE FUNCTION slow() RETURNS text LANGUAGE plpgsql AS"
                + " $$ BEGIN PERFORM pg_advisory_lock(1); RETURN 'late'; END $$");
        try (Connection holder = server.connect(database)) {
            execute(holder, "SELECT pg_advisory_lock(1)");
            CompletableFuture<Void> writer =
                    CompletableFuture.runAsync(() -> server.execute(database, "INSERT INTO orders VALUES (2, slow())"));
            until("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted", "1");
            assertThat(text("SELECT count(*) FROM pg_stat_activity WHERE backend_xid IS NOT NULL"
                            + " AND pid <> pg_backend_pid() AND query LIKE 'INSERT%'"))
                    .as("writers that a list of transaction ids would show")
                    .isEqualTo("0");
            shut();

            assertThatThrownBy(() -> guard.awaitWriters(SHORT)).hasMessageContaining("active");
            execute(holder, "SELECT pg_advisory_unlock(1)");
            guard.awaitWriters(AMPLE);

            assertThat(text("SELECT note FROM orders WHERE id = 2")).isEqualTo("late");
            writer.join();
        }
    }

    @Test
    void aPreparedTransactionIsNamedAndWaitedFor() throws SQLException {
        String name = database + "_two_phase";
        run("BEGIN", "UPDATE orders SET note = 'prepared'", "PREPARE TRANSACTION '" + name + "'");
        shut();

        assertThatThrownBy(() -> guard.awaitWriters(SHORT)).hasMessageContaining("prepared transaction \"" + name);
        run("COMMIT PREPARED '" + name + "'");

        assertThatCode(() -> guard.awaitWriters(AMPLE)).doesNotThrowAnyException();
    }

    @Test
    void aTransactionPreparedDuringTheWaitIsStillWaitedFor() throws SQLException {
        String name = database + "_changes_name";
        try (Connection writer = server.connect(database)) {
            execute(writer, "BEGIN", "UPDATE orders SET note = 'passed'");
            shut();
            CompletableFuture<Void> waiting =
                    CompletableFuture.runAsync(() -> guard.awaitWriters(Duration.ofMillis(800)));
            until("SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep(0.002%'", "1");

            execute(writer, "PREPARE TRANSACTION '" + name + "'");

            assertThatThrownBy(waiting::join).hasMessageContaining("prepared transaction \"" + name);
        }
        run("ROLLBACK PREPARED '" + name + "'");
    }

    @Test
    void neitherBaileysOwnTransactionsNorMaintenanceAreWaitedFor() throws SQLException {
        try (Connection applying = server.connect(database);
                Connection maintaining = server.connect(database)) {
            execute(
                    applying,
                    "BEGIN",
                    "UPDATE bailey.checkpoint SET counter = counter + 1",
                    "UPDATE orders SET note = 'of the other side'");
            execute(maintaining, "BEGIN", "LOCK TABLE orders IN SHARE UPDATE EXCLUSIVE MODE");
            shut();

            assertThatCode(() -> guard.awaitWriters(SHORT)).doesNotThrowAnyException();
        }
    }

    @Test
    void theProbeNoticesOneTableWithItsTriggersOff() throws SQLException {
        shut();
        assertThat(guard.refusesProbe()).isTrue();

        run("ALTER TABLE events_1 DISABLE TRIGGER ALL");
        assertThat(guard.refusesProbe()).isFalse();

        guard.install(List.of(ORDERS, EVENTS_1), GuardState.open(0));
        assertThat(guard.refusesProbe()).isTrue();
    }

    @Test
    void theProbeNoticesATriggerThatSeesNoInserts() throws SQLException {
        shut();

        run("CREATE OR REPLACE TRIGGER bailey BEFORE DELETE ON orders FOR EACH STATEMENT"
                + " EXECUTE FUNCTION bailey.guard()");

        assertThat(guard.refusesProbe()).isFalse();
    }

    @Test
    void theProbeGoesThroughAThousandTablesQuickly() throws SQLException {
        run("DO $$ BEGIN FOR i IN 1..1000 LOOP EXECUTE format('CREATE TABLE many_%s (id int PRIMARY KEY)', i);"
                + " END LOOP; END $$");
        guard.install(
                Stream.iterate(1, i -> i + 1)
                        .limit(1000)
                        .map(i -> table("many_" + i))
                        .toList(),
                GuardState.open(0));
        shut();
        assertThat(guard.refusesProbe()).isTrue();

        long start = System.nanoTime();
        assertThat(guard.refusesProbe()).isTrue();
        guard.awaitWriters(SHORT);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
        run("ALTER TABLE many_777 DISABLE TRIGGER bailey");
        assertThat(guard.refusesProbe()).isFalse();
    }

    @Test
    void installingStandsAsideForALongTransactionAndSucceedsAfterIt() throws SQLException {
        run("CREATE TABLE busy (id int PRIMARY KEY)");
        try (Connection writer = server.connect(database)) {
            execute(writer, "BEGIN", "INSERT INTO busy VALUES (1)");
            CompletableFuture<Void> installing =
                    CompletableFuture.runAsync(() -> guard.install(List.of(ORDERS, table("busy")), GuardState.open(0)));
            until("SELECT count(*) > 0 FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep(0.%'", "t");

            assertThatCode(() -> run("SET statement_timeout = '5s'", "INSERT INTO busy VALUES (2)"))
                    .doesNotThrowAnyException();
            execute(writer, "COMMIT");
            installing.join();
        }
        shut();
        assertRefused("INSERT INTO busy VALUES (3)");
    }

    @Test
    void afterRemovalNothingIsRefusedAndNoStateIsLeft() {
        shut();

        guard.remove();
        guard.remove();

        assertThatCode(() -> run("INSERT INTO orders VALUES (2)")).doesNotThrowAnyException();
        assertThatThrownBy(guard::read).hasMessageContaining("never installed, or removed");
        assertThat(guard.refusesProbe()).isFalse();
        guard.install(List.of(ORDERS), GuardState.shut(7));
        assertThat(guard.read().state()).isEqualTo(GuardState.shut(7));
    }

    @Test
    void aTableThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> guard.install(List.of(table("nowhere")), GuardState.open(0)))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("nowhere");
    }

    private void shut() {
        assertThat(guard.move(GuardState.open(0), GuardState.shut(1))).isTrue();
    }

    private void assertRefused(String sql) {
        assertThatThrownBy(() -> run(sql))
                .as(sql)
                .isInstanceOfSatisfying(SQLException.class, PostgresGuardTest::assertRefusal);
    }

    private static void assertRefusal(SQLException refusal) {
        assertThat(refusal.getSQLState()).as(refusal.getMessage()).isEqualTo("BF001");
    }

    private void run(String... statements) throws SQLException {
        try (Connection connection = server.connect(database)) {
            execute(connection, statements);
        }
    }

    private static void execute(Connection connection, String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private String text(String query) {
        try (Connection connection = server.connect(database);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Asks again until the answer is as expected, at most a few thousand times. */
    private void until(String query, String expected) {
        for (int i = 0; i < 3000; i++) {
            if (text(query).equals(expected)) {
                return;
            }
        }
        throw new AssertionError(query + " never said " + expected);
    }

    private static Table table(String name) {
        return new Table(
                new TableId("public", name),
                List.of(new Column("id", "integer", /* key= */ true, /* generated= */ false)));
    }
}
