package dev.bailey.testkit;

import dev.bailey.testkit.History.Entry;
import dev.bailey.testkit.History.Outcome;
import dev.bailey.testkit.OrderStory.Existence;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Compares what clients were told with what the owning side holds, once all writing is over. Everything is read in one
 * snapshot. Confined to one thread.
 */
public final class HistoryChecker {

    /** Rows that were there before the first recorded write. */
    private static final String SEEDED = "OLD-";

    private static final int FETCH_ROWS = 5_000;

    private final History history;
    private final Connection owning;
    private final Findings findings = new Findings();

    private HistoryChecker(History history, Connection owning) {
        this.history = history;
        this.owning = owning;
    }

    /** Checks the owning side by itself; whether the other one is the same stays open. */
    public static CheckResult check(History history, Connection owningSide) throws SQLException {
        HistoryChecker checker = new HistoryChecker(history, owningSide);
        checker.checkOwningSide();
        return checker.findings.result(history.acknowledged(), CheckResult.Sides.NOT_COMPARED);
    }

    /** Checks the owning side, and that the other side holds the same rows. Both must be at rest. */
    public static CheckResult check(History history, Connection owningSide, Connection otherSide) throws SQLException {
        HistoryChecker checker = new HistoryChecker(history, owningSide);
        checker.checkOwningSide();
        boolean equal = SidesComparison.compare(owningSide, otherSide, checker.findings::difference);
        return checker.findings.result(
                history.acknowledged(), equal ? CheckResult.Sides.EQUAL : CheckResult.Sides.DIFFERENT);
    }

    private void checkOwningSide() throws SQLException {
        try (Statement statement = owning.createStatement()) {
            ShopEngine.of(owning).settle(statement);
            owning.setAutoCommit(false);
            statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
            statement.setFetchSize(FETCH_ROWS);
            checkAuditTrail(statement);
            checkOrders(statement);
            checkEmails(statement);
            checkStock(statement);
        } finally {
            owning.rollback();
            owning.setAutoCommit(true);
        }
    }

    /** Each committed write left one row under its token. */
    private void checkAuditTrail(Statement statement) throws SQLException {
        Map<String, Integer> seen = new HashMap<>();
        try (ResultSet row = statement.executeQuery("SELECT \"Token\" FROM \"AuditTrail\"")) {
            while (row.next()) {
                seen.merge(row.getString(1), 1, Integer::sum);
            }
        }
        for (Entry entry : history.entries()) {
            Integer times = seen.remove(entry.write().token());
            judge(entry, times == null ? 0 : times);
        }
        seen.keySet().forEach(token -> findings.phantom(token, "the audit trail holds a write that nobody sent"));
    }

    private void judge(Entry entry, int times) {
        Write write = entry.write();
        String what = write.kind().event() + " " + write.subject();
        if (entry.outcome() == Outcome.ACKNOWLEDGED && times == 0) {
            findings.lost(write.token(), what + " was acknowledged and is not in the audit trail");
        }
        if (entry.outcome() == Outcome.REFUSED && times > 0) {
            findings.phantom(write.token(), what + " was refused and is in the audit trail");
        }
        if (times > 1) {
            findings.duplicated(write.token(), what + " is in the audit trail " + times + " times");
        }
    }

