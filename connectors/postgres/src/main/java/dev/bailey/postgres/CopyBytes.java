package dev.bailey.postgres;

import dev.bailey.core.Value;
import java.sql.SQLException;
import org.postgresql.copy.CopyIn;

/**
 * Bytes on their way into a {@code COPY}, gathered into writes that are worth it and parted into writes that are not
 * too much: a value may be larger than what memory is left on either end. Confined to one thread.
 */
final class CopyBytes {

    private static final int PIECE_BYTES = 64 * 1024;

    private final CopyIn copy;
    private final byte[] piece = new byte[PIECE_BYTES];
    private int size;

    CopyBytes(CopyIn copy) {
        this.copy = copy;
    }

    void add(int value) throws SQLException {
        if (size == PIECE_BYTES) {
            flush();
        }
        piece[size] = (byte) value;
        size++;
    }

    /** Adds the bytes of a value from one place up to, not including, another. */
    void add(Value value, int from, int to) throws SQLException {
        int done = from;
        while (done < to) {
            if (size == PIECE_BYTES) {
                flush();
            }
            int next = Math.min(to, done + PIECE_BYTES - size);
            value.copyTo(done, next, piece, size);
            size += next - done;
            done = next;
        }
    }

    void flush() throws SQLException {
        if (size > 0) {
            copy.writeToCopy(piece, 0, size);
            size = 0;
        }
    }
}
