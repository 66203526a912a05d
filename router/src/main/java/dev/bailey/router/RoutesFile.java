package dev.bailey.router;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bailey.core.Problem;
import dev.bailey.core.Route;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * The last routes on disk, so that a router that starts alone knows where to send. Replaced as a whole by rename: a
 * reader sees the old or the new one, never half of one. Not thread-safe.
 */
final class RoutesFile {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path path;

    RoutesFile(Path path) {
        this.path = path.toAbsolutePath();
    }

    List<Route> read() {
        if (!Files.exists(path)) {
            return List.of();
        }
        byte[] content = content();
        try {
            return List.of(JSON.readValue(content, Route[].class));
        } catch (IOException e) {
            throw new Problem(
                    Problem.Kind.UNFIT,
                    "the routes file " + path + " is not one of Bailey's: move it away and start again",
                    e);
        }
    }

    private byte[] content() {
        try {
            return Files.readAllBytes(path);
        } catch (IOException e) {
            throw new Problem(Problem.Kind.FAILED, "cannot read the routes file " + path + ": " + e, e);
        }
    }

    /** @param changed the one that was published now */
    void write(Route changed, List<Route> all) {
        Path fresh = path.resolveSibling(path.getFileName() + ".new");
        try {
            Files.createDirectories(folder());
            writeDurably(fresh, JSON.writeValueAsBytes(all));
            Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            forceFolder();
        } catch (IOException e) {
            throw new Problem(
                    Problem.Kind.FAILED,
                    "the router follows epoch " + changed.epoch() + " but cannot keep it in " + path + ": " + e
                            + "; make room and publish the route again",
                    e);
        }
    }

    private static void writeDurably(Path file, byte[] content) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer rest = ByteBuffer.wrap(content);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            channel.force(/* metaData= */ true);
        }
    }

    /** Without this the rename itself may be lost when the machine loses power. */
    private void forceFolder() throws IOException {
        try (FileChannel channel = FileChannel.open(folder(), StandardOpenOption.READ)) {
            channel.force(/* metaData= */ true);
        }
    }

    private Path folder() {
        Path parent = path.getParent();
        if (parent == null) {
            throw new IllegalStateException("a routes file lies in a folder: " + path);
        }
        return parent;
    }
}