    private void checkOrders(Statement statement) throws SQLException {
        Map<String, OrderStory> stories = new HashMap<>();
        history.orders().forEach(story -> stories.put(story.number(), story));
        Set<String> present = new HashSet<>();
        String sql = """
                SELECT o.number, o.amount, i.items, i.total, p.amount, p.reference FROM orders o
                LEFT JOIN (SELECT order_id, count(*) AS items, sum(line_total) AS total FROM order_items GROUP BY 1) i
                ON i.order_id = o.id
                LEFT JOIN payments p ON p.order_id = o.id""";
        try (ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                StoredOrder order = StoredOrder.read(row);
                if (!present.add(order.number)) {
                    findings.duplicated(order.number, "the order is there more than once");
                }
                checkOrder(order, stories.get(order.number));
            }
        }
        for (OrderStory story : stories.values()) {
            if (story.existence() == Existence.THERE && !present.contains(story.number())) {
                findings.lost(story.number(), "the order was acknowledged and is not there");
            }
        }
    }

    private void checkOrder(StoredOrder order, @Nullable OrderStory story) {
        if (!order.addsUp()) {
            findings.contradiction("order " + order.number + " does not add up: " + order);
        }
        if (story == null) {
            if (!order.number.startsWith(SEEDED)) {
                findings.phantom(order.number, "the order was placed by nobody");
            }
            return;
        }
        if (story.existence() == Existence.NOT_THERE) {
            if (story.placed() == Outcome.REFUSED) {
                findings.phantom(order.number, "the order was refused and is there");
            } else if (story.cancelling() != null) {
                findings.lost(story.cancelling().token(), "order " + order.number + " was cancelled and is there");
            }
        }
        Write placing = story.placing();
        if (placing != null && !order.holds(placing)) {
            findings.contradiction("order " + order.number + " was placed as " + placing + " and is " + order);
        }
        String reference = story.reference();
        if (story.referenceKnown() && reference != null && !reference.equals(order.reference)) {
            findings.lost(reference, "order " + order.number + " was paid by it and has reference " + order.reference);
        }
    }

    /** Whatever order the swaps took, the audit trail has it; replaying it must yield the addresses that are there. */
    private void checkEmails(Statement statement) throws SQLException {
        Map<Long, String> expected = new TreeMap<>();
        try (ResultSet row = statement.executeQuery("SELECT id FROM customers")) {
            while (row.next()) {
                expected.put(row.getLong(1), "customer" + row.getLong(1) + "@shop.example");
            }
        }
        String swaps = "SELECT \"Subject\" FROM \"AuditTrail\" WHERE \"Event\" = 'swapped' ORDER BY \"Id\"";
        try (ResultSet row = statement.executeQuery(swaps)) {
            while (row.next()) {
                List<String> pair = List.of(row.getString(1).split(" "));
                Long one = Long.valueOf(pair.get(0));
                Long other = Long.valueOf(pair.get(1));
                String email = String.valueOf(expected.get(one));
                expected.put(one, String.valueOf(expected.get(other)));
                expected.put(other, email);
            }
        }
        try (ResultSet row = statement.executeQuery("SELECT id, email FROM customers")) {
            while (row.next()) {
                String wanted = expected.get(row.getLong(1));
                if (!row.getString(2).equals(wanted)) {
                    findings.contradiction("customer " + row.getLong(1) + " has e-mail " + row.getString(2)
                            + ", the swaps make it " + wanted);
                }
            }
        }
    }

    /** Stock is what there was, less what the orders took; and so say the movements that a trigger noted. */
    private void checkStock(Statement statement) throws SQLException {
        String sql = """
                SELECT p.id, p.stock, p.initial_stock - coalesce(i.sold, 0), p.initial_stock + coalesce(m.moved, 0)
                FROM products p
                LEFT JOIN (SELECT product_id, sum(quantity) AS sold FROM order_items GROUP BY 1) i ON i.product_id = p.id
                LEFT JOIN (SELECT product_id, sum(delta) AS moved FROM stock_movements GROUP BY 1) m
                ON m.product_id = p.id
                WHERE p.stock <> p.initial_stock - coalesce(i.sold, 0)
                OR p.stock <> p.initial_stock + coalesce(m.moved, 0)""";
        try (ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                findings.contradiction("product " + row.getLong(1) + " has stock " + row.getLong(2)
                        + ", its orders leave " + row.getLong(3) + ", its movements " + row.getLong(4));
            }
        }
    }

    /** An order as the database holds it. */
    private record StoredOrder(
            String number,
            BigDecimal amount,
            int items,
            BigDecimal total,
            @Nullable BigDecimal payment,
            @Nullable String reference) {

        static StoredOrder read(ResultSet row) throws SQLException {
            BigDecimal total = row.getBigDecimal(4);
            return new StoredOrder(
                    row.getString(1),
                    row.getBigDecimal(2),
                    row.getInt(3),
                    total == null ? BigDecimal.ZERO : total,
                    row.getBigDecimal(5),
                    row.getString(6));
        }

        boolean addsUp() {
            return amount.compareTo(total) == 0 && payment != null && payment.compareTo(amount) == 0;
        }

        boolean holds(Write placing) {
            return amount.compareTo(BigDecimal.valueOf(placing.amountCents(), 2)) == 0 && items == placing.items();
        }
    }
}
