package dev.bailey.judging;

/**
 * A field that the serving side does not answer alike itself, asked twice. Immutable.
 *
 * @param path where, as {@link Difference} has it
 * @param replays how often the serving side was asked twice for the endpoint
 * @param seen in how many of these it differed
 * @param sample what the serving side answered once; masked where its name tells of a secret
 * @param again and what it answered the next time
 */
public record Noise(String path, Cause cause, long replays, long seen, String sample, String again) {

    /** What kind of field it is, as far as replays show. */
    public enum Cause {
        /** Another value each time, at once: an id, a nonce, a moment. */
        VOLATILE,
        /** The same elements in another order. */
        UNORDERED,
        /** Only ever larger. */
        MONOTONE,
        /** The same at once, and another one later. */
        CHANGING
    }
}
