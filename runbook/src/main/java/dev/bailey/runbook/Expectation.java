package dev.bailey.runbook;

import java.util.OptionalInt;

/**
 * What an answer has to be. Immutable.
 *
 * @param status empty for any from 200 to 299
 * @param contains a text that its body holds; empty for any body
 */
public record Expectation(OptionalInt status, String contains) {

    private static final int STATUS_MIN = 100;
    private static final int STATUS_MAX = 599;

    public Expectation {
        if (status.isPresent() && (status.getAsInt() < STATUS_MIN || status.getAsInt() > STATUS_MAX)) {
            throw new IllegalArgumentException(
                    "a status is from " + STATUS_MIN + " to " + STATUS_MAX + ": " + status.getAsInt());
        }
    }

    /** Any status from 200 to 299, with any body. */
    public static Expectation success() {
        return new Expectation(OptionalInt.empty(), "");
    }
}
