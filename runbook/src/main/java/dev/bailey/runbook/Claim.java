package dev.bailey.runbook;

import dev.bailey.core.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * The folder of one round of a command: whoever makes the folder {@code claim} in it runs the program, so that nobody
 * does twice. What is in it was written by {@code command.sh}. Thread-safe.
 */
final class Claim {

    /** What people are shown of an output. */
    private static final int LINES_SHOWN_MAX = 20;

    private static final int CHARACTERS_SHOWN_MAX = 4_000;

    /** What a shell says; a file that a crash of the machine emptied says nothing. */
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");

    private final Path folder;
    private final Path claim;

    Claim(Path folder) {
        this.folder = folder.toAbsolutePath().normalize();
        this.claim = this.folder.resolve("claim");
    }

    Path folder() {
        return folder;
    }

    boolean isTaken() {
        return Files.exists(claim);
    }

    /**
     * Takes it, so that nobody ever runs the program.
     *
     * @return whether nobody had it
     */
    boolean take() {
        try {
            Files.createDirectory(claim);
            return true;
        } catch (FileAlreadyExistsException | NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** With what the program ended, when it has. */
    OptionalInt exit() {
        OptionalLong exit = number("exit");
        return exit.isPresent() ? OptionalInt.of((int) exit.getAsLong()) : OptionalInt.empty();
    }

    /** The process that runs the program. */
    OptionalLong pid() {
        return number("pid");
    }

    private OptionalLong number(String name) {
        try {
            String number = Files.readString(claim.resolve(name)).strip();
            return NUMBER.matcher(number).matches() ? OptionalLong.of(Long.parseLong(number)) : OptionalLong.empty();
        } catch (NoSuchFileException e) {
            return OptionalLong.empty();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** When it was taken, by the clock of the file system. */
    Optional<Instant> takenAt() {
        try {
            return Optional.of(Files.getLastModifiedTime(claim.resolve("pid")).toInstant());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The last lines of what the program said. */
    String lastLines() {
        String all = read("out") + read("tail");
        String end = all.substring(Math.max(0, all.length() - CHARACTERS_SHOWN_MAX));
        List<String> lines = end.strip().lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - LINES_SHOWN_MAX), lines.size()));
    }

    private String read(String name) {
        try {
            return new String(Files.readAllBytes(claim.resolve(name)), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    private Problem unreadable(IOException failure) {
        return new Problem(
                Problem.Kind.FAILED,
                "folder " + folder + " cannot be used (" + failure
                        + "): check the disk, then start Bailey again; it goes" + " on where the journal ends",
                failure);
    }
}
