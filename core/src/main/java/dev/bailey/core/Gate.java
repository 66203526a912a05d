package dev.bailey.core;

/** A condition for going on. Reads open, or closed with the sentence that people are shown word for word. Immutable. */
public sealed interface Gate {

    static Gate open() {
        return new Open();
    }

    static Gate closed(String because) {
        return new Closed(because);
    }

    default boolean isOpen() {
        return this instanceof Open;
    }

    /** Nothing stands in the way. */
    record Open() implements Gate {}

    /** Something does. */
    record Closed(String because) implements Gate {}
}
