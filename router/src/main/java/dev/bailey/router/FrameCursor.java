package dev.bailey.router;

import io.vertx.core.buffer.Buffer;

/**
 * Where in a stream of WebSocket frames (RFC 6455, 5.2) one is, so that a frame can be put between two others. It reads
 * the heads of frames, passes over what they carry, and judges nothing: that is for the two who talk. Confined to one
 * thread.
 */
final class FrameCursor {

    private static final int OPCODE = 0x0F;
    private static final int CLOSE = 0x8;
    private static final int MASKED = 0x80;
    private static final int LENGTH = 0x7F;
    private static final int LENGTH_IN_2_BYTES = 126;
    private static final int LENGTH_IN_8_BYTES = 127;
    private static final int MASK_BYTES = 4;

    private int headBytes;
    private int lengthBytesLeft;
    private long bytesLeft;
    private boolean masked;
    private boolean closeSeen;

    /** Whether the next byte begins a frame. */
    boolean isBetweenFrames() {
        return headBytes == 0 && bytesLeft == 0;
    }

    /** Whether a frame that ends the conversation has begun: none may follow it. */
    boolean hasSeenClose() {
        return closeSeen;
    }

    /** Whether this byte, as the first of a frame, begins one that ends the conversation. */
    static boolean beginsClose(byte first) {
        return (first & OPCODE) == CLOSE;
    }

    /** Goes on to the end of the frame it is in, or of the part, and tells where that is. */
    int advance(Buffer part, int from) {
        int at = from;
        while (at < part.length()) {
            if (headBytes != 0 || bytesLeft == 0) {
                head(part.getByte(at++));
            } else {
                int skipped = (int) Math.min(bytesLeft, part.length() - at);
                bytesLeft -= skipped;
                at += skipped;
            }
            if (isBetweenFrames()) {
                return at;
            }
        }
        return at;
    }

    private void head(byte next) {
        headBytes++;
        if (headBytes == 1) {
            closeSeen |= beginsClose(next);
        } else if (headBytes == 2) {
            masked = (next & MASKED) != 0;
            int length = next & LENGTH;
            lengthBytesLeft = length == LENGTH_IN_2_BYTES ? Short.BYTES : length == LENGTH_IN_8_BYTES ? Long.BYTES : 0;
            bytesLeft = lengthBytesLeft == 0 ? length : 0;
        } else {
            lengthBytesLeft--;
            bytesLeft = (bytesLeft << Byte.SIZE) | (next & 0xFF);
        }
        if (headBytes >= 2 && lengthBytesLeft == 0) {
            headBytes = 0;
            // The highest bit is never set in a right length; as a sign it would make the rest no length at all.
            bytesLeft = Math.min(bytesLeft & Long.MAX_VALUE, Long.MAX_VALUE - MASK_BYTES) + (masked ? MASK_BYTES : 0);
        }
    }
}
