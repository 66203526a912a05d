package dev.bailey.postgres;

import dev.bailey.core.Change;
import dev.bailey.core.LogEvent;
import dev.bailey.core.Origin;
import dev.bailey.core.Problem;
import dev.bailey.core.Problem.Kind;
import dev.bailey.core.Row;
import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the messages of {@code pgoutput}, protocol version 1 with values as text ("Logical Replication Message
 * Formats" in PostgreSQL's documentation). Confined to one thread.
 *
 * <p>A Begin is held back until the first change or mark: only then is it known whose transaction it is. One that
 * starts with Bailey's checkpoint is Bailey's, and the rest of it is not even decoded.
 */
final class PgoutputDecoder {

    static final String MARK_PREFIX = "bailey";
    private static final TableId CHECKPOINT = new TableId("bailey", "checkpoint");
    private static final Instant EPOCH = Instant.parse("2000-01-01T00:00:00Z");

    private final LogCatalog catalog;
    private final int timeline;
    private final Map<Integer, Table> tables = new HashMap<>();

    private LogEvent.@Nullable Begin held;
    private @Nullable Lsn position;
    private boolean announced;
    private boolean skipping;

    /** @param timeline of the log that is decoded */
    PgoutputDecoder(LogCatalog catalog, int timeline) {
        this.catalog = catalog;
        this.timeline = timeline;
    }

    /** The commit position of the transaction whose messages are coming in, or null between transactions. */
    @Nullable Lsn open() {
        return position;
    }

    /** Decodes one message, and adds what it means, if anything, to the events. */
    void decode(ByteBuffer message, Queue<LogEvent> events) {
        byte type = message.get();
        switch (type) {
            case 'B' -> begin(message);
            case 'C' -> commit(events);
            case 'R' -> relation(message);
            case 'M' -> mark(message, events);
            case 'I', 'U', 'D' -> row(type, message, events);
            case 'T' -> truncate(message, events);
            case 'O', 'Y' -> {
                // Where the transaction came from before, and how a type is called: both of no use here.
            }
            default ->
                throw new Problem(
                        Kind.UNFIT,
                        "the log holds a message of type '" + (char) type + "' that Bailey does not know; is the server"
                                + " newer than this Bailey?");
        }
    }

    private void begin(ByteBuffer message) {
        // Just past where the commit begins: a log that ends right before it does not reach there.
        Lsn commit = new Lsn(message.getLong() + 1, timeline);
        Instant committedAt = EPOCH.plus(message.getLong(), ChronoUnit.MICROS);
        held = new LogEvent.Begin(new Xid(message.getInt()), commit, committedAt, Origin.APPLICATION);
        position = commit;
        announced = false;
        skipping = false;
    }

    private void commit(Queue<LogEvent> events) {
        Lsn commit = position;
        if (commit == null) {
            throw new IllegalStateException("the log commits a transaction that it did not begin");
        }
        if (announced) {
            events.add(new LogEvent.Commit(commit));
        }
        held = null;
        position = null;
    }

    private void relation(ByteBuffer message) {
        int relation = message.getInt();
        tables.put(relation, PgoutputTuples.table(Integer.toUnsignedLong(relation), message, catalog));
    }

    private void mark(ByteBuffer message, Queue<LogEvent> events) {
        boolean transactional = (message.get() & 1) != 0;
        message.getLong();
        String prefix = PgoutputTuples.text(message);
        if (skipping || !transactional || !prefix.equals(MARK_PREFIX)) {
            return;
        }
        byte[] content = new byte[message.getInt()];
        message.get(content);
        announce(Origin.APPLICATION, events);
        events.add(new LogEvent.Marked(new String(content, StandardCharsets.UTF_8)));
    }

    private void row(byte type, ByteBuffer message, Queue<LogEvent> events) {
        if (skipping) {
            return;
        }
        Table table = table(message.getInt());
        if (isOurs(table, events)) {
            return;
        }
        announce(Origin.APPLICATION, events);
        events.add(new LogEvent.Changed(
                switch (type) {
                    case 'I' -> insert(table, message);
                    case 'U' -> update(table, message);
                    default -> delete(table, message);
                }));
    }

    private static Change insert(Table table, ByteBuffer message) {
        message.get();
        return new Change.Insert(table, PgoutputTuples.row(message));
    }

    private static Change update(Table table, ByteBuffer message) {
        List<Integer> keyIndexes = table.keyIndexes();
        byte kind = message.get();
        if (kind == 'N') {
            Row row = PgoutputTuples.row(message);
            return new Change.Update(table, row.pick(keyIndexes), row);
        }
        // 'K' holds the old key alone, with nulls elsewhere; 'O' the whole old row. A key that is too long to be
        // logged twice stands only in the old one.
        Row old = PgoutputTuples.row(message);
        message.get();
        Row row = PgoutputTuples.row(message);
        Row key = old.pick(keyIndexes);
        return new Change.Update(
                table, key, kind == 'O' ? row.completedBy(old) : PgoutputTuples.withKey(row, key, keyIndexes));
    }

    private static Change delete(Table table, ByteBuffer message) {
        message.get();
        return new Change.Delete(table, PgoutputTuples.row(message).pick(table.keyIndexes()));
    }

    private void truncate(ByteBuffer message, Queue<LogEvent> events) {
        if (skipping) {
            return;
        }
        int count = message.getInt();
        message.get();
        List<Table> emptied = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            Table table = table(message.getInt());
            if (!isOurs(table, events)) {
                emptied.add(table);
            }
        }
        if (!emptied.isEmpty()) {
            announce(Origin.APPLICATION, events);
            events.add(new LogEvent.Changed(new Change.Truncate(emptied)));
        }
    }

    private Table table(int relation) {
        Table table = tables.get(relation);
        if (table == null) {
            throw new IllegalStateException("the log changes relation " + relation + " before it describes it");
        }
        return table;
    }

    /** Bailey's own tables never appear; the checkpoint as the first change makes the transaction Bailey's. */
    private boolean isOurs(Table table, Queue<LogEvent> events) {
        if (!table.id().schema().equals(CHECKPOINT.schema())) {
            return false;
        }
        if (!announced && table.id().equals(CHECKPOINT)) {
            announce(Origin.BAILEY, events);
            skipping = true;
        }
        return true;
    }

    private void announce(Origin origin, Queue<LogEvent> events) {
        LogEvent.Begin begin = held;
        if (begin != null) {
            events.add(new LogEvent.Begin(begin.id(), begin.position(), begin.committedAt(), origin));
            held = null;
            announced = true;
        }
    }
}
