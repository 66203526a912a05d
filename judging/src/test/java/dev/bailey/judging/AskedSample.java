package dev.bailey.judging;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/** A request that each side answers by how often it was asked. Confined to one thread. */
final class AskedSample implements Sample {

    private final IntFunction<String> serving;
    private final IntFunction<String> other;
    private final AtomicInteger waits;
    private final AtomicInteger now;
    private final AtomicInteger old = new AtomicInteger();
    private final Map<Party, Answer> first;

    /**
     * @param serving JSON with single quotes
     * @param waits how often the other side was waited for
     * @param now how often the other side was asked
     */
    AskedSample(IntFunction<String> serving, IntFunction<String> other, AtomicInteger waits, AtomicInteger now) {
        this.serving = serving;
        this.other = other;
        this.waits = waits;
        this.now = now;
        this.first = Map.of(Party.SERVING, answer(serving.apply(0)), Party.OTHER, answer(other.apply(0)));
    }

    private static Answer answer(String body) {
        return new Answer(
                200,
                Map.of("Content-Type", List.of("application/json")),
                body.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String endpoint() {
        return "GET /";
    }

    @Override
    public String shown() {
        return endpoint();
    }

    @Override
    public boolean isRepeatable() {
        return true;
    }

    @Override
    public Answer first(Party party) {
        return first.getOrDefault(party, Answer.none());
    }

    @Override
    public Answer ask(Party party) {
        return answer(
                party == Party.SERVING ? serving.apply(old.incrementAndGet()) : other.apply(now.incrementAndGet()));
    }

    @Override
    public boolean catchUp() {
        waits.incrementAndGet();
        return true;
    }
}
