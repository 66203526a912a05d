package dev.bailey.router;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/** The connections of a router's clients. Thread-safe. */
final class ClientMeter {

    private final AtomicLong open = new AtomicLong();
    private final Map<String, Integer> perAddress = new ConcurrentHashMap<>();
    private final Map<TurnedAway, LongAdder> turnedAway = new ConcurrentHashMap<>();

    /** Takes a place if one is free, which {@link #left} gives back; else tells why none is. */
    Optional<TurnedAway> enter(ClientConnection client, TrafficLimits limits) {
        if (open.incrementAndGet() > limits.of(Limit.CLIENTS)) {
            open.decrementAndGet();
            return Optional.of(TurnedAway.ROUTER_FULL);
        }
        long max = limits.of(Limit.CLIENTS_PER_ADDRESS);
        if (max == Limit.NONE || client.isTrusted()) {
            return Optional.empty();
        }
        if (perAddress.merge(client.address(), 1, Integer::sum) > max) {
            leftAddress(client.address());
            open.decrementAndGet();
            return Optional.of(TurnedAway.ADDRESS_FULL);
        }
        client.countsForItsAddress();
        return Optional.empty();
    }

    void left(ClientConnection client) {
        open.decrementAndGet();
        if (client.isCountedForItsAddress()) {
            leftAddress(client.address());
        }
    }

    void turnedAway(TurnedAway why) {
        turnedAway.computeIfAbsent(why, first -> new LongAdder()).increment();
    }

    long open() {
        return open.get();
    }

    /** Only the reasons that occurred. */
    Map<TurnedAway, Long> byReason() {
        return turnedAway.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().sum()));
    }

    private void leftAddress(String address) {
        perAddress.computeIfPresent(address, (same, count) -> count == 1 ? null : count - 1);
    }
}
