package dev.bailey.replication;

import dev.bailey.core.Problem;
import dev.bailey.core.Row;
import dev.bailey.core.TableId;
import dev.bailey.core.Value;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which keys a stream has touched, kept outside of the process: one that is killed leaves to the next what is still to
 * be compared. Keys are handed to the system before the transaction that has them is committed, so that a killed
 * process loses none; a machine that went down may, which is noticed. Confined to whoever holds the lock of
 * {@link TouchedKeys}.
 */
final class TouchedFile {

    private static final Logger LOG = LoggerFactory.getLogger(TouchedFile.class);

    /** Past it the rows are many, and comparing tables as a whole is as quick. */
    private static final long BYTES_MAX = 512L << 20;

    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");

    private static final int BEGINS = 0;
    private static final int KEY = 1;
    private static final int WHOLE = 2;
    private static final int COUNTER = 3;

    private final Path folder;
    private final String stream;
    private final Map<Long, Path> segments = new TreeMap<>();
    private long counter;
    private boolean complete;
    private long segment;
    private @Nullable DataOutputStream out;
    private boolean dirty;

    /** Who hears of what an earlier process has left. */
    interface Left {
        void key(TableId table, Row key);

        void whole(TableId table);
    }

    private TouchedFile(Path folder, String stream) {
        this.folder = folder;
        this.stream = stream;
    }

    /** Reads what an earlier process has left, and goes on behind it. */
    static TouchedFile open(Path folder, String stream, Left left) {
        TouchedFile file = new TouchedFile(folder, stream);
        try {
            file.find();
            file.complete = file.read(left);
            file.begin();
        } catch (IOException e) {
            throw new Problem(Problem.Kind.UNFIT, "cannot keep touched keys in " + folder + ": " + e.getMessage(), e);
        }
        return file;
    }

    private void find() throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, stream + ".touched-*")) {
            for (Path file : files) {
                String name = String.valueOf(file.getFileName());
                long number = Long.parseLong(name.substring(name.lastIndexOf('-') + 1));
                segments.put(number, file);
                segment = Math.max(segment, number);
            }
        }
    }

    /** Whether none is missing, as far as the files know. */
    private boolean read(Left left) throws IOException {
        boolean whole = !segments.isEmpty();
        for (Path file : segments.values()) {
            try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
                whole &= read(in, left);
            }
        }
        return whole;
    }

    private boolean read(DataInputStream in, Left left) throws IOException {
        try {
            if (in.read() != BEGINS || !boot().equals(Optional.of(in.readUTF()))) {
                return false;
            }
            for (int kind = in.read(); kind >= 0; kind = in.read()) {
                switch (kind) {
                    case KEY -> left.key(table(in), row(in));
                    case WHOLE -> left.whole(table(in));
                    case COUNTER -> counter = Math.max(counter, in.readLong());
                    default -> {
                        return false;
                    }
                }
            }
        } catch (EOFException e) {
            // killed before it was all handed over, and so before the commit
        }
        return true;
    }

    private static TableId table(DataInputStream in) throws IOException {
        return new TableId(in.readUTF(), in.readUTF());
    }

    private static Row row(DataInputStream in) throws IOException {
        Value[] values = new Value[in.readUnsignedShort()];
        for (int i = 0; i < values.length; i++) {
            int length = in.readInt();
            values[i] = length < 0 ? Value.NULL : Value.of(in.readNBytes(length));
            if (values[i].length() < length) {
                throw new EOFException();
            }
        }
        return Row.of(values);
    }

    /** What a machine is called from one start of it to the next; empty where nobody can say. */
    private static Optional<String> boot() {
        try {
            return Optional.of(Files.readString(BOOT).strip());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * Whether it knows all that was touched up to the transaction with this counter, the last that is committed. Where
     * it does not, all tables are to be told as touched, and it knows from there on.
     */
    boolean covers(long committed) {
        boolean covers = committed == 0 || (complete && committed <= counter);
        complete = true;
        counter = Math.max(counter, committed);
        return covers;
    }

    void key(TableId table, Row key) {
        write(to -> {
            to.write(KEY);
            to.writeUTF(table.schema());
            to.writeUTF(table.name());
            to.writeShort(key.size());
            for (int i = 0; i < key.size(); i++) {
                Value value = key.at(i);
                to.writeInt(value.isNull() ? -1 : value.length());
                if (!value.isNull()) {
                    value.writeTo(to);
                }
            }
        });
    }

    void whole(TableId table) {
        write(to -> {
            to.write(WHOLE);
            to.writeUTF(table.schema());
            to.writeUTF(table.name());
        });
    }

    /** A transaction with this counter is about to be committed, with all that was told before. */
    void committing(long next) {
        counter = next;
        write(to -> {
            to.write(COUNTER);
            to.writeLong(next);
            to.flush();
        });
    }

    /** What is told from here on is in another file. */
    void rotate() {
        DataOutputStream before = out;
        if (before == null || !dirty) {
            return;
        }
        try {
            before.close();
            begin();
        } catch (IOException e) {
            giveUp(e);
        }
    }

    private void begin() throws IOException {
        segment++;
        Path file = folder.resolve(stream + ".touched-" + segment);
        out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)));
        segments.put(segment, file);
        dirty = false;
        out.write(BEGINS);
        out.writeUTF(boot().orElse(""));
        out.write(COUNTER);
        out.writeLong(counter);
        out.flush();
        if (bytes() > BYTES_MAX) {
            throw new IOException("more than " + (BYTES_MAX >> 20) + " MB of touched keys");
        }
    }

    private long bytes() throws IOException {
        long bytes = 0;
        for (Path file : segments.values()) {
            bytes += Files.size(file);
        }
        return bytes;
    }

    /** All that was told before the last {@link #rotate} is compared, but for these rows. */
    void keepOnly(Map<TableId, Set<Row>> rows) {
        if (segments.size() < 2) {
            return;
        }
        rows.forEach((table, keys) -> keys.forEach(key -> key(table, key)));
        write(DataOutputStream::flush);
        segments.entrySet().removeIf(each -> each.getKey() < segment && deleted(each.getValue()));
    }

    private static boolean deleted(Path file) {
        try {
            return Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.warn("{} stays behind: {}", file, e.getMessage());
            return false;
        }
    }

    private interface Writing {
        void to(DataOutputStream out) throws IOException;
    }

    private void write(Writing writing) {
        DataOutputStream to = out;
        if (to == null) {
            return;
        }
        try {
            writing.to(to);
            dirty = true;
        } catch (IOException e) {
            giveUp(e);
        }
    }

    /** Nothing depends on it while the process lives; the next one compares everything. */
    private void giveUp(IOException because) {
        LOG.warn(
                "touched keys of {} are not kept any longer, so a restart compares all tables: {}",
                stream,
                because.getMessage());
        out = null;
        segments.values().forEach(TouchedFile::deleted);
        segments.clear();
    }
}
