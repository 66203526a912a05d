package dev.bailey.router;

/**
 * How far ahead an upstream may send by HTTP/2, over all answers of one lane and side. Each stream may have what the
 * protocol gives it at first, as much as the kernel would keep of a connection by HTTP/1.1 at least; those whose
 * clients keep up share the rest, so that a long way does not throttle them, and slow clients cannot fill the memory.
 * Confined to its lane's event loop.
 */
final class WindowBudget {

    /** RFC 9113, 6.5.2. */
    static final int FIRST_BYTES = 65_535;

    /** Of one stream: 80 MB a second over 50 ms. */
    static final int STREAM_BYTES_MAX = 4 * 1024 * 1024;

    private static final int MORE_BYTES_MAX = 64 * 1024 * 1024;

    private int moreBytes;

    /** Never the narrower one: a client that takes nothing must not keep the answers of others waiting. */
    static int ofConnection() {
        return Http2Channel.STREAMS_MAX * FIRST_BYTES + MORE_BYTES_MAX - FIRST_BYTES;
    }

    /** Whether there is so much left, which is then gone. */
    boolean take(int bytes) {
        if (moreBytes + bytes > MORE_BYTES_MAX) {
            return false;
        }
        moreBytes += bytes;
        return true;
    }

    void giveBack(int bytes) {
        moreBytes -= bytes;
    }
}
