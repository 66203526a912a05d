package dev.bailey.runbook;

import dev.bailey.core.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;

/**
 * What happened, in order, in a SQLite file that outlives the process. Nothing in it is ever changed or removed. One
 * process at a time has it open. Thread-safe.
 */
public final class Journal implements AutoCloseable {

    private static final int VERSION = 1;

    private static final List<String> SCHEMA = List.of(
            """
            create table if not exists entry (
              number integer primary key,
              at text not null,
              kind text not null,
              subject text not null,
              text text not null,
              details text not null
            ) strict""",
            "create index if not exists entry_subject on entry (kind, subject, number)",
            "pragma user_version = " + VERSION);

    private static final String COLUMNS = "select number, at, kind, subject, text, details from entry ";

    private final Path file;
    private final InstantSource clock;
    private final JournalLock lock;
    private final Connection connection;

    private Journal(Path file, InstantSource clock, JournalLock lock, Connection connection) {
        this.file = file;
        this.clock = clock;
        this.lock = lock;
        this.connection = connection;
    }

    /**
     * Opens the journal, and makes it and its folder where they are missing.
     *
     * @throws Problem {@link Problem.Kind#UNFIT} when another live process has it open, or it is not a journal
     */
    public static Journal open(Path file, InstantSource clock) {
        JournalLock lock = null;
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            lock = JournalLock.take(file);
            return new Journal(file, clock, lock, connect(file));
        } catch (IOException | SQLException | RuntimeException e) {
            release(lock, e);
            throw e instanceof Problem problem ? problem : unopened(file, e);
        }
    }

    /** Adds an entry; it is on disk when this returns. */
    public synchronized Entry append(String kind, String subject, String text, Map<String, String> details) {
        Instant at = clock.instant();
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into entry (at, kind, subject, text, details) values (?, ?, ?, ?, ?) returning number")) {
            insert.setString(1, at.toString());
            insert.setString(2, kind);
            insert.setString(3, subject);
            insert.setString(4, text);
            insert.setString(5, Details.write(details));
            try (ResultSet added = insert.executeQuery()) {
                added.next();
                return new Entry(added.getLong(1), at, kind, subject, text, details);
            }
        } catch (SQLException e) {
            throw failed("written", e);
        }
    }

    /** Every entry, oldest first. */
    public List<Entry> entries() {
        return query("order by number");
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

    private static Connection connect(Path file) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        // In WAL mode, anything less may lose the last entries when the machine loses power.
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        Connection connection = config.createConnection("jdbc:sqlite:" + file);
        try (Statement statement = connection.createStatement()) {
            requireKnown(statement, file);
            for (String definition : SCHEMA) {
                statement.execute(definition);
            }
            return connection;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private static void requireKnown(Statement statement, Path file) throws SQLException {
        try (ResultSet row = statement.executeQuery("pragma user_version")) {
            row.next();
            int version = row.getInt(1);
            if (version > VERSION) {
                throw new Problem(
                        Problem.Kind.UNFIT,
                        "journal " + file + " has format " + version + ", and this Bailey knows formats up to "
                                + VERSION + ": use the newer Bailey that wrote it");
            }
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
