package dev.bailey.testkit;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Clients of many tenants that book through routers, and what became of each booking: it is there, under its tenant,
 * once if it was acknowledged, and once at most if nobody knows. Thread-safe.
 */
public final class TenantLoad implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** Of half of the requests, so that some rows are hot. */
    private static final int BUSY_TENANTS = 10;

    private final Settings settings;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Pace pace;
    private final List<Thread> threads = new ArrayList<>();
    private final LoadTally tally = new LoadTally();
    private final AtomicLong tokens = new AtomicLong();

    /** Of each token that was sent and not refused, its tenant and whether it was acknowledged. */
    private final Map<String, Booking> sent = new ConcurrentHashMap<>();

    private record Booking(String tenant, boolean acknowledged) {}

    /**
     * How it goes.
     *
     * @param routers any of which takes any request
     * @param tenants named 0, 1 and so on
     */
    public record Settings(List<URI> routers, int clients, double perSecond, int tenants, long seed) {
        public Settings {
            routers = List.copyOf(routers);
        }
    }

    private TenantLoad(Settings settings) {
        this.settings = settings;
        this.pace = new Pace(settings.perSecond());
        for (int i = 0; i < settings.clients(); i++) {
            Random random = new Random(settings.seed() + i);
            Thread thread = new Thread(() -> repeat(random), "tenant-client-" + i);
            thread.setDaemon(true);
            threads.add(thread);
        }
    }

    /** Sends from here on. */
    public static TenantLoad start(Settings settings) {
        TenantLoad load = new TenantLoad(settings);
        load.threads.forEach(Thread::start);
        return load;
    }

    private void repeat(Random random) {
        try {
            for (OptionalLong due = pace.claim(); due.isPresent(); due = pace.claim()) {
                try {
                    book(random, due.getAsLong());
                } finally {
                    pace.done();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void book(Random random, long dueNanos) throws InterruptedException {
        int most = random.nextBoolean() ? Math.min(BUSY_TENANTS, settings.tenants()) : settings.tenants();
        String tenant = Integer.toString(random.nextInt(most));
        String token = "token " + tokens.incrementAndGet();
        URI router = settings.routers().get(random.nextInt(settings.routers().size()));
        sent.put(token, new Booking(tenant, /* acknowledged= */ false));
        try {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(router)
                            .header(TenantServer.HEADER, tenant)
                            .timeout(LIMIT)
                            .POST(HttpRequest.BodyPublishers.ofString(token))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            boolean acknowledged = answer.statusCode() == 200;
            if (acknowledged) {
                sent.put(token, new Booking(tenant, /* acknowledged= */ true));
            } else {
                tally.failed("tenant " + tenant + ": " + answer.statusCode() + " " + answer.body());
            }
            tally.write(dueNanos, acknowledged);
        } catch (IOException e) {
            tally.failed("tenant " + tenant + ": " + e);
            tally.write(dueNanos, /* acknowledged= */ false);
        }
    }

    /** How many are acknowledged so far. */
    public int acknowledged() {
        return (int) sent.values().stream().filter(Booking::acknowledged).count();
    }

    /** Returns once so many more are. */
    public void awaitMore(int count) {
        int wanted = acknowledged() + count;
        Eventually.eventually(count + " more are acknowledged", LIMIT, () -> acknowledged() >= wanted);
    }

    /** What was measured so far. */
    public LoadFigures figures() {
        return tally.figures(pace.skipped());
    }

    /** Sends nothing until {@link #resume}. */
    public void pause() {
        pace.pause();
    }

    /** Goes on from now. */
    public void resume() {
        pace.resume();
    }

    /** Sends nothing more; returns once everything sent has been answered or given up. */
    public LoadFigures stop() throws InterruptedException {
        pace.stop();
        for (Thread thread : threads) {
            thread.join(TimeUnit.SECONDS.toMillis(2) + LIMIT.toMillis());
        }
        return figures();
    }

    /**
     * What became of every booking, by one side; both must hold the same by then, or the result says that they do not.
     * A contradiction is an account that is not the number of its entries.
     */
    public CheckResult check(Connection owning, Connection other) throws SQLException {
        // each side once: what arrives between two readings of one would be lost in the first
        Rows rows = Rows.of(owning);
        List<String> differences = new ArrayList<>();
        int lost = lost(rows, differences);
        int duplicated = 0;
        int phantom = 0;
        for (Map.Entry<String, Integer> each : rows.bookings().entrySet()) {
            if (each.getValue() > 1) {
                duplicated++;
                differences.add(each.getKey() + " is there " + each.getValue() + " times");
            }
            if (!sent.containsKey(each.getKey().substring(0, each.getKey().indexOf('=')))) {
                phantom++;
                differences.add(each.getKey() + " was never sent");
            }
        }
        List<String> wrong = rows.wrongAccounts();
        wrong.forEach(tenant -> differences.add("the account of tenant " + tenant + " does not add up"));
        return new CheckResult(
                acknowledged(),
                lost,
                duplicated,
                phantom,
                wrong.size(),
                rows.equals(Rows.of(other)) ? CheckResult.Sides.EQUAL : CheckResult.Sides.DIFFERENT,
                differences.subList(0, Math.min(differences.size(), CheckResult.DIFFERENCES_MAX)));
    }

    private int lost(Rows rows, List<String> differences) {
        Map<String, Integer> bookings = rows.bookings();
        int lost = 0;
        for (Map.Entry<String, Booking> each : sent.entrySet()) {
            String row = each.getKey() + "=" + each.getValue().tenant();
            if (each.getValue().acknowledged() && !bookings.containsKey(row)) {
                lost++;
                differences.add(row + " is lost");
            }
        }
        return lost;
    }

    /**
     * All that one side holds.
     *
     * @param entries as token=tenant, by identifier
     * @param accounts the total, by tenant
     */
    private record Rows(Map<String, String> entries, Map<String, String> accounts) {

        static Rows of(Connection side) throws SQLException {
            return new Rows(
                    read(side, "SELECT id, CONCAT(token, '=', tenant) FROM entry"),
                    read(side, "SELECT tenant, total FROM account"));
        }

        private static Map<String, String> read(Connection side, String query) throws SQLException {
            try (Statement statement = side.createStatement();
                    ResultSet rows = statement.executeQuery(query)) {
                Map<String, String> found = new HashMap<>();
                while (rows.next()) {
                    found.put(rows.getString(1), rows.getString(2));
                }
                return found;
            }
        }

        /** How often each is there. */
        Map<String, Integer> bookings() {
            Map<String, Integer> bookings = new HashMap<>();
            entries.values().forEach(each -> bookings.merge(each, 1, Integer::sum));
            return bookings;
        }

        List<String> wrongAccounts() {
            Map<String, Integer> totals = new HashMap<>();
            entries.values().forEach(each -> totals.merge(each.substring(each.indexOf('=') + 1), 1, Integer::sum));
            return accounts.entrySet().stream()
                    .filter(each -> !each.getValue().equals(String.valueOf(totals.getOrDefault(each.getKey(), 0))))
                    .map(Map.Entry::getKey)
                    .toList();
        }
    }

    @Override
    public void close() {
        pace.stop();
        threads.forEach(Thread::interrupt);
    }
}
