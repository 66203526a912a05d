package dev.bailey.replication;

import java.util.Optional;

/**
 * A heartbeat as it stands in a log.
 *
 * @param sentMillis when it was written, since 1970, by the clock of the process that also receives it
 * @param token tells one that somebody waits for from all others; empty for most
 */
record Beat(long sentMillis, String token) {

    private static final String PREFIX = "beat ";

    String text() {
        return PREFIX + sentMillis + (token.isEmpty() ? "" : " " + token);
    }

    /** Reads a mark; empty when it is some other mark. */
    static Optional<Beat> of(String mark) {
        if (!mark.startsWith(PREFIX)) {
            return Optional.empty();
        }
        String[] parts = mark.substring(PREFIX.length()).split(" ", 2);
        return Optional.of(new Beat(Long.parseLong(parts[0]), parts.length > 1 ? parts[1] : ""));
    }
}
