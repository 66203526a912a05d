package dev.bailey.runbook;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts {@code command.sh}, which claims the work before it starts the program. */
final class ClaimingShell {

    private static final String SCRIPT = script();
    private static final Path SESSIONS = Path.of("/usr/bin/setsid");

    private ClaimingShell() {}

    /** The shell of one start; it ends at once when the work is claimed already. */
    static Process start(Command command, Claim claim, Path directory) throws IOException {
        List<String> words = new ArrayList<>();
        if (Files.isExecutable(SESSIONS)) {
            // What ends Bailey at its terminal must not end the program.
            words.add(SESSIONS.toString());
        }
        words.addAll(List.of("/bin/sh", "-c", SCRIPT, "bailey", claim.folder().toString()));
        words.addAll(command.arguments());
        ProcessBuilder builder = new ProcessBuilder(words)
                .directory(directory.toFile())
                .redirectInput(new File("/dev/null"))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().putAll(command.environment());
        builder.environment().put(ProcessTree.VARIABLE, claim.folder().toString());
        return builder.start();
    }

    private static String script() {
        try (InputStream script = ClaimingShell.class.getResourceAsStream("command.sh")) {
            if (script == null) {
                throw new IllegalStateException("command.sh is missing in this build");
            }
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
