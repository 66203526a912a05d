package dev.bailey.replication;

import dev.bailey.core.Change;
import dev.bailey.core.Problem;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Changes in a temporary file, made with the first of them and deleted on closing. Confined to one thread. */
final class ChangeFile implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ChangeFile.class);
    private static final int BUFFER_BYTES = 1 << 16;

    private final Path folder;
    private final ChangeCodec codec = new ChangeCodec();
    private @Nullable Path file;
    private @Nullable DataOutputStream out;
    private long size;

    ChangeFile(Path folder) {
        this.folder = folder;
    }

    /** What {@link #forEach} hands out. */
    @FunctionalInterface
    interface Taker {
        void take(int transaction, Change change);
    }

    void add(int transaction, Change change) {
        try {
            DataOutputStream open = out == null ? open() : out;
            open.writeInt(transaction);
            codec.write(change, open);
            size++;
        } catch (IOException e) {
            throw problem("written", e);
        }
    }

    private DataOutputStream open() throws IOException {
        file = Files.createTempFile(folder, "bailey-queue-", ".bin");
        out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), BUFFER_BYTES));
        return out;
    }

    void forEach(Taker taker) {
        if (file == null || out == null) {
            return;
        }
        try {
            out.flush();
            try (DataInputStream in =
                    new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES))) {
                for (long i = 0; i < size; i++) {
                    int transaction = in.readInt();
                    taker.take(transaction, codec.read(in));
                }
            }
        } catch (IOException e) {
            throw problem("read", e);
        }
    }

    private Problem problem(String done, IOException e) {
        return new Problem(
                Problem.Kind.BUSY,
                "changes that came while it was copied could not be " + done + " in " + folder
                        + ": make room there; it is copied again",
                e);
    }

    @Override
    public void close() {
        try {
            if (out != null) {
                out.close();
            }
        } catch (IOException e) {
            // nobody reads the file any more
        }
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            LOG.warn("{} is of no more use and could not be deleted: {}", file, e.toString());
        }
    }
}
