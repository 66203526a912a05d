package dev.bailey.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A server's process, ended and begun again with the same words; it never outlives this one. Thread-safe. */
final class Daemon {

    private static final long PATIENCE_SECONDS = 60;

    private final List<String> words;
    private final Path log;
    private volatile @Nullable Process process;
    private @Nullable Process watchdog;

    Daemon(List<String> words, Path log) {
        this.words = List.copyOf(words);
        this.log = log;
    }

    /** Returns at once; whether the server comes up shows a little later. */
    synchronized void start() {
        try {
            Process started = new ProcessBuilder(words)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            process = started;
            // Its input ends when this process does, however it dies, and no shutdown hook has to run for that.
            watchdog = new ProcessBuilder("sh", "-c", "read -r _; kill -9 " + started.pid())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isAlive() {
        Process current = process;
        return current != null && current.isAlive();
    }

    /** Ends in order, which may take long. */
    synchronized void stop() {
        Process ending = process;
        if (ending != null) {
            ending.destroy();
            ended(ending);
        }
    }

    /** Ends on the spot, as by {@code kill -9}. */
    synchronized void kill() {
        Process ending = process;
        if (ending != null) {
            ending.destroyForcibly();
            ended(ending);
        }
    }

    private void ended(Process ending) {
        try {
            if (!ending.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("a server does not end within " + PATIENCE_SECONDS + " s: " + words);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (watchdog != null) {
            watchdog.destroyForcibly();
            watchdog = null;
        }
    }

    /** What the server wrote about itself. */
    String said() {
        try {
            return Files.exists(log) ? Files.readString(log) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
