package dev.bailey.app;

import dev.bailey.testkit.PostgresServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Writers that do to two small tables all that makes following hard: unique values deleted and taken by other rows,
 * swapped, keys changed, large values left alone, savepoints rolled back, transactions aborted, a table truncated.
 */
final class Churn implements AutoCloseable {

    static final String[] SCHEMA = {
        "CREATE TABLE item (id int PRIMARY KEY, code int UNIQUE NOT NULL, label text UNIQUE, body text, n numeric)",
        "CREATE TABLE account (tenant int, id int, email text UNIQUE, note text, seen timestamptz DEFAULT now(),"
                + " PRIMARY KEY (tenant, id))",
        "CREATE TABLE flash (id int PRIMARY KEY, v text)"
    };

    private static final int IDS = 200;
    private static final long PAUSE_NANOS = 20_000_000;

    /** What concurrent writers do to each other: unique values taken, deadlocks. */
    private static final Set<String> EXPECTED = Set.of("23505", "40P01");

    private final List<Thread> writers = new ArrayList<>();
    private final AtomicLong committed = new AtomicLong();
    private volatile boolean stopped;

    Churn(PostgresServer server, String database, int writerCount, long seed) {
        for (int i = 0; i < writerCount; i++) {
            Random random = new Random(seed + i);
            Thread writer = new Thread(() -> write(server, database, random), "churn-" + i);
            writers.add(writer);
            writer.start();
        }
    }

    long committed() {
        return committed.get();
    }

    private void write(PostgresServer server, String database, Random random) {
        while (!stopped) {
            try (Connection connection = server.connect(database)) {
                connection.setAutoCommit(false);
                while (!stopped) {
                    transaction(connection, random);
                }
            } catch (SQLException e) {
                // a link that the test cut, or a server that it stopped: connect again
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    private void transaction(Connection connection, Random random) throws SQLException {
        try {
            int statements = 1 + random.nextInt(5);
            for (int i = 0; i < statements; i++) {
                if (random.nextInt(4) == 0) {
                    Savepoint savepoint = connection.setSavepoint();
                    something(connection, random);
                    if (random.nextBoolean()) {
                        connection.rollback(savepoint);
                    }
                } else {
                    something(connection, random);
                }
            }
            if (random.nextInt(10) == 0) {
                connection.rollback();
            } else {
                connection.commit();
                committed.incrementAndGet();
            }
        } catch (SQLException e) {
            if (!EXPECTED.contains(e.getSQLState())) {
                throw e;
            }
            connection.rollback();
        }
    }

    private static void something(Connection connection, Random random) throws SQLException {
        int id = random.nextInt(IDS);
        int other = random.nextInt(IDS);
        String large = random.nextInt(3) == 0 ? large(random) : "small " + random.nextInt();
        switch (random.nextInt(12)) {
            case 0, 1, 2 ->
                run(
                        connection,
                        "INSERT INTO item VALUES (?, ?, ?, ?, 'NaN') ON CONFLICT DO NOTHING",
                        id,
                        other,
                        "l" + other,
                        large);
            case 3 -> run(connection, "DELETE FROM item WHERE id = ?", id);
            case 4 -> run(connection, "UPDATE item SET n = random() WHERE id IN (?, ?)", id, other);
            case 5 -> run(connection, "UPDATE item SET code = -code - 1000 WHERE id = ?", id);
            case 6 -> swap(connection, id, other);
            case 7 -> run(connection, "UPDATE item SET id = ? + 1000, n = 1 WHERE id = ?", id, id);
            case 8 -> run(connection, "UPDATE item SET id = id - 1000 WHERE id = ? + 1000", id);
            case 9 ->
                run(
                        connection,
                        "INSERT INTO account VALUES (?, ?, ?, ?) ON CONFLICT (tenant, id) DO UPDATE SET note ="
                                + " excluded.note, email = NULL",
                        id % 3,
                        id,
                        "m" + other,
                        large);
            case 10 -> run(connection, "DELETE FROM account WHERE tenant = ? AND id > ?", id % 3, IDS - 5);
            default -> flash(connection, random, id);
        }
    }

    private static void swap(Connection connection, int id, int other) throws SQLException {
        run(connection, "UPDATE item SET code = code + 1000000, label = label || 'x' WHERE id = ?", id);
        run(
                connection,
                "UPDATE item b SET code = a.code - 1000000, label = left(a.label, -1) FROM item a"
                        + " WHERE a.id = ? AND b.id = ? AND a.id <> b.id AND a.code >= 900000",
                id,
                other);
        run(connection, "UPDATE item SET code = -abs(hashint4(code)), label = NULL WHERE id = ?", id);
    }

    private static void flash(Connection connection, Random random, int id) throws SQLException {
        if (random.nextInt(50) == 0) {
            run(connection, "TRUNCATE flash");
        } else {
            run(connection, "INSERT INTO flash VALUES (?, 'v') ON CONFLICT (id) DO UPDATE SET v = flash.v || 'u'", id);
        }
    }

    /** Incompressible and long enough to be stored apart, so that the log leaves it out when it does not change. */
    private static String large(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 600; i++) {
            text.append(Long.toHexString(random.nextLong()));
        }
        return text.toString();
    }

    private static void run(Connection connection, String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            statement.execute();
        }
    }

    @Override
    public void close() {
        stopped = true;
        for (Thread writer : writers) {
            try {
                writer.join(10_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
