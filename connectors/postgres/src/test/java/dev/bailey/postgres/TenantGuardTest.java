package dev.bailey.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailey.testkit.PostgresServer.Version;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.PGConnection;
import org.postgresql.util.PSQLException;

/** What is refused while a side does not own some slice, and what passes. */
@ParameterizedClass
@EnumSource(
        value = Version.class,
        names = {"V14", "V18"})
class TenantGuardTest {

    private final Version version;
    private final TenantSide side;

    TenantGuardTest(Version version) {
        this.version = version;
        side = new TenantSide(version);
    }

    @AfterEach
    void close() {
        side.close();
    }

    @Test
    void whileEverySliceIsOpenEverythingPasses() {
        assertPasses("INSERT INTO orders VALUES (9, 'acme')");
        assertPasses("UPDATE orders SET tenant = 'acme'");
        assertPasses("DELETE FROM orders");
        assertPasses("INSERT INTO events VALUES (1, 1, 'acme')");
        assertPasses("INSERT INTO rates VALUES (1, 1)");
        assertPasses("TRUNCATE orders, events");
    }

    @Test
    void everyKindOfWriteToATenantOfAShutSliceIsRefused() throws SQLException {
        TenantSide.shut(side.pilot);

        assertRefused("INSERT INTO orders VALUES (9, 'acme')");
        assertRefused("UPDATE orders SET note = 'x' WHERE id = 1");
        assertRefused("DELETE FROM orders WHERE id = 1");
        assertRefused("INSERT INTO orders VALUES (1, 'acme') ON CONFLICT (id) DO UPDATE SET note = 'x'");
        assertRefused("WITH gone AS (DELETE FROM orders WHERE id = 1 RETURNING 1) SELECT * FROM gone");
        assertRefused("INSERT INTO events VALUES (1, 1, 'acme')");
        assertRefused("INSERT INTO events_1 VALUES (1, 1, 'acme')");
        assertRefused("TRUNCATE orders");
        assertRefused("TRUNCATE events");
        if (version != Version.V14) {
            assertRefused("MERGE INTO orders o USING (VALUES (1)) v (id) ON o.id = v.id WHEN MATCHED THEN DELETE");
        }
        assertThatThrownBy(() -> copy("5\tacme\tfive\n"))
                .isInstanceOfSatisfying(SQLException.class, TenantGuardTest::assertRefusal);
        assertThat(side.text("SELECT string_agg(note, ' ' ORDER BY id) FROM orders"))
                .isEqualTo("first second third");
    }

    @Test
    void writesToTenantsOfOtherSlicesPassMeanwhile() throws SQLException {
        TenantSide.shut(side.pilot);
        String others = TenantSide.others();

        assertPasses("INSERT INTO orders VALUES (9, '" + others + "')");
        assertPasses("UPDATE orders SET note = 'x' WHERE id = 2");
        assertPasses("DELETE FROM orders WHERE id = 2");
        assertPasses("INSERT INTO orders VALUES (10, '" + TenantSide.sample(TenantSide.QUARTER) + "')");
        assertPasses("INSERT INTO events VALUES (1, 1, '" + others + "')");
        assertPasses("UPDATE events SET day = 2");
        assertPasses("INSERT INTO rates VALUES (1, 1)");
        copy("5\t" + others + "\tfive\n");
        assertThat(side.text("SELECT count(*) FROM orders")).isEqualTo("5");
    }

    @Test
    void eachSliceIsRefusedByItsOwnGuard() {
        TenantSide.shut(side.quarter);

        assertRefused("INSERT INTO orders VALUES (9, '" + TenantSide.sample(TenantSide.QUARTER) + "')");
        assertPasses("INSERT INTO orders VALUES (9, 'acme')");
        assertPasses("INSERT INTO orders VALUES (10, '" + TenantSide.others() + "')");
        TenantSide.shut(side.everyone);
        assertRefused("INSERT INTO orders VALUES (11, '" + TenantSide.others() + "')");
        assertPasses("INSERT INTO orders VALUES (11, 'acme')");
    }

