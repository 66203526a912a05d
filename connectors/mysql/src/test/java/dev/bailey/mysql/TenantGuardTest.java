package dev.bailey.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailey.core.GuardState;
import dev.bailey.mysql.Dialect.Engine;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What is refused while a side does not own some slice, and what passes. */
@ParameterizedClass
@EnumSource(Engine.class)
class TenantGuardTest {

    private final TenantSide side;

    TenantGuardTest(Engine engine) throws SQLException {
        Servers.require(engine);
        side = new TenantSide(engine);
    }

    @AfterEach
    void close() {
        side.close();
    }

    @Test
    void whileEverySliceIsOpenEverythingPasses() {
        assertPasses("INSERT INTO orders VALUES (9, 'acme', '')");
        assertPasses("UPDATE orders SET tenant = 'acme'");
        assertPasses("DELETE FROM orders");
        assertPasses("INSERT INTO rates VALUES (1, 1)");
    }

    @Test
    void everyKindOfWriteToATenantOfAShutSliceIsRefused() throws SQLException {
        TenantSide.shut(side.pilot);

        assertRefused("INSERT INTO orders VALUES (9, 'acme', '')");
        assertRefused("INSERT IGNORE INTO orders VALUES (9, 'acme', '')");
        assertRefused("INSERT INTO orders VALUES (8, '" + TenantSide.others() + "', ''), (9, 'acme', '')");
        assertRefused("INSERT INTO orders SELECT id + 10, tenant, note FROM orders");
        assertRefused("UPDATE orders SET note = 'x' WHERE id = 1");
        assertRefused("UPDATE IGNORE orders SET note = 'x' WHERE id = 1");
        assertRefused("DELETE FROM orders WHERE id = 1");
        assertRefused("DELETE IGNORE FROM orders WHERE id = 1");
        assertRefused("DELETE o FROM orders o JOIN orders p ON p.id = o.id WHERE o.id = 1");
        assertRefused("INSERT INTO orders VALUES (1, 'acme', '') ON DUPLICATE KEY UPDATE note = 'x'");
        assertRefused("REPLACE INTO orders VALUES (1, '" + TenantSide.others() + "', '')");
        assertRefused("REPLACE INTO orders VALUES (2, 'acme', '')");

        assertThat(side.text("SELECT GROUP_CONCAT(note ORDER BY id SEPARATOR ' ') FROM orders"))
                .isEqualTo("first second third");
    }

    @Test
    void writesToTenantsOfOtherSlicesPassMeanwhile() throws SQLException {
        TenantSide.shut(side.pilot);
        String others = TenantSide.others();

        assertPasses("INSERT INTO orders VALUES (9, '" + others + "', '')");
        assertPasses("UPDATE orders SET note = 'x' WHERE id = 2");
        assertPasses("DELETE FROM orders WHERE id = 2");
        assertPasses("INSERT INTO orders VALUES (10, '" + TenantSide.sample(TenantSide.QUARTER) + "', '')");
        assertPasses("INSERT INTO rates VALUES (1, 1)");
        assertThat(side.text("SELECT COUNT(*) FROM orders")).isEqualTo("4");
    }

    @Test
    void eachSliceIsRefusedByItsOwnGuard() {
        TenantSide.shut(side.quarter);

        assertRefused("INSERT INTO orders VALUES (9, '" + TenantSide.sample(TenantSide.QUARTER) + "', '')");
        assertPasses("INSERT INTO orders VALUES (9, 'acme', '')");
        assertPasses("INSERT INTO orders VALUES (10, '" + TenantSide.others() + "', '')");
        TenantSide.shut(side.everyone);
        assertRefused("INSERT INTO orders VALUES (11, '" + TenantSide.others() + "', '')");
        assertPasses("INSERT INTO orders VALUES (11, 'acme', '')");
    }

    @Test
    void whatHasNoTenantGoesWithTheLastSlice() {
        TenantSide.shut(side.pilot);
        assertPasses("UPDATE orders SET note = 'x' WHERE id = 3");
        assertPasses("INSERT INTO rates VALUES (1, 2)");

        TenantSide.shut(side.everyone);

        assertRefused("UPDATE orders SET note = 'y' WHERE id = 3");
        assertRefused("INSERT INTO orders VALUES (9, NULL, '')");
        assertRefused("UPDATE rates SET rate = 3");
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
        side.run("CREATE TRIGGER zz BEFORE INSERT ON orders FOR EACH ROW SET NEW.tenant = LOWER(NEW.tenant)");
        TenantSide.shut(side.pilot);

        assertRefused("INSERT INTO orders VALUES (9, 'ACME', '')");
    }

