package dev.bailey.core;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One value of a row in the engine's own representation, carried and compared as bytes and never interpreted.
 * Immutable: the bytes are neither copied nor to be changed by anyone once they are in here.
 */
public final class Value {

    /** The SQL null. */
    public static final Value NULL = new Value(null, /* unchanged= */ false);

    /** A value that the log leaves out because the change did not touch it (PostgreSQL: an unchanged TOAST value). */
    public static final Value UNCHANGED = new Value(null, /* unchanged= */ true);

    private final byte @Nullable [] bytes;
    private final boolean unchanged;

    private Value(byte @Nullable [] bytes, boolean unchanged) {
        this.bytes = bytes;
        this.unchanged = unchanged;
    }

    /** Wraps the bytes without a copy. */
    public static Value of(byte[] bytes) {
        return new Value(bytes, false);
    }

    public static Value of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    public boolean isNull() {
        return bytes == null && !unchanged;
    }

    public boolean isUnchanged() {
        return unchanged;
    }

    /** The bytes themselves, not a copy. A bug to ask of a null or unchanged value. */
    public byte[] bytes() {
        if (bytes == null) {
            throw new IllegalStateException(this + " has no bytes");
        }
        return bytes;
    }

    /** The bytes read as UTF-8 text. */
    public String text() {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Value value && unchanged == value.unchanged && Arrays.equals(bytes, value.bytes);
    }

    @Override
    public int hashCode() {
        return unchanged ? 1 : Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return unchanged ? "UNCHANGED" : bytes == null ? "NULL" : text();
    }
}
