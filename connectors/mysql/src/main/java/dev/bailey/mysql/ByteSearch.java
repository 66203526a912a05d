package dev.bailey.mysql;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Looks for bytes eight at a time, as in H. S. Warren, <i>Hacker's Delight</i>, 6-1: every byte of a copy passes here
 * twice.
 */
final class ByteSearch {

    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long ONES = 0x0101010101010101L;
    private static final long SEVENS = 0x7f7f7f7f7f7f7f7fL;
    private static final long HIGH = 0x8080808080808080L;

    private ByteSearch() {}

    /** The first place from which on a byte is below {@code limit} (at most 128) or is {@code other}; else the end. */
    static int firstBelowOr(int limit, byte other, byte[] bytes, int from, int to) {
        long limits = ONES * limit;
        long others = ONES * (other & 0xff);
        int at = from;
        for (; at + Long.BYTES <= to; at += Long.BYTES) {
            long word = (long) WORD.get(bytes, at);
            long differing = word ^ others;
            // the lowest byte that is marked is one in truth, those above it may not be
            long marked = (((word - limits) & ~word) | ((differing - ONES) & ~differing)) & HIGH;
            if (marked != 0) {
                return at + Long.numberOfTrailingZeros(marked) / Byte.SIZE;
            }
        }
        while (at < to && bytes[at] != other && (bytes[at] < 0 || bytes[at] >= limit)) {
            at++;
        }
        return at;
    }

    /** How often a byte is there. */
    static int count(byte wanted, byte[] bytes, int from, int to) {
        long wanteds = ONES * (wanted & 0xff);
        int count = 0;
        int at = from;
        for (; at + Long.BYTES <= to; at += Long.BYTES) {
            long differing = (long) WORD.get(bytes, at) ^ wanteds;
            count += Long.bitCount(~(((differing & SEVENS) + SEVENS) | differing | SEVENS));
        }
        for (; at < to; at++) {
            count += bytes[at] == wanted ? 1 : 0;
        }
        return count;
    }

    /** The last place of a byte; −1 where it is not. */
    static int last(byte wanted, byte[] bytes) {
        int at = bytes.length - 1;
        while (at >= 0 && bytes[at] != wanted) {
            at--;
        }
        return at;
    }
}