    @Test
    void whatTheServerMakesOfANullCounts() throws SQLException {
        side.run("CREATE TABLE strict (id int PRIMARY KEY, tenant varchar(9) NOT NULL)");
        side.pilot.install(side.tables(), GuardState.open(0));
        TenantSide.shut(side.everyone);

        assertThatThrownBy(
                        () -> side.run("SET SESSION sql_mode = ''", "INSERT INTO strict VALUES (1, NULL), (2, NULL)"))
                .hasMessageContaining("Bailey: tenant  is in slice everyone");
    }

    @Test
    void tenantsAreToldByTheTextOfNumbers() {
        TenantSide.shut(side.pilot);

        assertRefused("INSERT INTO bills VALUES (1, 7)");
        assertPasses("INSERT INTO bills VALUES (1, 8)");
    }

    @Test
    void whatACollationTakesForTheSameIsAnotherTenant() {
        TenantSide.shut(side.pilot);

        assertPasses(
                "INSERT INTO orders VALUES (9, 'Acme', ''), (10, 'acmé', ''), (11, 'acme ', ''), (12, 'blank', '')");
        assertRefused("INSERT INTO orders VALUES (13, 'blank ', '')");
        assertRefused("UPDATE orders SET tenant = 'ACME' WHERE id = 1");
        assertRefused("UPDATE orders SET tenant = 'acme' WHERE id = 9");
    }

    @Test
    void theRefusalNamesTheTenantAndItsSlice() {
        TenantSide.shut(side.pilot);

        assertThatThrownBy(() -> side.run("DELETE FROM orders WHERE id = 1"))
                .hasMessageContaining("Bailey: tenant acme is in slice pilot, which this side does not own: "
                        + side.database + ".orders");
    }

    @Test
    void aRefusalOfAnyTenantIsOne() {
        TenantSide.shut(side.quarter);
        String odd = "😀".repeat(40);
        while (TenantSide.SLICES.of(odd) != 1) {
            odd += "ä";
        }
        String tenant = odd;

        assertThatThrownBy(() -> side.run("INSERT INTO orders VALUES (9, '" + tenant + "', '')"))
                .hasMessageContaining(" is in slice quarter, which this side does not own");
    }

    @Test
    void aSnapshotFromBeforeTheFenceCannotWriteThroughIt() throws SQLException {
        try (Connection old = side.connect();
                Statement statement = old.createStatement()) {
            old.setAutoCommit(false);
            old.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            statement.execute("SELECT * FROM orders");

            TenantSide.shut(side.pilot);

            statement.execute("UPDATE orders SET note = 'of another' WHERE id = 2");
            assertThatThrownBy(() -> statement.execute("UPDATE orders SET note = 'leaked' WHERE id = 1"))
                    .isInstanceOfSatisfying(SQLException.class, TenantGuardTest::assertRefusal);
            old.rollback();
        }
    }

    @Test
    void aSessionOfBaileysPasses() throws SQLException {
        TenantSide.shut(side.pilot);

        side.connections.call("writing", session -> {
            TenantSide.run(session, "INSERT INTO orders VALUES (9, 'acme', '')", "DELETE FROM orders");
            return session;
        });
        assertThat(side.text("SELECT COUNT(*) FROM orders")).isEqualTo("0");
    }

    private void assertPasses(String... sql) {
        assertThatCode(() -> side.run(sql)).as(String.join("; ", sql)).doesNotThrowAnyException();
    }

    private void assertRefused(String sql) {
        assertThatThrownBy(() -> side.run(sql))
                .as(sql)
                .isInstanceOfSatisfying(SQLException.class, TenantGuardTest::assertRefusal);
    }

    private static void assertRefusal(SQLException refusal) {
        assertThat(refusal.getErrorCode()).as(refusal.getMessage()).isEqualTo(MysqlGuard.REFUSED);
    }
}