    @Test
    void whatHasNoTenantGoesWithTheLastSlice() {
        TenantSide.shut(side.pilot);
        assertPasses("UPDATE orders SET note = 'x' WHERE id = 3");
        assertPasses("UPDATE rates SET rate = 2");

        TenantSide.shut(side.everyone);

        assertRefused("UPDATE orders SET note = 'y' WHERE id = 3");
        assertRefused("INSERT INTO orders VALUES (9, NULL)");
        assertRefused("UPDATE rates SET rate = 2");
        assertRefused("TRUNCATE rates");
    }

    @Test
    void aRowMovesNeitherOutOfNorIntoASliceThatIsShut() {
        TenantSide.shut(side.pilot);

        assertRefused("UPDATE orders SET tenant = '" + TenantSide.others() + "' WHERE id = 1");
        assertRefused("UPDATE orders SET tenant = 'acme' WHERE id = 2");
        assertPasses("UPDATE orders SET tenant = NULL WHERE id = 2");
    }

    @Test
    void whatATriggerOfTheApplicationMakesOfTheTenantCounts() throws SQLException {
        side.run(
                "CREATE FUNCTION renamed() RETURNS trigger LANGUAGE plpgsql AS"
                        + " $$ BEGIN NEW.tenant := lower(NEW.tenant); RETURN NEW; END $$",
                "CREATE TRIGGER zz BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION renamed()");
        TenantSide.shut(side.pilot);

        assertRefused("INSERT INTO orders VALUES (9, 'ACME')");
    }

    @Test
    void tenantsAreToldByTheTextOfNumbersAndOfUuids() {
        TenantSide.shut(side.pilot);

        assertRefused("INSERT INTO bills VALUES (1, 7)");
        assertPasses("INSERT INTO bills VALUES (1, 8)");
        assertRefused("INSERT INTO visits VALUES (1, '" + TenantSide.PILOT_UUID.toUpperCase(Locale.ROOT) + "')");
        assertPasses("INSERT INTO visits VALUES (1, gen_random_uuid())");
    }

    @Test
    void theRefusalNamesTheTenantAndItsSlice() {
        TenantSide.shut(side.pilot);

        assertThatThrownBy(() -> side.run("DELETE FROM orders WHERE id = 1")).satisfies(thrown -> {
            var said = ((PSQLException) thrown).getServerErrorMessage();
            assertThat(said.getMessage())
                    .isEqualTo("Bailey: writes to public.orders are refused here: tenant acme is in slice pilot,"
                            + " which this side does not own (shut for good in epoch 1)");
            assertThat(said.getHint()).contains("Write through Bailey's router");
            assertThat(said.getTable()).isEqualTo("orders");
            assertThat(said.getConstraint()).isEqualTo("pilot");
        });
    }

    @Test
    void aSnapshotFromBeforeTheFenceCannotWriteThroughIt() throws SQLException {
        try (Connection old = side.connect()) {
            old.setAutoCommit(false);
            old.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            GuardedSide.execute(old, "SELECT * FROM orders");

            TenantSide.shut(side.pilot);

            GuardedSide.execute(old, "UPDATE orders SET note = 'of another' WHERE id = 2");
            assertThatThrownBy(() -> GuardedSide.execute(old, "UPDATE orders SET note = 'leaked' WHERE id = 1"))
                    .isInstanceOfSatisfying(SQLException.class, TenantGuardTest::assertRefusal);
        }
    }

    @Test
    void aSessionOfBaileysPasses() {
        TenantSide.shut(side.pilot);

        assertPasses("SET session_replication_role = replica; INSERT INTO orders VALUES (9, 'acme')");
        assertPasses("SET bailey.applying = 'on'; INSERT INTO orders VALUES (10, 'acme'); DELETE FROM orders");
    }

    private void copy(String rows) throws SQLException {
        try (Connection connection = side.connect()) {
            connection.unwrap(PGConnection.class).getCopyAPI().copyIn("COPY orders FROM STDIN", new StringReader(rows));
        } catch (java.io.IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void assertPasses(String sql) {
        assertThatCode(() -> side.run(sql)).as(sql).doesNotThrowAnyException();
    }

    private void assertRefused(String sql) {
        assertThatThrownBy(() -> side.run(sql))
                .as(sql)
                .isInstanceOfSatisfying(SQLException.class, TenantGuardTest::assertRefusal);
    }

    private static void assertRefusal(SQLException refusal) {
        assertThat(refusal.getSQLState()).as(refusal.getMessage()).isEqualTo("BF001");
    }
}
