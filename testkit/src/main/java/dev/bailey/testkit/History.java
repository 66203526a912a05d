package dev.bailey.testkit;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Every write that was tried, and what its client was told. A write is noted before it is sent; as long as no answer is
 * noted it may or may not have happened. Thread-safe.
 */
public final class History {

    /** About 300 bytes each: more would not fit beside what is tested. */
    private static final int WRITES_MAX = 2_000_000;

    private final Map<String, Entry> entries = new ConcurrentHashMap<>();
    private final Map<String, OrderStory> orders = new ConcurrentHashMap<>();
    private final AtomicInteger acknowledged = new AtomicInteger();

    /** Notes a write about to be sent. */
    void attempted(Write write) {
        if (entries.size() >= WRITES_MAX) {
            throw new IllegalStateException("a history holds at most " + WRITES_MAX + " writes");
        }
        if (entries.putIfAbsent(write.token(), new Entry(write, Outcome.UNKNOWN)) != null) {
            throw new IllegalStateException("the token " + write.token() + " was used before");
        }
        if (write.kind() != Write.Kind.SWAPPED) {
            orders.compute(write.subject(), (number, story) -> OrderStory.attempted(story, write));
        }
    }

    /** Notes that the client was told its write is committed. */
    void acknowledged(Write write) {
        answered(write, Outcome.ACKNOWLEDGED);
        acknowledged.incrementAndGet();
    }

    /** Notes that the client was told its write has not happened and will not. */
    void refused(Write write) {
        answered(write, Outcome.REFUSED);
    }

    private void answered(Write write, Outcome outcome) {
        entries.compute(write.token(), (token, entry) -> {
            if (entry == null || entry.outcome != Outcome.UNKNOWN) {
                throw new IllegalStateException(write + " was not under way: " + entry);
            }
            return new Entry(write, outcome);
        });
        if (write.kind() != Write.Kind.SWAPPED) {
            orders.computeIfPresent(write.subject(), (number, story) -> story.answered(write, outcome));
        }
    }

    /** Writes acknowledged so far. */
    public int acknowledged() {
        return acknowledged.get();
    }

    /** Writes tried so far. */
    public int attempted() {
        return entries.size();
    }

    /** Writes of which nobody knows whether they happened, those under way among them. */
    public int unknown() {
        return (int) entries.values().stream()
                .filter(e -> e.outcome == Outcome.UNKNOWN)
                .count();
    }

    Collection<Entry> entries() {
        return List.copyOf(entries.values());
    }

    Collection<OrderStory> orders() {
        return List.copyOf(orders.values());
    }

    /** Whether anyone who reads the order now must find it. */
    boolean mustExist(String number) {
        OrderStory story = orders.get(number);
        return story != null && story.existence() == OrderStory.Existence.THERE;
    }

    /** What the client knows of a write. */
    enum Outcome {
        UNKNOWN,
        ACKNOWLEDGED,
        REFUSED
    }

    /** A write and what its client was told. */
    record Entry(Write write, Outcome outcome) {}
}
