package dev.bailey.core;

import java.util.Map;
import java.util.Optional;

/**
 * Digests of ranges of a table whose rows the server keeps in the order of their keys, so that a range costs what its
 * rows cost. Each question is answered as of one moment, and ought to take less than some seconds. Thread-safe.
 */
public interface KeyOrder {

    /** Columns, types and collations; a range holds the same rows on two sides if this is the same. */
    String description();

    /**
     * The key from which on a range has so many rows; empty where it has fewer. Keys are rows of the columns that sort.
     */
    Optional<Row> fromEnd(KeyRange range, int rows);

    /** All rows of a range in one figure. */
    Sum sum(KeyRange range);

    /** Each row of a range: the table's key to digest. */
    Map<Row, Long> rows(KeyRange range);

    /**
     * What a range comes to.
     *
     * @param digest of all that is in it, of more than 64 bits; empty where the server has not made one
     */
    record Sum(long rows, Optional<String> digest) {

        /** Whether both are known, and the same. */
        public boolean isSame(Sum other) {
            return digest.isPresent() && equals(other);
        }
    }
}
