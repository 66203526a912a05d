package dev.bailey.router;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/** Failures by reason. Thread-safe. */
final class FailureCounts {

    private final Map<Failure, LongAdder> counts = new ConcurrentHashMap<>();

    void add(Failure failure) {
        counts.computeIfAbsent(failure, first -> new LongAdder()).increment();
    }

    long total() {
        return counts.values().stream().mapToLong(LongAdder::sum).sum();
    }

    /** Those that say something about the side. */
    long ofTheSide() {
        return counts.entrySet().stream()
                .filter(entry -> entry.getKey().isOfTheSide())
                .mapToLong(entry -> entry.getValue().sum())
                .sum();
    }

    /** Only the reasons that occurred. */
    Map<Failure, Long> byReason() {
        return counts.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().sum()));
    }
}
