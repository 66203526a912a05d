package dev.bailey.control;

import dev.bailey.core.Problem;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The folder in which a migration keeps what must outlive its process: {@code <plan's folder>/.bailey/<migration>}.
 *
 * @param plans where the plan lies, to which its paths are relative
 */
public record StateFolder(Path path, Path plans) {

    /** The folder of a migration whose plan lies here; not made yet. */
    public static StateFolder beside(Path plan, String migration) {
        Path plans = plan.toAbsolutePath().normalize().resolveSibling("");
        return new StateFolder(plans.resolve(".bailey").resolve(migration), plans);
    }

    StateFolder make() {
        try {
            Files.createDirectories(path);
            return this;
        } catch (FileAlreadyExistsException e) {
            throw new Problem(Problem.Kind.UNFIT, path + " is in the way: Bailey keeps its state there", e);
        } catch (IOException e) {
            throw new Problem(Problem.Kind.UNFIT, "cannot make " + path + ": " + e.getMessage(), e);
        }
    }

    /** What happened, chained by hashes. */
    public Path journal() {
        return path.resolve("journal.db");
    }

    /** What came of every rehearsal. */
    Path rehearsals() {
        return path.resolve("rehearsals.db");
    }

    /** The folder of one rehearsal, a migration of its own in all but name. */
    public StateFolder rehearsal(int number) {
        return new StateFolder(path.resolve("rehearsal-" + number), plans);
    }

    /** Where programs of the plan's steps leave what they say. */
    Path steps() {
        return path.resolve("steps");
    }

    /** The report as it stood when the migration was finished. */
    public Path report() {
        return path.resolve("report.json");
    }

    /** Where a store's changes wait for copies; what an earlier process left there is of no use and goes. */
    Path queues(String store) {
        Path queues = path.resolve("queues-" + store);
        try {
            Files.createDirectories(queues);
            try (DirectoryStream<Path> left = Files.newDirectoryStream(queues)) {
                for (Path file : left) {
                    Files.delete(file);
                }
            }
            return queues;
        } catch (IOException e) {
            throw new Problem(Problem.Kind.UNFIT, "cannot make " + queues + " empty: " + e.getMessage(), e);
        }
    }

    /** Which tables of a store were found equal. */
    Path proven(String store) {
        return path.resolve("proven-" + store);
    }

    /** What the streams of a store have touched and is to be compared. */
    Path touched(String store) {
        Path touched = path.resolve("touched-" + store);
        try {
            return Files.createDirectories(touched);
        } catch (IOException e) {
            throw new Problem(Problem.Kind.UNFIT, "cannot make " + touched + ": " + e.getMessage(), e);
        }
    }

    /** Who was in which slice when the guards were last in place. */
    Path members() {
        return path.resolve("members.json");
    }

    /** When the new side was last looked at for a slice. */
    Path observed(String slice) {
        return path.resolve("observed-" + slice);
    }

    Path routes(String service) {
        return path.resolve("routes-" + service + ".json");
    }

    /** Where a running migration says how to reach it. */
    public Path api() {
        return path.resolve("api.json");
    }

    /** What a router in a process of its own shows to join. */
    Path joinToken() {
        return path.resolve("join.token");
    }

    /** What a scraper shows to read the figures. */
    Path metricsToken() {
        return path.resolve("metrics.token");
    }

    /** What an application shows to ask whether it may work. */
    public Path flagsToken() {
        return path.resolve("flags.token");
    }

    /** Writes a file that only its owner may read, whole or not at all, whatever happens to the machine. */
    public static void writePrivately(Path file, String content) throws IOException {
        Path temporary = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(temporary);
        Files.createFile(temporary, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(temporary, content, StandardOpenOption.SYNC);
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
