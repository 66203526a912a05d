package dev.bailey.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Plants each fault that the checker exists for, and sees it found and named. */
class HistoryCheckerTest {

    private static PostgresServer owningServer;
    private static PostgresServer otherServer;

    private final History history = new History();
    private String owning = "";
    private String other = "";

    @BeforeAll
    static void startServers() {
        owningServer = PostgresServer.start(PostgresServer.Version.NEWER);
        otherServer = PostgresServer.start(PostgresServer.Version.OLDER);
    }

    @AfterAll
    static void stopServers() {
        owningServer.close();
        otherServer.close();
    }

    /** Two equal shops in which an order was placed and paid, one cancelled, one refused, and e-mails were swapped. */
    @BeforeEach
    void haveTwoEqualShops() throws SQLException, ShopTill.NotFound {
        owning = owningServer.createDatabase();
        other = otherServer.createDatabase();
        for (Connection connection : List.of(owningServer.connect(owning), otherServer.connect(other))) {
            try (connection) {
                Shop.install(connection, new Shop.Size(20, 10, 10));
                trade(connection);
                makeTimesEqual(connection);
            }
        }
        acknowledged(Write.placing("N1", 300, 1));
        acknowledged(Write.paying("N1-P", "N1"));
        acknowledged(Write.placing("N2", 300, 1));
        acknowledged(Write.cancelling("N2-C", "N2"));
        acknowledged(Write.swapping("S1", 1, 2));
        Write refused = Write.placing("N3", 300, 1);
        history.attempted(refused);
        history.refused(refused);
    }

    private static void trade(Connection connection) throws SQLException, ShopTill.NotFound {
        connection.setAutoCommit(false);
        place(connection, "N1");
        ShopTill.pay(connection, "N1", "N1-P");
        place(connection, "N2");
        ShopTill.cancel(connection, "N2", "N2-C");
        ShopTill.swapEmails(connection, 1, 2, "S1");
        connection.commit();
        connection.setAutoCommit(true);
    }

    private static void place(Connection connection, String number) throws SQLException {
        ShopTill.Item item = new ShopTill.Item(1, 3, new BigDecimal("1.00"));
        ShopTill.place(connection, new ShopTill.Order(number, 1, "{}", List.of(item)));
    }

