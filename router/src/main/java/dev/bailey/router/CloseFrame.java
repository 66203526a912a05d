package dev.bailey.router;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;

/** The frame by which one end of a WebSocket says that and why it leaves (RFC 6455, 5.5.1 and 7.4). */
final class CloseFrame {

    private static final byte FINAL_CLOSE = (byte) 0x88;
    private static final int MASKED = 0x80;
    private static final int MASK_BYTES = 4;
    private static final int GOING_AWAY = 1001;
    private static final int SERVICE_RESTART = 1012;
    private static final SecureRandom MASKS = new SecureRandom();

    private CloseFrame() {}

    /** To a client: come again. */
    static Buffer serviceRestart() {
        byte[] content = content(SERVICE_RESTART, "service restart");
        return Buffer.buffer()
                .appendByte(FINAL_CLOSE)
                .appendByte((byte) content.length)
                .appendBytes(content);
    }

    /** To a server, to whom every frame is masked. */
    static Buffer goingAway() {
        byte[] content = content(GOING_AWAY, "moved");
        byte[] mask = new byte[MASK_BYTES];
        MASKS.nextBytes(mask);
        for (int at = 0; at < content.length; at++) {
            content[at] ^= mask[at % MASK_BYTES];
        }
        return Buffer.buffer()
                .appendByte(FINAL_CLOSE)
                .appendByte((byte) (MASKED | content.length))
                .appendBytes(mask)
                .appendBytes(content);
    }

    private static byte[] content(int status, String reason) {
        return Buffer.buffer()
                .appendShort((short) status)
                .appendBytes(reason.getBytes(StandardCharsets.US_ASCII))
                .getBytes();
    }
}
