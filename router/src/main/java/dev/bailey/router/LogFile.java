package dev.bailey.router;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A file that grows at its end, which somebody may move away at any time: the next part then goes to a new one of its
 * name. Confined to one thread.
 */
final class LogFile implements AutoCloseable {

    /** Addresses of people are nobody's business but the operators'. */
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_AND_GROUP =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----"));

    private static final Set<StandardOpenOption> APPEND = Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND);

    private final Optional<Path> file;
    private @Nullable FileChannel channel;
    private @Nullable Object key;

    /** @param file empty for the standard output */
    LogFile(Optional<Path> file) {
        this.file = file;
    }

    /** Writes all of it or, as far as the file allows that, nothing, so that no half line stays behind. */
    void append(ByteBuffer part) throws IOException {
        FileChannel open = file.isPresent() ? atItsName(file.get()) : standardOutput();
        long before = file.isPresent() ? open.size() : 0;
        try {
            while (part.hasRemaining()) {
                open.write(part);
            }
        } catch (IOException e) {
            takeBack(open, before, e);
            throw e;
        }
    }

    private FileChannel atItsName(Path path) throws IOException {
        FileChannel open = channel;
        if (open != null && Objects.equals(key, keyOf(path))) {
            return open;
        }
        close();
        FileChannel opened = FileChannel.open(path, APPEND, OWNER_AND_GROUP);
        channel = opened;
        key = keyOf(path);
        return opened;
    }

    // It is the process's, and stays open when this is closed.
    @SuppressWarnings("resource")
    private FileChannel standardOutput() {
        FileChannel open = channel;
        if (open == null) {
            open = new FileOutputStream(FileDescriptor.out).getChannel();
            channel = open;
        }
        return open;
    }

    private static @Nullable Object keyOf(Path path) throws IOException {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    private void takeBack(FileChannel open, long before, IOException cause) {
        try {
            if (file.isPresent()) {
                open.truncate(before);
            }
        } catch (IOException e) {
            // A device or a pipe cannot be cut.
            cause.addSuppressed(e);
        }
    }

    @Override
    public void close() throws IOException {
        FileChannel open = channel;
        channel = null;
        key = null;
        if (open != null && file.isPresent()) {
            open.close();
        }
    }
}
