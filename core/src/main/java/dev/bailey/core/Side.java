package dev.bailey.core;

/** One of the two environments of a migration. Reversing a migration swaps the sides, and nothing else. */
public enum Side {
    SOURCE,
    TARGET;

    public Side opposite() {
        return this == SOURCE ? TARGET : SOURCE;
    }

    /** The name as people read it: {@code source} or {@code target}. */
    public String label() {
        return this == SOURCE ? "source" : "target";
    }
}
