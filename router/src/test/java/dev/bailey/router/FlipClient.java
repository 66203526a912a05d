package dev.bailey.router;

import dev.bailey.core.Route;
import java.io.IOException;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** A client that reads and writes on one connection, and checks each answer against the route of its epoch. */
final class FlipClient {

    private static final String HOST = " / HTTP/1.1\r\nHost: web\r\nContent-Length: 0\r\n\r\n";
    private static final String END = "\r\n\r\n";
    private static final int BODY_BYTES = 6;

    private final FlipLog log;
    private final Random random;
    private final Wire wire;
    private final List<String> wrong = new CopyOnWriteArrayList<>();
    private final Queue<Long> followed = new ConcurrentLinkedQueue<>();
    private final Thread thread = new Thread(this::run, "client");
    private volatile boolean stopping;
    private final AtomicLong answers = new AtomicLong();

    private FlipClient(FlipLog log, Random random, Wire wire) {
        this.log = log;
        this.random = random;
        this.wire = wire;
    }

    static FlipClient start(int port, FlipLog log, Random random) throws IOException {
        FlipClient client = new FlipClient(log, random, Wire.to(port));
        client.thread.start();
        return client;
    }

    /** What was wrong, in words. */
    List<String> wrong() {
        return wrong;
    }

    long answers() {
        return answers.get();
    }

    /** From the return of each publication to the first answer by it, where the request came in between. */
    List<Long> followedNanos() {
        return List.copyOf(followed);
    }

    void stop() throws InterruptedException {
        stopping = true;
        thread.join();
    }

    private void run() {
        long seen = log.epochPublished();
        try (wire) {
            while (!stopping && wrong.isEmpty()) {
                boolean write = random.nextInt(3) == 0;
                long before = log.epochPublished();
                long publishedAt = log.publishedAt();
                wire.send((write ? "POST" : "GET") + HOST);
                String head = wire.readUntil(END);
                long epoch = check(write, before, seen, head, wire.read(BODY_BYTES));
                if (epoch > seen && epoch == before) {
                    followed.add(System.nanoTime() - publishedAt);
                }
                seen = epoch;
                answers.incrementAndGet();
            }
        } catch (IOException | RuntimeException e) {
            wrong.add(e.toString());
        }
    }

    private long check(boolean write, long before, long seen, String head, String body) {
        if (!head.startsWith("HTTP/1.1 200 ")) {
            wrong.add("not answered: " + head + body);
            return seen;
        }
        long epoch = Long.parseLong(value(head, "X-Bailey-Epoch: "));
        Route route = log.of(epoch);
        String side = (write ? route.writes() : route.reads()).label();
        if (!side.equals(value(head, "X-Bailey-Side: ")) || !side.equals(body)) {
            wrong.add("misrouted: epoch " + epoch + " names " + side + ": " + head + body);
        }
        if (epoch < before || epoch < seen) {
            wrong.add("asked after epoch " + Math.max(before, seen) + " was there, and routed by " + epoch);
        }
        if (write && route.held()) {
            wrong.add("a write was let go in the hold of epoch " + epoch);
        }
        return epoch;
    }

    private static String value(String head, String name) {
        int begin = head.indexOf(name) + name.length();
        return head.substring(begin, head.indexOf("\r\n", begin));
    }
}
