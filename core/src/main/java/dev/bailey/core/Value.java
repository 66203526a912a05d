package dev.bailey.core;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One value of a row in the engine's own representation, carried and compared as bytes and never interpreted.
 * Immutable: the bytes are neither copied nor to be changed by anyone once they are in here. They may be a part of
 * something larger, such as the message that brought them, which then lives as long as the value does.
 */
public final class Value {

    private static final byte[] NOTHING = {};

    /** The SQL null. */
    public static final Value NULL = new Value(NOTHING, 0, -1);

    /** A value that the log leaves out because the change did not touch it (PostgreSQL: an unchanged TOAST value). */
    public static final Value UNCHANGED = new Value(NOTHING, 0, -2);

    private final byte[] holder;
    private final int offset;

    /** Below zero there are no bytes, and it says why. */
    private final int length;

    private Value(byte[] holder, int offset, int length) {
        this.holder = holder;
        this.offset = offset;
        this.length = length;
    }

    /** Wraps the bytes without a copy. */
    public static Value of(byte[] bytes) {
        return new Value(bytes, 0, bytes.length);
    }

    /** Wraps a part of the bytes without a copy. */
    public static Value of(byte[] holder, int offset, int length) {
        if (offset < 0 || length < 0 || length > holder.length - offset) {
            throw new IllegalArgumentException(
                    "no part of " + holder.length + " bytes: " + length + " from " + offset + " on");
        }
        return new Value(holder, offset, length);
    }

    public static Value of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    public boolean isNull() {
        return length == NULL.length;
    }

    public boolean isUnchanged() {
        return length == UNCHANGED.length;
    }

    /** How many bytes it has; none if it is null or unchanged. */
    public int length() {
        return Math.max(0, length);
    }

    /** The byte at a place from 0 to below {@link #length}. */
    public byte at(int index) {
        return holder[offset + index];
    }

    public void writeTo(OutputStream out) throws IOException {
        out.write(holder, offset, bytesThere());
    }

    /** Copies the bytes from one place up to, not including, another into an array. */
    public void copyTo(int from, int to, byte[] target, int at) {
        System.arraycopy(holder, offset + from, target, at, to - from);
    }

    /** A copy of the bytes. A bug to ask of a null or unchanged value, as is {@link #text}. */
    public byte[] bytes() {
        return Arrays.copyOfRange(holder, offset, offset + bytesThere());
    }

    /** The bytes read as UTF-8 text. */
    public String text() {
        return text(StandardCharsets.UTF_8);
    }

    public String text(Charset charset) {
        return new String(holder, offset, bytesThere(), charset);
    }

    private int bytesThere() {
        if (length < 0) {
            throw new IllegalStateException(this + " has no bytes");
        }
        return length;
    }

    /** This value, holding on to nothing but its own bytes. */
    Value alone() {
        return length < 0 || length == holder.length ? this : of(bytes());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof Value value
                        && length == value.length
                        && Arrays.equals(
                                holder,
                                offset,
                                offset + length(),
                                value.holder,
                                value.offset,
                                value.offset + length()));
    }

    @Override
    public int hashCode() {
        int hash = length;
        for (int i = offset; i < offset + length; i++) {
            hash = 31 * hash + holder[i];
        }
        return hash;
    }

    @Override
    public String toString() {
        return isUnchanged() ? "UNCHANGED" : isNull() ? "NULL" : text();
    }
}
