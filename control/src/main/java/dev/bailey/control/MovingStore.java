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
import dev.bailey.verification.Progress;
import dev.bailey.verification.Verification;
import dev.bailey.verification.VerificationSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Collectors;

/** One store with both its databases, its streams and its comparisons. Thread-safe. */
final class MovingStore implements CrossingStore, AutoCloseable {

    /** How far ahead sequences are set at a flip: enough for what CACHE and a crash may swallow on the other side. */
    static final long SEQUENCE_GAP = 1_000;

    /** Comparing more than these would outlast the pause. */
    static final int CHANGED_IN_FENCE_MAX = 5_000;

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

    private final Verdicts verdicts;
    private final ChangedRows changed = new ChangedRows();
    private final TableDrift drift;
    private final Map<Side, Long> harmless = new ConcurrentHashMap<>();
    private final Map<Side, Long> harmlesslyHealed = new ConcurrentHashMap<>();
    private boolean started;

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
            Verdicts verdicts,
            TableDrift drift,
            Duration catchUpLimit) {
        this.name = name;
        this.streams = streams;
        this.source = source;
        this.target = target;
        this.tables = List.copyOf(tables);
        this.byId = tables.stream().collect(Collectors.toMap(Table::id, Function.identity()));
        this.replication = replication;
        this.verdicts = verdicts;
        this.drift = drift;
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
        changed.add(replication.takeTouched(from, Integer.MAX_VALUE));
        if (changed.size() > CHANGED_IN_FENCE_MAX) {
            return new Verdict.Unknown(changed.size() + " rows changed since they were compared, too many for a pause");
        }
        Map<TableId, Set<Row>> keys = changed.all();
        Verdict verdict =
                keys.isEmpty() ? new Verdict.Equal(0) : verification(from).recheck(keys, byId);
        verdicts.comparedChanges(name, verdict);
        if (verdict instanceof Verdict.Equal && !changed.complete()) {
            return new Verdict.Unknown("not all changes since the last full comparison are known");
        }
        return verdict;
    }

    @Override
    public Optional<String> drift(Side side) {
        return drift.on(side, database(side).catalog());
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
        changed.forget();
        return verification(owner).compare(tables, progress);
    }

    /** Takes note of what a full comparison found: with both sides equal, what others wrote before it did no harm. */
    void compared(Verdict verdict) {
        if (verdict instanceof Verdict.Equal) {
            for (Side side : Side.values()) {
                harmless.put(side, replication.stream(side).foreign());
                harmlesslyHealed.put(side.opposite(), replication.stream(side).healed());
            }
        }
    }

    /** Writes by somebody else on this side since both sides were last found equal. */
    long foreign(Side side) {
        return replication.stream(side).foreign() - harmless.getOrDefault(side, 0L);
    }

    /** Conflicts on this side that were healed since both sides were last found equal. */
    long healed(Side side) {
        return replication.stream(side.opposite()).healed() - harmlesslyHealed.getOrDefault(side, 0L);
    }

    /** Compares rows that changed since they were last found equal, while traffic runs. */
    Verdict compareTouchedLive(int most) {
        changed.add(replication.takeTouched(owner, Integer.MAX_VALUE));
        List<Verdict> verdicts = new ArrayList<>();
        changed.take(most).forEach((table, rows) -> verdicts.add(compareLive(table, rows)));
        return verdicts.isEmpty() ? new Verdict.Equal(0) : Verification.overall(verdicts);
    }

    private Verdict compareLive(TableId table, Set<Row> rows) {
        Verdict verdict = new Verdict.Unknown(table + " was not compared");
        try {
            verdict = verification(owner).recheckLive(Map.of(table, rows), byId);
            return verdict;
        } finally {
            if (verdict instanceof Verdict.Equal) {
                changed.equal(table);
            } else {
                changed.again(table);
            }
        }
    }

    /** What stands between the last comparison and a claim about now; empty when nothing does. */
    Optional<String> uncertainty() {
        if (!changed.complete()) {
            return Optional.of("not all changes since the last full comparison are known; run bailey verify");
        }
        return changed.size() > CHANGED_IN_FENCE_MAX
                ? Optional.of(changed.size() + " changed rows wait to be compared")
                : Optional.empty();
    }

    /** Starts both streams, unless they run already. */
    synchronized void startStreams(Side ownerNow) {
        if (started) {
            return;
        }
        replication.prepare();
        owner(ownerNow);
        replication.start();
        started = true;
    }

    /** The name of the stream that reads this side's log. */
    String streamReading(Side side) {
        return streamReading(side, streams);
    }

    static String streamReading(Side side, String streams) {
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
