package dev.bailey.testkit;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program that is run to its end. */
final class Program {

    private static final long SECONDS_MAX = 120;

    private Program() {}

    static String run(List<String> words, String input) {
        return run(words, new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * Runs it with this input.
     *
     * @return what it wrote
     * @throws IllegalStateException with what it wrote, when it is not there, fails, or does not end
     */
    static String run(List<String> words, InputStream input) {
        try {
            Path said = Files.createTempFile("program", ".out");
            try {
                Process process = new ProcessBuilder(words)
                        .redirectErrorStream(true)
                        .redirectOutput(said.toFile())
                        .start();
                try (OutputStream out = process.getOutputStream()) {
                    input.transferTo(out);
                } catch (IOException e) {
                    // It ended before it had read everything: its status says whether that is a failure.
                }
                if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new IllegalStateException(words + " does not end within " + SECONDS_MAX + " s");
                }
                String text = Files.readString(said).strip();
                if (process.exitValue() != 0) {
                    throw new IllegalStateException(words + " ends with " + process.exitValue() + ": " + text);
                }
                return text;
            } finally {
                Files.delete(said);
            }
        } catch (IOException e) {
            throw new IllegalStateException(words + " does not run", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + words + " ran", e);
        }
    }
}