    private static void makeTimesEqual(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("SET session_replication_role = replica");
            statement.execute("UPDATE orders SET placed_at = '2026-01-01Z', updated_at = '2026-01-01Z'");
            statement.execute("UPDATE payments SET at = '2026-01-01Z'");
            statement.execute("UPDATE stock_movements SET at = '2026-01-01Z'");
            statement.execute("UPDATE \"AuditTrail\" SET \"At\" = '2026-01-01Z'");
        }
    }

    private void acknowledged(Write write) {
        history.attempted(write);
        history.acknowledged(write);
    }

    @Test
    void twoEqualShopsThatHoldTheHistoryAreClean() throws SQLException {
        CheckResult result = check();

        assertThat(result.differences()).isEmpty();
        assertThat(result).returns(true, CheckResult::isClean).returns(true, CheckResult::sidesEqual);
        assertThat(result.acknowledged()).isEqualTo(5);
    }

    @Test
    void aLostWriteIsFound() throws SQLException {
        acknowledged(Write.placing("N9", 300, 1));

        CheckResult result = check();

        assertThat(result.lost()).isEqualTo(1);
        assertThat(result.differences()).anySatisfy(found -> assertThat(found).startsWith("lost N9"));
    }

    @Test
    void anOrderWhoseRowsAreGoneIsFoundThoughTheAuditTrailHasIt() throws SQLException {
        plant("DELETE FROM orders WHERE number = 'N1'");

        assertThat(check().differences()).contains("lost N1: the order was acknowledged and is not there");
    }

    @Test
    void aLostPaymentIsFound() throws SQLException {
        plant("UPDATE payments SET reference = NULL, state = 'authorised'");

        assertThat(check()).returns(1, CheckResult::lost);
    }

    @Test
    void aLostCancellationIsFound() throws SQLException {
        plant("INSERT INTO orders (number, customer_id, amount) VALUES ('N2', 1, 3)");

        assertThat(check().differences()).contains("lost N2-C: order N2 was cancelled and is there");
    }

    @Test
    void aWriteCarriedOutTwiceIsFound() throws SQLException {
        plant("INSERT INTO \"AuditTrail\" (\"Token\", \"Event\", \"Subject\") VALUES ('N1', 'placed', 'N1')");

        CheckResult result = check();

        assertThat(result.duplicated()).isEqualTo(1);
        assertThat(result.differences()).contains("duplicated N1: placed N1 is in the audit trail 2 times");
    }

    @Test
    void anOrderThatIsThereTwiceIsFound() throws SQLException {
        plant(
                "ALTER TABLE orders DROP CONSTRAINT order_number_is_unique",
                "INSERT INTO orders (number, customer_id, amount) VALUES ('N1', 1, 0)");

        assertThat(check()).returns(1, CheckResult::duplicated);
    }

    @Test
    void aRefusedWriteThatIsThereIsAPhantom() throws SQLException {
        plant("INSERT INTO \"AuditTrail\" (\"Token\", \"Event\", \"Subject\") VALUES ('N3', 'placed', 'N3')");

        CheckResult result = check();

        assertThat(result.phantom()).isEqualTo(1);
        assertThat(result.differences()).contains("phantom N3: placed N3 was refused and is in the audit trail");
    }

    @Test
    void aWriteThatNobodySentIsAPhantom() throws SQLException {
        plant("INSERT INTO orders (number, customer_id, amount) VALUES ('X7', 1, 0)");

        assertThat(check().differences()).contains("phantom X7: the order was placed by nobody");
    }

    @Test
    void aWriteWithAnUnknownOutcomeMayBeThereOrNot() throws SQLException {
        history.attempted(Write.placing("N8", 300, 1));
        history.attempted(Write.cancelling("N1-C", "N1"));

        CheckResult result = check();

        assertThat(result.isClean()).as(result.sentence()).isTrue();
    }

    @Test
    void anOrderWithAnotherAmountThanAcknowledgedIsFound() throws SQLException {
        plant("UPDATE orders SET amount = 4 WHERE number = 'N1'");

        assertThat(check().contradictions()).isPositive();
    }

    @Test
    void stockThatDoesNotAddUpIsFound() throws SQLException {
        plant("SET session_replication_role = replica", "UPDATE products SET stock = stock + 1 WHERE id = 4");

        CheckResult result = check();

        assertThat(result.contradictions()).isEqualTo(1);
        assertThat(result.differences()).anySatisfy(found -> assertThat(found).startsWith("product 4 has stock"));
    }

    @Test
    void emailsThatNoSwapExplainsAreFound() throws SQLException {
        plant("UPDATE customers SET email = 'customer99@shop.example' WHERE id = 3");

        assertThat(check().differences())
                .contains("customer 3 has e-mail customer99@shop.example, the swaps make it customer3@shop.example");
    }

    @Test
    void aRowThatDiffersBetweenTheSidesIsFound() throws SQLException {
        otherServer.execute(other, "UPDATE customers SET name = 'Somebody else' WHERE id = 5");

        CheckResult result = check();

        assertThat(result.sides()).isEqualTo(CheckResult.Sides.DIFFERENT);
        assertThat(result.differences())
                .anySatisfy(found ->
                        assertThat(found).startsWith("customers only on the other side: (5,\"Somebody else\""));
    }

    private void plant(String... statements) {
        owningServer.execute(owning, statements);
    }

    private CheckResult check() throws SQLException {
        try (Connection here = owningServer.connect(owning);
                Connection there = otherServer.connect(other)) {
            return HistoryChecker.check(history, here, there);
        }
    }
}
