package dev.bailey.core;

import java.util.Optional;

/**
 * A change that does not fit what a database holds, and what is in its way. Immutable.
 *
 * @param change as the log has it
 * @param found the row in its way, as {@link Conflict} shows rows; empty when there is none, or none could be named
 */
public record Clash(Kind kind, Change change, Optional<String> found) {

    /** How a change can fail to fit. */
    public enum Kind {
        /** An insert, or an update that changes the key, found a row with its key. */
        ROW_EXISTS("a row with its key is there already"),
        /** A unique value of the change is held by a row with another key. */
        VALUE_TAKEN("another row holds one of its unique values"),
        UPDATE_FOUND_NONE("the row to update is not there"),
        DELETE_FOUND_NONE("the row to delete is not there");

        private final String sentence;

        Kind(String sentence) {
            this.sentence = sentence;
        }

        /** What is wrong, for people. */
        public String sentence() {
            return sentence;
        }
    }

    public Clash {
        if (change instanceof Change.Truncate) {
            throw new IllegalArgumentException("a truncation clashes with nothing: " + change);
        }
    }

    public Table table() {
        return change.table();
    }

    /** The key by which the row was known before the change; that of the new row for an insert. */
    public Row key() {
        if (change instanceof Change.Insert insert) {
            return insert.row().pick(insert.table().keyIndexes());
        } else if (change instanceof Change.Update update) {
            return update.key();
        }
        return ((Change.Delete) change).key();
    }

    /** Whether this is the same change in the same trouble, met again. */
    public boolean isAgain(Clash earlier) {
        return kind == earlier.kind && table().id().equals(earlier.table().id()) && key().equals(earlier.key());
    }
}
