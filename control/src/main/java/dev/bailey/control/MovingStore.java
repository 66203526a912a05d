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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
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

    /** More than these nobody reads in one go. */
    private static final int FINDINGS_SHOWN = 5;

    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final String name;
    private final String streams;
    private final Database source;
    private final Database target;
    private final Roster roster;
    private final Intake intake;
    private final Map<TableId, String> unsettled = new ConcurrentHashMap<>();
    private final Replication replication;
    private final Duration catchUpLimit;
    private final Object marking = new Object();
    private volatile boolean flipping;
    private volatile Side owner = Side.SOURCE;

    private final Verdicts verdicts;
    private final ChangedRows changed = new ChangedRows();
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
            Roster roster,
            Replication replication,
            Verdicts verdicts,
            Duration catchUpLimit) {
        this.name = name;
        this.streams = streams;
        this.source = source;
        this.target = target;
        this.roster = roster;
        this.intake = new Intake(this, roster);
        this.replication = replication;
        this.verdicts = verdicts;
        this.catchUpLimit = catchUpLimit;
    }

    @Override
    public String name() {
        return name;
    }

    /** The side that it is copied from. */
    Side owner() {
        return owner;
    }

    Database database(Side side) {
        return side == Side.SOURCE ? source : target;
    }

    /** Those that are moved now. */
    List<Table> tables() {
        return roster.tables();
    }

    private Map<TableId, Table> byId() {
        return tables().stream().collect(Collectors.toMap(Table::id, Function.identity()));
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
        Map<String, Long> values = database(from).catalog().sequences(tables());
        database(from.opposite()).catalog().advance(values, SEQUENCE_GAP);
    }

    @Override
    public Verdict compareTouched(Side from) {
        changed.add(replication.takeTouched(from, Integer.MAX_VALUE));
        if (changed.size() > CHANGED_IN_FENCE_MAX) {
            return new Verdict.Unknown(changed.size() + " rows changed since they were compared, too many for a pause");
        }
        Map<TableId, Set<Row>> keys = changed.all();
        keys.keySet().retainAll(byId().keySet());
        Verdict verdict =
                keys.isEmpty() ? new Verdict.Equal(0) : verification(from).recheck(keys, byId());
        verdicts.comparedChanges(name, verdict);
        if (verdict instanceof Verdict.Equal && !changed.complete()) {
            return new Verdict.Unknown("not all changes since the last full comparison are known");
        }
        return verdict;
    }

    @Override
    public Optional<String> drift() {
        List<Roster.Finding> findings = roster.findings(roster.look(), owner);
        String first = findings.stream()
                .limit(FINDINGS_SHOWN)
                .map(Roster.Finding::sentence)
                .collect(Collectors.joining("; "));
        return findings.isEmpty()
                ? copying()
                : Optional.of(
                        findings.size() <= FINDINGS_SHOWN
                                ? first
                                : first + "; and " + (findings.size() - FINDINGS_SHOWN) + " more");
    }

    boolean isCopied() {
        return copying().isEmpty();
    }

    private Optional<String> copying() {
        return tables().stream()
                .map(Table::id)
                .filter(table -> !replication.follows(table))
                .findFirst()
                .map(table -> table + " is being copied");
    }

    /**
     * Takes in tables that have come to be on both sides, and lets go of those that are gone. Not while a move is under
     * way.
     *
     * @return whether there is something new to compare
     */
    boolean keepUp() {
        return intake.keepUp(owner);
    }

    /**
     * Copies a table to the target again.
     *
     * @throws Problem when it is being copied already, or the source does not own the writes
     */
    void reload(TableId table) {
        replication.reload(table);
        compareAnew(table, table + " was copied anew since it was compared");
    }

    /** What was found of the table holds no longer. */
    void compareAnew(TableId table, String because) {
        unsettled.put(table, because);
        changed.forget(table);
        verdicts.unknown(name, table, because);
    }

    /** The table is no longer moved. */
    void forget(TableId table) {
        unsettled.remove(table);
        changed.forget(table);
        verdicts.forget(name, table);
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

    /** Compares all rows of all tables, while traffic runs; what is not alike or not copied now is unknown. */
    Map<TableId, Verdict> compareAll(Progress progress) {
        unsettled.clear();
        Map<TableId, Verdict> found = new TreeMap<>(unknown());
        List<Table> comparable = tables().stream()
                .filter(table -> !found.containsKey(table.id()))
                .toList();
        replication.takeTouched(owner, Integer.MAX_VALUE);
        changed.forget();
        if (!comparable.isEmpty()) {
            found.putAll(verification(owner).compare(comparable, progress));
        }
        // what was altered or copied meanwhile may have been read in either state
        unknown().forEach(found::put);
        unsettled.forEach((table, because) -> found.put(table, new Verdict.Unknown(because)));
        found.keySet().retainAll(byId().keySet());
        return found;
    }

    private Map<TableId, Verdict> unknown() {
        Map<TableId, Verdict> unknown = new HashMap<>();
        roster.findings(roster.look(), owner)
                .forEach(finding -> unknown.put(finding.table(), new Verdict.Unknown(finding.sentence())));
        for (Table table : tables()) {
            if (!replication.follows(table.id())) {
                unknown.put(table.id(), new Verdict.Unknown(table + " is being copied"));
            }
        }
        return unknown;
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
        if (isUncomparable(table, rows)) {
            changed.again(table);
            return verdict;
        }
        try {
            verdict = verification(owner).recheckLive(Map.of(table, rows), byId());
            return verdict;
        } finally {
            if (verdict instanceof Verdict.Equal) {
                changed.equal(table);
            } else {
                changed.again(table);
            }
        }
    }

    /** Rows of a table that is being copied, has left, or was known by another key, wait for a full comparison. */
    private boolean isUncomparable(TableId table, Set<Row> rows) {
        Optional<Table> now = roster.table(table);
        return now.isEmpty()
                || unsettled.containsKey(table)
                || !replication.follows(table)
                || rows.stream().anyMatch(row -> row.size() != now.get().key().size());
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

    /** What this side keeps of its log for the stream that reads it, in one sentence; empty when not measured. */
    Optional<String> logKept(Side side) {
        return replication.stream(side).kept().map(kept -> kept.sentence("the " + side.label(), streamReading(side)));
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
