package dev.bailey.testkit;

import java.util.Locale;

/**
 * One write as its client knows it. Immutable.
 *
 * @param token unique; for an order, its number
 * @param subject the order's number, or the two customers of a swap, the lower first
 * @param amountCents of an order placed, else 0
 * @param items of an order placed, else 0
 */
record Write(String token, Kind kind, String subject, long amountCents, int items) {

    static Write placing(String number, long amountCents, int items) {
        return new Write(number, Kind.PLACED, number, amountCents, items);
    }

    static Write paying(String token, String number) {
        return new Write(token, Kind.PAID, number, 0, 0);
    }

    static Write cancelling(String token, String number) {
        return new Write(token, Kind.CANCELLED, number, 0, 0);
    }

    static Write swapping(String token, long one, long other) {
        return new Write(token, Kind.SWAPPED, Math.min(one, other) + " " + Math.max(one, other), 0, 0);
    }

    /** What is written. */
    enum Kind {
        PLACED,
        PAID,
        CANCELLED,
        SWAPPED;

        /** The name the shop's audit trail uses. */
        String event() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
