package dev.bailey.runbook;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * SHA-256 over several texts in an encoding that can be read in one way only: each as the length of its UTF-8 in eight
 * bytes, most significant first, and then the UTF-8. Confined to its thread.
 */
public final class Hashes {

    private final MessageDigest digest;

    Hashes() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    Hashes add(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(Long.BYTES).putLong(bytes.length).flip());
        digest.update(bytes);
        return this;
    }

    Hashes add(long number) {
        return add(Long.toString(number));
    }

    String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Of the UTF-8 of one text alone, as {@code sha256sum} gives it. */
    public static String sha256(String text) {
        Hashes hashes = new Hashes();
        hashes.digest.update(text.getBytes(StandardCharsets.UTF_8));
        return hashes.hex();
    }
}
