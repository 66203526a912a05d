package dev.bailey.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bailey.testkit.ShopClient.Reply;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * Readers and writers that use a shop at a given rate, and note in a {@link History} what they were told. Thread-safe.
 */
public final class ShopLoad implements AutoCloseable {

    /** Longer than any request may take. */
    private static final long STOP_MILLIS_MAX = 15_000;

    final Settings settings;
    final History history;
    final ShopClient shop;
    final LoadTally tally = new LoadTally();
    final RecentOrders recent = new RecentOrders();
    final JsonNode products;
    private final Pace writes;
    private final Pace reads;
    private final List<Thread> threads = new ArrayList<>();

    private ShopLoad(Settings settings, History history) throws InterruptedException {
        this.settings = settings;
        this.history = history;
        this.shop = new ShopClient(settings.shop());
        Reply reply = shop.read("/products");
        if (!reply.isOk()) {
            shop.close();
            throw new IllegalStateException(settings.shop() + " shows no products: " + reply.error());
        }
        this.products = reply.body();
        this.writes = new Pace(settings.writesPerSecond());
        this.reads = new Pace(settings.readsPerSecond());
    }

    /** Starts at once; the shop must be there. */
    public static ShopLoad start(Settings settings, History history) throws InterruptedException {
        ShopLoad load = new ShopLoad(settings, history);
        SplittableRandom random = new SplittableRandom(settings.seed());
        String run = "N" + Long.toString(settings.seed(), Character.MAX_RADIX);
        for (int i = 1; i <= settings.writers(); i++) {
            ShopWriter writer = new ShopWriter(load, run + "-" + i, random.split());
            load.start("shop-writer-" + i, load.writes, writer::write);
        }
        for (int i = 1; i <= settings.readers(); i++) {
            ShopReader reader = new ShopReader(load, random.split());
            load.start("shop-reader-" + i, load.reads, reader::read);
        }
        return load;
    }

    private void start(String name, Pace pace, Request request) {
        Thread thread = new Thread(() -> repeat(pace, request), name);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    private void repeat(Pace pace, Request request) {
        try {
            for (OptionalLong due = pace.claim(); due.isPresent(); due = pace.claim()) {
                try {
                    request.send(due.getAsLong());
                } catch (RuntimeException e) {
                    tally.failed("a bug of the load itself: " + e);
                } finally {
                    pace.done();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What was measured so far. */
    public LoadFigures figures() {
        return tally.figures(writes.skipped() + reads.skipped());
    }

    /** Sends nothing more until resumed, and returns once everything sent has been answered or given up. */
    public void pause() throws InterruptedException {
        writes.pause();
        reads.pause();
        if (!writes.awaitIdle(STOP_MILLIS_MAX) || !reads.awaitIdle(STOP_MILLIS_MAX)) {
            throw new IllegalStateException("requests to " + settings.shop() + " do not end");
        }
    }

    public void resume() {
        tally.resumed();
        writes.resume();
        reads.resume();
    }

    /** Sends nothing more, waits for the answers to what was sent, and ends all threads. */
    public LoadFigures stop() throws InterruptedException {
        writes.stop();
        reads.stop();
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(STOP_MILLIS_MAX);
        for (Thread thread : threads) {
            thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
            thread.interrupt();
        }
        shop.close();
        return figures();
    }

    @Override
    public void close() {
        try {
            stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private interface Request {
        void send(long dueNanos) throws InterruptedException;
    }

    /**
     * How much of what.
     *
     * @param shop where requests go: a router, or a shop itself
     * @param writers how many writes may be under way at once
     * @param readers how many reads may be under way at once
     * @param customers how many the shop has
     * @param seed of all choices and tokens; two loads on one shop need two seeds
     */
    public record Settings(
            URI shop,
            int writers,
            int readers,
            double writesPerSecond,
            double readsPerSecond,
            int customers,
            long seed) {

        /** What a small shop sees on a good day, and two cores carry with ease: a third of it writes. */
        public static Settings demo(URI shop, double requestsPerSecond, long seed) {
            return new Settings(
                    shop, 24, 24, requestsPerSecond / 3, requestsPerSecond * 2 / 3, Shop.Size.DEMO.customers(), seed);
        }

        public Settings {
            if (writers < 1 || readers < 1 || customers < 2) {
                throw new IllegalArgumentException(
                        "a load needs writers, readers and customers: " + writers + ", " + readers + ", " + customers);
            }
        }
    }
}
