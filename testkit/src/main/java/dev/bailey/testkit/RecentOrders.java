package dev.bailey.testkit;

import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** The orders acknowledged last, for readers to look at. Thread-safe. */
final class RecentOrders {

    private static final int ORDERS_MAX = 256;

    private final AtomicReferenceArray<String> numbers = new AtomicReferenceArray<>(ORDERS_MAX);
    private final AtomicInteger added = new AtomicInteger();

    void add(String number) {
        numbers.set(Math.floorMod(added.getAndIncrement(), ORDERS_MAX), number);
    }

    Optional<String> any(SplittableRandom random) {
        return Optional.ofNullable(numbers.get(random.nextInt(ORDERS_MAX)));
    }
}
