package dev.bailey.control;

import dev.bailey.core.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * What lets a router join, a scraper read figures, or an application ask for flags, and do nothing else. It lies in the
 * state folder, where only its owner may read it, and stays the same over restarts, so that they find back by
 * themselves; removed, a new one is made at the next start. Immutable.
 */
record JoinToken(String text) {

    private static final int BYTES = 24;

    static JoinToken of(StateFolder folder) {
        return in(folder.joinToken());
    }

    /** For whoever scrapes the figures of the migration. */
    static JoinToken forMetrics(StateFolder folder) {
        return in(folder.metricsToken());
    }

    /** For applications that ask for flags. */
    static JoinToken forFlags(StateFolder folder) {
        return in(folder.flagsToken());
    }

    private static JoinToken in(Path file) {
        try {
            if (Files.exists(file)) {
                String kept = Files.readString(file).strip();
                if (!kept.isEmpty()) {
                    return new JoinToken(kept);
                }
            }
            JoinToken made = new JoinToken(random());
            StateFolder.writePrivately(file, made.text + "\n");
            return made;
        } catch (IOException e) {
            throw new Problem(Problem.Kind.UNFIT, "cannot read or make " + file + ": " + e.getMessage(), e);
        }
    }

    static String random() {
        byte[] random = new byte[BYTES];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    /** Takes the same time whatever is given. */
    static boolean isBearer(@Nullable String header, String token) {
        return header != null
                && MessageDigest.isEqual(
                        header.getBytes(StandardCharsets.UTF_8), ("Bearer " + token).getBytes(StandardCharsets.UTF_8));
    }

    boolean opens(@Nullable String authorization) {
        return isBearer(authorization, text);
    }

    /** Leaves out the token. */
    @Override
    public String toString() {
        return "JoinToken";
    }
}
