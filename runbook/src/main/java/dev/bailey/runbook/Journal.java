package dev.bailey.runbook;

import dev.bailey.core.Milestones;
import dev.bailey.core.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;

/**
 * What happened, in order, in a SQLite file that outlives the process. Nothing in it is ever changed or removed, and a
 * chain of hashes shows where somebody did. One process at a time has it open. Thread-safe.
 */
public final class Journal implements AutoCloseable {

    /** The kind of entries in which the journal speaks of itself. */
    static final String KIND = "journal";

    private static final String COLUMNS = "select number, at, kind, subject, text, details from entry ";

    private final Path file;
    private final InstantSource clock;
    private final Milestones milestones;
    private final JournalLock lock;
    private final Connection connection;
    private final List<JournalListener> listeners = new CopyOnWriteArrayList<>();
    private JournalHead head;

    private Journal(Path file, InstantSource clock, Milestones milestones, JournalLock lock, Connection connection)
            throws SQLException {
        this.file = file;
        this.clock = clock;
        this.milestones = milestones;
        this.lock = lock;
        this.connection = connection;
        this.head = JournalFormat.head(connection);
    }

    /**
     * Opens the journal, and makes it and its folder where they are missing.
     *
     * @throws Problem {@link Problem.Kind#UNFIT} when another live process has it open, or it is not a journal
     */
    public static Journal open(Path file, InstantSource clock) {
        return open(file, clock, Milestones.UNHEARD);
    }

    /**
     * Opens the journal as {@link #open(Path, InstantSource)} does.
     *
     * @param milestones are told before each entry is added, and after it
     */
    public static Journal open(Path file, InstantSource clock, Milestones milestones) {
        JournalLock lock = null;
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            lock = JournalLock.take(file);
            return new Journal(file, clock, milestones, lock, connect(file, clock));
        } catch (IOException | SQLException | RuntimeException e) {
            release(lock, e);
            throw e instanceof Problem problem ? problem : unopened(file, e);
        }
    }

    /**
     * Follows the chain of hashes in a journal or a copy of one. Only reads, also while Bailey has it open. Whoever cut
     * off its end, or wrote everything anew, is found by {@link #check(Path, JournalHead)} alone.
     *
     * @throws Problem when the file cannot be read, is no journal, or has a format without hashes
     */
    public static JournalCheck check(Path file) {
        return JournalReader.check(file, JournalHead.NONE);
    }

    /** Follows the chain as {@link #check(Path)} does, and finds in it an entry that a report spoke of. */
    public static JournalCheck check(Path file, JournalHead known) {
        return JournalReader.check(file, known);
    }

    /** Every entry of a journal, oldest first. Only reads, also while another process has it open. */
    public static List<Entry> read(Path file) {
        return JournalReader.entries(file);
    }

    /** The last entry, for whoever wants to find later that nothing up to it was changed. */
    public synchronized JournalHead head() {
        return head;
    }

    /** Lets somebody hear of every entry from now on. */
    public void tell(JournalListener listener) {
        listeners.add(listener);
    }

    /** Adds an entry; it is on disk when this returns. */
    public synchronized Entry append(String kind, String subject, String text, Map<String, String> details) {
        milestones.reached("journal: before " + subject + " " + text);
        Entry entry = new Entry(head.number() + 1, clock.instant(), kind, subject, text, details);
        try {
            head = JournalFormat.add(connection, entry, head);
        } catch (SQLException e) {
            throw failed("written", e);
        }
        milestones.reached("journal: after " + subject + " " + text);
        listeners.forEach(listener -> listener.added(entry));
        return entry;
    }

    /** Every entry, oldest first. */
    public List<Entry> entries() {
        return query("order by number");
    }

    /** The entries of one kind, oldest first. */
    public List<Entry> entries(String kind) {
        return query("where kind = ? order by number", kind);
    }

    /** The entries of one kind about one subject, oldest first. */
    public List<Entry> entries(String kind, String subject) {
        return query("where kind = ? and subject = ? order by number", kind, subject);
    }

    /** The newest entry of one kind about one subject. */
    public Optional<Entry> last(String kind, String subject) {
        return query("where kind = ? and subject = ? order by number desc limit 1", kind, subject).stream()
                .findFirst();
    }

    @Override
    public synchronized void close() {
        try (lock) {
            connection.close();
        } catch (IOException | SQLException e) {
            throw failed("closed", e);
        }
    }

    private synchronized List<Entry> query(String condition, String... arguments) {
        try (PreparedStatement select = connection.prepareStatement(COLUMNS + condition)) {
            for (int i = 0; i < arguments.length; i++) {
                select.setString(i + 1, arguments[i]);
            }
            try (ResultSet rows = select.executeQuery()) {
                List<Entry> entries = new ArrayList<>();
                while (rows.next()) {
                    entries.add(entry(rows));
                }
                return List.copyOf(entries);
            }
        } catch (SQLException e) {
            throw failed("read", e);
        }
    }

    private static Entry entry(ResultSet row) throws SQLException {
        return new Entry(
                row.getLong(1),
                Instant.parse(row.getString(2)),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                Details.read(row.getString(6)));
    }

    private static Connection connect(Path file, InstantSource clock) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        // In WAL mode, anything less may lose the last entries when the machine loses power.
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        Connection connection = config.createConnection("jdbc:sqlite:" + file);
        try {
            JournalFormat.prepare(connection, file, clock);
            return connection;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private static void release(@Nullable JournalLock lock, Exception because) {
        if (lock == null) {
            return;
        }
        try {
            lock.close();
        } catch (IOException e) {
            because.addSuppressed(e);
        }
    }

    private static Problem unopened(Path file, Exception cause) {
        return new Problem(
                Problem.Kind.UNFIT,
                "journal " + file + " cannot be opened (" + cause.getMessage()
                        + "): check that its folder may be written and that the file is Bailey's",
                cause);
    }

    private Problem failed(String act, Exception cause) {
        return new Problem(
                Problem.Kind.FAILED,
                "journal " + file + " cannot be " + act + " (" + cause.getMessage()
                        + "): check the disk, then start Bailey again; it goes on where the journal ends",
                cause);
    }
}
