package dev.bailey.bench;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Waits for the log's two parts to arrive on a target, and tells what the second took. Confined to one thread. */
final class CatchupMeter {

    private static final double MICROS = 1e6;

    private final BenchServer target;
    private final String into;
    private final long transactions;
    private final long begun = System.nanoTime();

    /** @param transactions in each part */
    CatchupMeter(BenchServer target, String into, long transactions) {
        this.target = target;
        this.into = into;
        this.transactions = transactions;
    }

    /** @param cpu tells the seconds used so far, by who used them */
    Map<String, Double> measure(Supplier<Map<String, Double>> cpu) {
        await(1);
        long first = System.nanoTime();
        Map<String, Double> before = cpu.get();
        await(2);
        long second = System.nanoTime();
        Map<String, Double> used = new LinkedHashMap<>(cpu.get());
        before.forEach((who, seconds) -> used.merge(who, -seconds, Double::sum));
        return figures(transactions, (second - first) / 1e9, (first - begun) / 1e9, used);
    }

    private void await(int part) {
        try (Connection session = target.administer(into);
                Statement statement = session.createStatement()) {
            BaileyMove.await("part " + part + " of the log is there", () -> isThere(statement, part));
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    private static boolean isThere(Statement statement, int part) {
        try (ResultSet row = statement.executeQuery("SELECT count(*) FROM part")) {
            row.next();
            return row.getInt(1) >= part;
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    /** By transaction, of the measured half. */
    static Map<String, Double> figures(
            long transactions, double seconds, double firstSeconds, Map<String, Double> cpu) {
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("transactions/s", transactions / seconds);
        figures.put("transactions/s of the warm-up, with the start", transactions / firstSeconds);
        cpu.forEach((who, used) -> figures.put("CPU us a transaction, " + who, used * MICROS / transactions));
        return figures;
    }
}
