package dev.bailey.bench;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs other programs to their end. */
final class Shell {

    private Shell() {}

    /** Runs a line of bash, in which every part of a pipe must succeed, and returns what it printed. */
    static String shell(String line) {
        return run(List.of("bash", "-euo", "pipefail", "-c", line));
    }

    /** Runs a class of the bench in a JVM of its own, as cold as a user's is, and returns what it printed. */
    static String java(Class<?> main, List<String> options, String... arguments) {
        return run(command(main, options, arguments));
    }

    /** Starts such a JVM, the caller's to end. */
    static Process started(Class<?> main, List<String> options, String... arguments) {
        try {
            return new ProcessBuilder(command(main, options, arguments))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<String> command(Class<?> main, List<String> options, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:+UseSerialGC");
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    private static String run(List<String> command) {
        try {
            Path said = Files.createTempFile("bench", ".out");
            Path complained = Files.createTempFile("bench", ".err");
            try {
                int code = new ProcessBuilder(command)
                        .redirectInput(new File("/dev/null"))
                        .redirectOutput(said.toFile())
                        .redirectError(complained.toFile())
                        .start()
                        .waitFor();
                if (code != 0) {
                    throw new IllegalStateException(
                            command + " ended with " + code + ": " + Files.readString(complained));
                }
                return Files.readString(said);
            } finally {
                Files.delete(said);
                Files.delete(complained);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while running " + command, e);
        }
    }
}
