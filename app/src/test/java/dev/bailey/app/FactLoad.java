package dev.bailey.app;

import dev.bailey.testkit.Eventually;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/** An application that writes to {@link FactTables} as fast as one connection can, and leaves the first rows alone. */
final class FactLoad implements AutoCloseable {

    private static final int LEFT_ALONE = 100;

    private final AtomicLong written = new AtomicLong();
    private final Thread thread;
    private volatile boolean over;
    private volatile String failure = "";

    FactLoad(ShopPlace place, int rows) {
        this.thread = new Thread(() -> write(place, rows), "fact-load");
        thread.start();
    }

    private void write(ShopPlace place, int rows) {
        Random random = new Random(1);
        try (Connection connection = place.connect();
                Statement statement = connection.createStatement()) {
            for (int i = 0; !over; i++) {
                int id = LEFT_ALONE + random.nextInt(rows);
                statement.execute(
                        switch (random.nextInt(8)) {
                            case 0 -> "DELETE FROM fact WHERE id = " + id;
                            case 1, 2 ->
                                "INSERT INTO fact (id, word, n) SELECT " + id + ", 'new', 0 FROM tag WHERE name = 'c'"
                                        + " AND NOT EXISTS (SELECT 1 FROM fact WHERE id = " + id + ")";
                            case 3 -> "UPDATE fact SET n = n + 1 WHERE id = " + (LEFT_ALONE - 1);
                            default -> "UPDATE fact SET n = " + i + ", number = -number WHERE id = " + id;
                        });
                written.incrementAndGet();
            }
        } catch (SQLException e) {
            failure = String.valueOf(e.getMessage());
        }
    }

    long written() {
        return written.get();
    }

    void awaitMore(int more) {
        long before = written();
        Eventually.eventually("more is written " + failure, Duration.ofSeconds(20), () -> written() >= before + more);
    }

    @Override
    public void close() {
        over = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!failure.isEmpty()) {
            throw new AssertionError("the load failed: " + failure);
        }
    }
}
