package dev.bailey.control;

import dev.bailey.core.Checkpoint;
import dev.bailey.core.Database;
import dev.bailey.core.Guard;
import dev.bailey.core.Problem;
import dev.bailey.core.Row;
import dev.bailey.core.Side;
import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import dev.bailey.core.Verdict;
import dev.bailey.replication.Replication;
import dev.bailey.replication.Touched;
import dev.bailey.verification.Progress;
import dev.bailey.verification.Verification;
import dev.bailey.verification.VerificationSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Collectors;

/** One store with both its databases, its streams and its comparisons. Thread-safe. */
final class MovingStore implements CrossingStore, AutoCloseable {

    /** How far ahead sequences are set at a flip: enough for what CACHE and a crash may swallow on the other side. */
    static final long SEQUENCE_GAP = 1_000;

    /** More rows than this were not compared since the last look: comparing them would outlast the pause. */
    static final int TOUCHED_IN_FENCE_MAX = 20_000;

    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final String name;
    private final String streams;
    private final Database source;
    private final Database target;
    private final List<Table> tables;
    private final Map<TableId, Table> byId;
    private final Replication replication;
    private final Duration catchUpLimit;
    private final Object marking = new Object();
    private volatile boolean flipping;
    private volatile Side owner = Side.SOURCE;

    /** Rows that were taken for a comparison which has not found them equal yet. */
    private volatile Map<TableId, Set<Row>> uncompared = Map.of();

    /**
     * @param streams the name that both streams begin with
     * @param catchUpLimit how long a comparison waits for the other side
     */
    MovingStore(
            String name,
            String streams,
            Database source,
            Database target,
            List<Table> tables,
            Replication replication,
            Duration catchUpLimit) {
        this.name = name;
        this.streams = streams;
        this.source = source;
        this.target = target;
        this.tables = List.copyOf(tables);
        this.byId = tables.stream().collect(Collectors.toMap(Table::id, Function.identity()));
        this.replication = replication;
        this.catchUpLimit = catchUpLimit;
    }

    @Override
    public String name() {
        return name;
    }

    Database database(Side side) {
        return side == Side.SOURCE ? source : target;
    }

    List<Table> tables() {
        return tables;
    }

    Replication replication() {
        return replication;
    }

    @Override
    public Guard guard(Side side) {
        return database(side).guard();
    }

    @Override
    public void mark(Side side, String mark) {
        synchronized (marking) {
            database(side).log().mark(mark);
        }
    }

    @Override
    public boolean drained(Side from, String mark) {
        return database(from.opposite())
                .checkpoint(streamReading(from))
                .map(Checkpoint::mark)
                .filter(mark::equals)
                .isPresent();
    }

    @Override
    public void anchor(Side side) {
        database(side).log().markOnce(anchorMark(side));
    }

    @Override
    public boolean anchored(Side side) {
        return database(side).log().marked(anchorMark(side));
    }

    @Override
    public void carrySequences(Side from) {
        Map<String, Long> values = database(from).catalog().sequences(tables);
        database(from.opposite()).catalog().advance(values, SEQUENCE_GAP);
    }

    @Override
    public Verdict compareTouched(Side from) {
        Map<TableId, Set<Row>> before = uncompared;
        Touched touched = replication.takeTouched(from, TOUCHED_IN_FENCE_MAX);
        if (!touched.all()) {
            return new Verdict.Unknown("more rows changed since the last comparison than are kept in mind");
        }
        Map<TableId, Set<Row>> keys = new HashMap<>();
        before.forEach((table, rows) -> keys.put(table, new HashSet<>(rows)));
        touched.keys()
                .forEach((table, rows) ->
                        keys.computeIfAbsent(table, absent -> new HashSet<>()).addAll(rows));
        return keys.isEmpty() ? new Verdict.Equal(0) : verification(from).recheck(keys, byId);
    }

    @Override
    public void owner(Side side) {
        owner = side;
        replication.owner(side);
    }

    /**
     * Marks of a crossing must not be overtaken by those of drills and comparisons: these wait while one is under way.
     */
    void flipping(boolean underWay) {
        synchronized (marking) {
            flipping = underWay;
        }
    }

    /**
     * Returns once everything committed on this side before the call has been applied on the other one.
     *
     * @return how long it took
     * @throws Problem when it did not within the limit, or while a flip is under way
     */
    synchronized Duration catchUp(Side side) {
        long start = System.nanoTime();
        String mark = "catch up " + UUID.randomUUID();
        synchronized (marking) {
            if (flipping) {
                throw new Problem(Problem.Kind.BUSY, name + ": a flip is under way");
            }
            database(side).log().mark(mark);
        }
        while (!drained(side, mark)) {
            if (System.nanoTime() - start > catchUpLimit.toNanos()) {
                throw new Problem(
                        Problem.Kind.BUSY,
                        "the " + side.opposite().label() + " of " + name + " did not catch up within "
                                + catchUpLimit.toSeconds() + " s");
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** Compares all rows of all tables, while traffic runs. */
    Map<TableId, Verdict> compareAll(Progress progress) {
        replication.takeTouched(owner, Integer.MAX_VALUE);
        return verification(owner).compare(tables, progress);
    }

    /** Compares the rows that changed since they were last compared, while traffic runs. */
    Verdict compareTouchedLive(int most) {
        if (uncompared.isEmpty()) {
            uncompared = replication.takeTouched(owner, most).keys();
        }
        if (uncompared.isEmpty()) {
            return new Verdict.Equal(0);
        }
        Verdict verdict = verification(owner).recheckLive(uncompared, byId);
        if (verdict instanceof Verdict.Equal) {
            uncompared = Map.of();
        }
        return verdict;
    }

    /** The name of the stream that reads this side's log. */
    String streamReading(Side side) {
        return streams + (side == Side.SOURCE ? "_forward" : "_reverse");
    }

    private String anchorMark(Side side) {
        return "apply " + streamReading(side);
    }

    private Verification verification(Side ownerNow) {
        return new Verification(source, target, ownerNow, () -> catchUp(ownerNow), VerificationSettings.standard());
    }

    @Override
    public void close() {
        replication.close();
        source.close();
        target.close();
    }
}
