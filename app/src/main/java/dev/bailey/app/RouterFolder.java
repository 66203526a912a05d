package dev.bailey.app;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bailey.control.RouterWelcome;
import dev.bailey.control.StateFolder;
import dev.bailey.core.Problem;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.Optional;

/**
 * Where a router in a process of its own keeps what it needs to serve without the control plane: its name, what it was
 * told, its last route. One process at a time has it. Confined to one thread at a time.
 */
final class RouterFolder implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(RouterWelcome.LENGTH_MAX)
                            .build())
                    .build())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private static final Path HOST = Path.of("/proc/sys/kernel/hostname");
    private static final int HOST_MAX = 40;

    private final Path path;
    private final FileChannel lock;

    private RouterFolder(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /** @throws Problem when another router has it */
    static RouterFolder open(Path path) {
        try {
            Files.createDirectories(path);
            FileChannel lock =
                    FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!locks(lock)) {
                lock.close();
                throw new Problem(
                        Problem.Kind.UNFIT,
                        "another router keeps its state in " + path + ": give this one another --state");
            }
            return new RouterFolder(path, lock);
        } catch (IOException e) {
            throw new Problem(Problem.Kind.UNFIT, "cannot keep a router's state in " + path + ": " + e, e);
        }
    }

    private static boolean locks(FileChannel lock) throws IOException {
        try {
            return lock.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    /** The same over restarts, so that the control plane knows it again. */
    String name() {
        Path file = path.resolve("name");
        try {
            if (!Files.exists(file)) {
                StateFolder.writePrivately(
                        file, host() + "-" + String.format("%04x", new SecureRandom().nextInt(1 << 16)));
            }
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw unkept(file, e);
        }
    }

    private static String host() throws IOException {
        String host = Files.exists(HOST) ? Files.readString(HOST) : "";
        String plain = host.replaceAll("[^A-Za-z0-9-]", "").replaceAll("^-+", "");
        return plain.isEmpty() ? "router" : plain.substring(0, Math.min(HOST_MAX, plain.length()));
    }

    /** The last route that it followed. */
    Path route() {
        return path.resolve("route.json");
    }

    /** What it was told when it joined last; empty when it never has. */
    Optional<RouterWelcome> told() {
        Path file = told(path);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readValue(file.toFile(), RouterWelcome.class));
        } catch (IOException e) {
            throw new Problem(
                    Problem.Kind.UNFIT,
                    "file " + file + " is not what a router was told: remove it, and start again while the control"
                            + " plane is there",
                    e);
        }
    }

    void keep(RouterWelcome told) {
        Path file = told(path);
        try {
            StateFolder.writePrivately(file, JSON.writeValueAsString(told));
        } catch (IOException e) {
            throw unkept(file, e);
        }
    }

    private static Path told(Path folder) {
        return folder.resolve("told.json");
    }

    private static Problem unkept(Path file, IOException e) {
        return new Problem(Problem.Kind.UNFIT, "cannot keep " + file + ": " + e, e);
    }

    @Override
    public String toString() {
        return path.toString();
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw unkept(path, e);
        }
    }
}
