package dev.bailey.contract;

/** One line of a request's head. Immutable. */
public record Header(String name, String value) {

    boolean is(String other) {
        return name.equalsIgnoreCase(other);
    }
}
