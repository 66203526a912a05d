package dev.bailey.router;

import java.util.concurrent.atomic.LongAdder;

/** What comes of the requests whose path begins alike, where a plan names that beginning. Thread-safe. */
final class PathGroup {

    private static final int CLASSES = 6;
    private static final int HUNDRED = 100;

    private final String prefix;
    private final LongAdder[] byClass = new LongAdder[CLASSES];
    private final Stopwatch durations = new Stopwatch();

    PathGroup(String prefix) {
        this.prefix = prefix;
        for (int status = 0; status < CLASSES; status++) {
            byClass[status] = new LongAdder();
        }
    }

    String prefix() {
        return prefix;
    }

    /** At the end of a segment: {@code /api} holds {@code /api/x} and {@code /api?x}, and not {@code /apis}. */
    boolean holds(String target) {
        if (!target.startsWith(prefix)) {
            return false;
        }
        if (target.length() == prefix.length() || prefix.endsWith("/")) {
            return true;
        }
        char next = target.charAt(prefix.length());
        return next == '/' || next == '?';
    }

    void seen(int status, long nanos) {
        byClass[Math.min(Math.max(status / HUNDRED, 0), CLASSES - 1)].increment();
        durations.recordNanos(nanos);
    }

    /** @param statusClass the first digit of the statuses */
    long answers(int statusClass) {
        return byClass[statusClass].sum();
    }

    Stopwatch durations() {
        return durations;
    }
}
