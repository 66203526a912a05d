package dev.bailey.core;

import java.util.Optional;

/**
 * Rows of a table from one key to another, as a {@link KeyOrder} sorts them. Immutable.
 *
 * @param from the first key that is in it; empty where it begins with the table
 * @param before the first key that is not; empty where it ends with the table
 */
public record KeyRange(Optional<Row> from, Optional<Row> before) {

    /** All there is. */
    public static final KeyRange WHOLE = new KeyRange(Optional.empty(), Optional.empty());

    /** Rows with the key itself, and beyond it. */
    public KeyRange from(Row key) {
        return new KeyRange(Optional.of(key), before);
    }

    /** Rows before this key. */
    public KeyRange before(Row key) {
        return new KeyRange(from, Optional.of(key));
    }
}
