package dev.bailey.testkit;

import java.time.Duration;

/**
 * What is wrong with a shop. Immutable.
 *
 * @param errorShare part of the requests that are answered 500 without anything being done, from 0 to 1
 * @param delay of each answer
 * @param jitter that a delay varies by, so that an answer takes from {@code delay} to {@code delay + jitter}
 */
public record ShopFault(double errorShare, Duration delay, Duration jitter) {

    public static final ShopFault NONE = new ShopFault(0, Duration.ZERO, Duration.ZERO);

    public ShopFault {
        if (!(errorShare >= 0 && errorShare <= 1)) {
            throw new IllegalArgumentException("a part lies between 0 and 1: " + errorShare);
        }
    }

    public static ShopFault slow(Duration delay, Duration jitter) {
        return new ShopFault(0, delay, jitter);
    }

    public ShopFault failing(double share) {
        return new ShopFault(share, delay, jitter);
    }
}
