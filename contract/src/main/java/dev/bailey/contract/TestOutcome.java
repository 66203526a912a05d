package dev.bailey.contract;

/**
 * How a test of an application's own suite ended once. Immutable.
 *
 * @param message of a failure, its first line; empty for others
 */
record TestOutcome(Kind kind, String message) {

    static final TestOutcome NOT_RUN = new TestOutcome(Kind.SKIPPED, "");

    private static final int MESSAGE_MAX = 300;

    enum Kind {
        PASSED,
        FAILED,
        SKIPPED
    }

    TestOutcome {
        message = message.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .findFirst()
                .orElse("");
        message = message.length() <= MESSAGE_MAX ? message : message.substring(0, MESSAGE_MAX - 1) + "…";
    }
}
