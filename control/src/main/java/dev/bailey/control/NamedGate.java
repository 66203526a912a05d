package dev.bailey.control;

import dev.bailey.core.Gate;

/** A gate with the name by which people know it. */
record NamedGate(String name, Gate gate) {

    static NamedGate open(String name) {
        return new NamedGate(name, Gate.open());
    }

    static NamedGate closed(String name, String because) {
        return new NamedGate(name, Gate.closed(because));
    }

    /** Which one it is, and why it is closed. */
    String sentence() {
        return name + ": " + because();
    }

    String because() {
        return gate instanceof Gate.Closed closed ? closed.because() : "";
    }
}
