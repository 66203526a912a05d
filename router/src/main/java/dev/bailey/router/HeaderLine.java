package dev.bailey.router;

/** One header of a message, as it was sent. Immutable. */
public record HeaderLine(String name, String value) {

    /** Without the value, which may be a secret. */
    @Override
    public String toString() {
        return name;
    }
}
