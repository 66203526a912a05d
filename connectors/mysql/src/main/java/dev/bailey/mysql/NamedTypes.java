package dev.bailey.mysql;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.UUID;

/**
 * What MariaDB's log holds as bytes and everybody else reads as text: {@code UUID}, {@code INET4} and {@code INET6}.
 */
final class NamedTypes {

    private static final int ADDRESS_BYTES = 4;
    private static final int LONG_BYTES = 16;

    private NamedTypes() {}

    /**
     * A text that the column takes.
     *
     * @param type as the catalog has it
     * @param logged without the zeros at its end
     */
    static String text(String type, byte[] logged) {
        return switch (type.toLowerCase(Locale.ROOT)) {
            case "inet4" -> inet4(Arrays.copyOf(logged, ADDRESS_BYTES));
            case "inet6" -> inet6(ByteBuffer.wrap(Arrays.copyOf(logged, LONG_BYTES)));
            case "uuid" -> uuid(ByteBuffer.wrap(Arrays.copyOf(logged, LONG_BYTES)));
            default -> throw new IllegalArgumentException("no type that is logged as bytes: \"" + type + "\"");
        };
    }

    private static String inet4(byte[] address) {
        StringJoiner text = new StringJoiner(".");
        for (byte part : address) {
            text.add(Integer.toString(part & 0xff));
        }
        return text.toString();
    }

    private static String inet6(ByteBuffer address) {
        StringJoiner text = new StringJoiner(":");
        while (address.hasRemaining()) {
            text.add(Integer.toHexString(address.getShort() & 0xffff));
        }
        return text.toString();
    }

    private static String uuid(ByteBuffer bytes) {
        return new UUID(bytes.getLong(), bytes.getLong()).toString();
    }
}
