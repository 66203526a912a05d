package dev.bailey.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.stream.Stream;

/** A folder with all that is in it. Immutable. */
record Folder(Path path) {

    /** Fills a folder, or throws. */
    @FunctionalInterface
    interface Filling {
        void fill(Folder folder) throws IOException;
    }

    /**
     * The folder of this name beside the system's temporary files, filled by whoever comes first on this machine;
     * others find it full, or not at all.
     */
    static Folder once(String name, Filling filling) {
        Path whole = Path.of(System.getProperty("java.io.tmpdir"), name);
        if (Files.isDirectory(whole)) {
            return new Folder(whole);
        }
        try {
            Folder filled = temporary(name);
            filling.fill(filled);
            try {
                Files.move(filled.path, whole, StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException e) {
                filled.remove();
                if (!Files.isDirectory(whole)) {
                    throw e;
                }
            }
            return new Folder(whole);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A new one beside the system's temporary files, its name beginning so. */
    static Folder temporary(String name) {
        try {
            return new Folder(Files.createTempDirectory(name + "-"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes the same in another folder, readable by nobody else. */
    void copyTo(Path other) {
        try {
            Files.walkFileTree(path, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path each, BasicFileAttributes attributes) throws IOException {
                    Path copy = Files.createDirectories(other.resolve(path.relativize(each)));
                    Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwx------"));
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path each, BasicFileAttributes attributes) throws IOException {
                    Files.copy(each, other.resolve(path.relativize(each)));
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void remove() {
        try (Stream<Path> files = Files.walk(path)) {
            for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
