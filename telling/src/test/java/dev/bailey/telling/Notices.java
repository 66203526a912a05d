package dev.bailey.telling;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** Notices for tests. */
final class Notices {

    /** As the usual one, for people without half an hour. */
    static final Patience SHORT = new Patience(Duration.ofMillis(50), Duration.ofMillis(200), Duration.ofMinutes(1));

    private Notices() {}

    static Notice of(String title) {
        return new Notice(
                Instant.parse("2026-11-28T03:00:00Z"),
                "shop",
                Notice.Event.MOVED,
                title,
                "writes were held for 84 ms",
                Map.of("by", "ana"));
    }
}
