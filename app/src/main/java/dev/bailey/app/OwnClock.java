package dev.bailey.app;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;

/**
 * The clock by which a migration tells the time: this machine's, or one that stands apart from it, so that proofs can
 * set the clocks of processes against each other.
 */
final class OwnClock {

    /** Names how many milliseconds it is ahead; it is behind where that is negative. */
    static final String VARIABLE = "BAILEY_CLOCK_AHEAD";

    private OwnClock() {}

    static InstantSource from(Map<String, String> environment) {
        String ahead = environment.getOrDefault(VARIABLE, "");
        InstantSource here = InstantSource.system();
        if (ahead.isBlank()) {
            return here;
        }
        Duration apart = Duration.ofMillis(Long.parseLong(ahead));
        return () -> here.instant().plus(apart);
    }
}
