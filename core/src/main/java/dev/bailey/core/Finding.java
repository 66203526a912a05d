package dev.bailey.core;

/**
 * What a check found.
 *
 * @param subject what it is about, such as a table; empty for the whole
 * @param found what is so
 * @param remedy what to do about it; empty where {@code found} says it
 */
public record Finding(Check check, String subject, String found, String remedy) {

    /** What was found and what to do, in one line. */
    public String sentence() {
        return remedy.isEmpty() ? found : found + ": " + remedy;
    }
}
