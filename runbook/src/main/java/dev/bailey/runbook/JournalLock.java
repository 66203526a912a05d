package dev.bailey.runbook;

import dev.bailey.core.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps a journal to one process: an exclusive lock on a file beside it, which the system frees when the process dies,
 * however it dies. Thread-safe.
 */
final class JournalLock implements AutoCloseable {

    // The lock belongs to the process, and closing any channel of the file gives it up: a second opener in this process
    // must be turned away before it touches the file.
    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

    /** More than any process number needs. */
    private static final int OWNER_BYTES_MAX = 64;

    private final Path file;
    private final FileChannel channel;

    private JournalLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** @throws Problem naming the journal and, where known, the process that has it */
    static JournalLock take(Path journal) throws IOException {
        Path file = journal.toAbsolutePath().normalize().resolveSibling("journal.lock");
        if (!HELD_HERE.add(file)) {
            throw inUse(journal, "this process already");
        }
        FileChannel channel = null;
        try {
            channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw inUse(journal, "process " + owner(channel));
            }
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
            return new JournalLock(file, channel);
        } catch (IOException | RuntimeException e) {
            HELD_HERE.remove(file);
            if (channel != null) {
                channel.close();
            }
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            HELD_HERE.remove(file);
        }
    }

    private static String owner(FileChannel channel) throws IOException {
        ByteBuffer owner = ByteBuffer.allocate(OWNER_BYTES_MAX);
        channel.read(owner, 0);
        String pid = StandardCharsets.US_ASCII.decode(owner.flip()).toString();
        return pid.isEmpty() ? "(unknown)" : pid;
    }

    private static Problem inUse(Path journal, String holder) {
        return new Problem(
                Problem.Kind.UNFIT,
                "journal " + journal + " is in use by " + holder
                        + ": only one Bailey may run a migration; stop that one first, or talk to it with \"bailey status\"");
    }
}
