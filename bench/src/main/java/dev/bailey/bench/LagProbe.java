package dev.bailey.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Commits a row on one side again and again, and looks on the other until it is there. Confined to one thread. */
final class LagProbe {

    static final String TABLE = "CREATE TABLE IF NOT EXISTS lag_probe (id bigint PRIMARY KEY)";

    private static final Duration LOOK = Duration.ofMillis(1);
    private static final Duration BETWEEN = Duration.ofMillis(20);

    /** Past it the follower is not behind but gone. */
    private static final Duration LOST = Duration.ofMinutes(2);

    private LagProbe() {}

    /** Milliseconds from the commit's answer until the row was seen, for so long. */
    static List<Double> millis(BenchServer from, String database, BenchServer to, String into, Duration time) {
        List<Double> millis = new ArrayList<>();
        try (Connection source = from.connect(database);
                Connection target = to.connect(into);
                PreparedStatement insert = source.prepareStatement(
                        "INSERT INTO lag_probe SELECT coalesce(max(id), 0) + 1 FROM lag_probe RETURNING id");
                PreparedStatement look = target.prepareStatement("SELECT FROM lag_probe WHERE id = ?")) {
            long end = System.nanoTime() + time.toNanos();
            while (System.nanoTime() < end) {
                look.setLong(1, inserted(insert));
                long begun = System.nanoTime();
                while (!found(look)) {
                    if (System.nanoTime() - begun > LOST.toNanos()) {
                        throw new IllegalStateException("a row did not arrive within " + LOST);
                    }
                    LockSupport.parkNanos(LOOK.toNanos());
                }
                millis.add((System.nanoTime() - begun) / 1e6);
                LockSupport.parkNanos(BETWEEN.toNanos());
            }
            return millis;
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    private static long inserted(PreparedStatement insert) throws SQLException {
        try (ResultSet row = insert.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    private static boolean found(PreparedStatement look) throws SQLException {
        try (ResultSet row = look.executeQuery()) {
            return row.next();
        }
    }
}
