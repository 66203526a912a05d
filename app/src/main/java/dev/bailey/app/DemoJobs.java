package dev.bailey.app;

import dev.bailey.client.BaileyProvider;
import dev.bailey.core.Side;
import dev.openfeature.sdk.Client;
import dev.openfeature.sdk.ImmutableContext;
import dev.openfeature.sdk.OpenFeatureAPI;
import dev.openfeature.sdk.Value;
import java.net.URI;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A scheduled job of each of some tenants, deployed on both sides: it asks by OpenFeature whether it may run here, and
 * writes down where it works that it did. Thread-safe.
 */
final class DemoJobs implements AutoCloseable {

    /** Where it writes down what it did. */
    static final String TABLE =
            "CREATE TABLE job_run (tenant varchar(200), period bigint, PRIMARY KEY (tenant, period))";

    private static final String RUN = "INSERT INTO job_run (tenant, period) VALUES (?, ?) ON CONFLICT DO NOTHING";

    /** The state of what a guard refuses. */
    private static final String REFUSED = "BF001";

    /** How often it is due for each tenant. */
    private static final long PERIOD_MILLIS = 500;

    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(1);

    private final List<String> tenants;
    private final Map<Run, Side> runs = new ConcurrentHashMap<>();
    private final AtomicLong twice = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final List<Thread> threads;
    private volatile boolean over;

    private record Run(String tenant, long period) {}

    /** A database of a side. */
    @FunctionalInterface
    interface Place {
        Connection connect() throws SQLException;
    }

    /**
     * Begins on both sides.
     *
     * @param control where the migration is asked
     * @param token that opens the flags
     */
    DemoJobs(URI control, String token, List<String> tenants, Map<Side, Place> places) {
        this.tenants = List.copyOf(tenants);
        this.threads = places.entrySet().stream()
                .map(place -> {
                    String side = place.getKey().label();
                    OpenFeatureAPI.getInstance()
                            .setProviderAndWait(side, new BaileyProvider(control, token, side, ANSWER_LIMIT));
                    Client flags = OpenFeatureAPI.getInstance().getClient(side);
                    Thread thread =
                            new Thread(() -> run(place.getKey(), place.getValue(), flags), "job on the " + side);
                    thread.start();
                    return thread;
                })
                .toList();
    }

    private void run(Side side, Place place, Client flags) {
        try (Connection database = place.connect();
                PreparedStatement statement = database.prepareStatement(RUN)) {
            while (!over) {
                long period = System.nanoTime() / TimeUnit.MILLISECONDS.toNanos(PERIOD_MILLIS);
                for (String tenant : tenants) {
                    Run due = new Run(tenant, period);
                    if (mayRun(flags, tenant)) {
                        work(side, due, statement);
                    }
                }
                TimeUnit.MILLISECONDS.sleep(PERIOD_MILLIS / 2);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the job on the " + side.label() + " has no database", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean mayRun(Client flags, String tenant) {
        return flags.getBooleanValue(
                BaileyProvider.RUNS_HERE,
                false,
                new ImmutableContext(Map.of(BaileyProvider.TENANT, new Value(tenant))));
    }

    /** Whoever writes the row down first has run. */
    private void work(Side side, Run due, PreparedStatement statement) {
        try {
            statement.setString(1, due.tenant());
            statement.setLong(2, due.period());
            if (statement.executeUpdate() == 1 && runs.putIfAbsent(due, side) != null) {
                twice.incrementAndGet();
            }
        } catch (SQLException failure) {
            // this side lost the tenant since it was told that it may
            boolean byTheGuard = REFUSED.equals(failure.getSQLState());
            (byTheGuard ? refused : failed).incrementAndGet();
        }
    }

    private long count(Side side) {
        return runs.values().stream().filter(side::equals).count();
    }

    /** Ends them, and says what they did. */
    String stop() throws InterruptedException {
        over = true;
        for (Thread thread : threads) {
            thread.join();
        }
        return runs.size() + " runs for " + tenants.size() + " tenants, " + count(Side.SOURCE) + " on the old side and "
                + count(Side.TARGET) + " on the new, " + twice + " twice, " + refused + " refused by a guard, " + failed
                + " failed";
    }

    /** Whether no tenant's job ran twice for one time, or failed, and some ran on each side. */
    boolean isClean() {
        return twice.get() == 0 && failed.get() == 0 && count(Side.SOURCE) > 0 && count(Side.TARGET) > 0;
    }

    @Override
    public void close() {
        over = true;
        threads.forEach(Thread::interrupt);
    }
}
