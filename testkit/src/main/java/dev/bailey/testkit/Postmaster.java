package dev.bailey.testkit;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The first process of a PostgreSQL server, ended and begun again with the same words on the same folder. */
final class Postmaster {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final List<String> words;
    private final Path data;
    private ProcessHandle process;

    private Postmaster(List<String> words, Path data, ProcessHandle process) {
        this.words = List.copyOf(words);
        this.data = data;
        this.process = process;
    }

    /** The one that runs already on this folder. */
    static Postmaster running(Path data) {
        try {
            long pid = Long.parseLong(
                    Files.readAllLines(data.resolve("postmaster.pid")).get(0));
            ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
            List<String> words = new ArrayList<>();
            words.add(process.info().command().orElseThrow());
            words.addAll(List.of(process.info().arguments().orElseThrow()));
            return new Postmaster(words, data, process);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path data() {
        return data;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** What {@code pg_ctl stop -m fast} does. */
    void stop() {
        end("-INT");
    }

    /** What {@code pg_ctl stop -m immediate} does: nothing is written any more, and the next start is a recovery. */
    void crash() {
        end("-QUIT");
    }

    private void end(String signal) {
        try {
            new ProcessBuilder("kill", signal, Long.toString(process.pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
            process.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the server in " + data + " does not end", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns at once; the server takes connections a little later, or ends because it cannot. */
    void start() {
        List<String> command = new ArrayList<>();
        if (System.getProperty("user.name").equals("root")) {
            // A server refuses to run as root, and believes what it is told.
            command.addAll(List.of("unshare", "-U"));
        }
        command.addAll(words);
        try {
            File log = data.resolve("server.log").toFile();
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                    .start()
                    .toHandle();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same server in a folder and on a port of its own, not yet started. To be called while this one is down. */
    Postmaster copy(Path folder, int port) {
        new Folder(data).copyTo(folder);
        List<String> other = new ArrayList<>(words);
        other.set(words.indexOf("-D") + 1, folder.toString());
        other.set(words.indexOf("-p") + 1, Integer.toString(port));
        return new Postmaster(other, folder, process);
    }
}
