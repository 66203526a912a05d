package dev.bailey.runbook;

import dev.bailey.core.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Which start of which machine this is: what was on disk last may be lost in another. */
final class Boot {

    private static final Path ID = Path.of("/proc/sys/kernel/random/boot_id");

    private Boot() {}

    static String id() {
        try {
            return Files.readString(ID).strip();
        } catch (IOException e) {
            throw new Problem(
                    Problem.Kind.UNFIT,
                    "steps with a command need Linux, whose " + ID + " cannot be read here (" + e + ")",
                    e);
        }
    }
}
