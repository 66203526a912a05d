package dev.bailey.core;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Log that a server keeps and one stream has not confirmed. Immutable.
 *
 * @param bytesMax where the server stops keeping it, and the stream is lost; empty when it keeps it until its disk is
 *     full
 * @param expiry where the server throws log away by its age; empty when it keeps it until it is confirmed
 */
public record Retained(long bytes, OptionalLong bytesMax, Optional<Expiry> expiry) {

    /** Of a server that keeps its log until it is confirmed. */
    public Retained(long bytes, OptionalLong bytesMax) {
        this(bytes, bytesMax, Optional.empty());
    }

    /**
     * What becomes of log whether it was read or not.
     *
     * @param from where that begins which the stream needs, for people
     * @param after the age at which it is thrown away; zero where that may happen at any time
     * @param confirmed how long ago the stream was last confirmed up to there
     */
    public record Expiry(String from, Duration after, Duration confirmed) {
        public Expiry {
            if (after.isNegative()) {
                throw new IllegalArgumentException("log is not thrown away before it is written: " + after);
            }
        }
    }
}
