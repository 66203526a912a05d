package dev.bailey.control;

import dev.bailey.core.Catalog;
import dev.bailey.core.Checkpoint;
import dev.bailey.core.Database;
import dev.bailey.core.Finding;
import dev.bailey.core.Guard;
import dev.bailey.core.Ownership;
import dev.bailey.core.Problem;
import dev.bailey.core.Side;
import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import dev.bailey.core.Verdict;
import dev.bailey.replication.Replication;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/** One store with both its databases, its streams and its comparisons. Thread-safe. */
final class MovingStore implements CrossingStore, AutoCloseable {

    /** How far ahead sequences are set at a flip: enough for what CACHE and a crash may swallow on the other side. */
    static final long SEQUENCE_GAP = 1_000;

    /** More than these nobody reads in one go. */
    private static final int FINDINGS_SHOWN = 5;

    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final String name;
    private final String streams;
    private final Database source;
    private final Database target;
    private final Roster roster;
    private final Intake intake;
    private final Replication replication;
    private final Duration catchUpLimit;
    private final Object marking = new Object();
    private volatile boolean flipping;
    private volatile Side owner = Side.SOURCE;

    private final Proof proof;
    private final StoreComparison comparison;
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
        this.proof = new Proof(name, this::ids, () -> Others.of(replication), verdicts);
        this.comparison = new StoreComparison(this, roster, proof);
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

    /** What stands in the way on this side, in both directions. */
    List<Finding> obstacles(Side side) {
        Catalog other = database(side.opposite()).catalog();
        return database(side).catalog().obstacles(side, tables(), other);
    }

    private Set<TableId> ids() {
        return tables().stream().map(Table::id).collect(Collectors.toSet());
    }

    Replication replication() {
        return replication;
    }

    @Override
    public Guard guard(Side side) {
        return database(side).guard();
    }

    /** Those whose guard does not wait on this side until a move is asked for. */
    List<Table> tablesToGuard(Side side, Side serves) {
        return guard(side).disturbsWriters() && side == serves ? List.of() : tables();
    }

    /** Those that nothing guards yet on this side. */
    List<Table> unguarded(Side side) {
        Set<TableId> guarded = guard(side).tables();
        return tables().stream().filter(table -> !guarded.contains(table.id())).toList();
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
        return comparison.compareChangesInFence(from);
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

    /** Its tables as both sides have them now. */
    Look look() {
        return roster.look();
    }

    /** What of the tables that are moved is not the same on both sides, or not copied. */
    Optional<String> unlike() {
        return roster.findings(roster.look(), owner).stream()
                .filter(finding -> roster.table(finding.table()).isPresent())
                .findFirst()
                .map(Roster.Finding::sentence)
                .or(this::copying);
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
        proof.forget(table);
        proof.unsettle(table, table + " was copied anew since it was compared");
    }

    /** The table has to be compared as a whole; that it is known to differ stays known until then. */
    void compareAnew(TableId table, String because) {
        proof.unsettle(table, because);
    }

    /** The table is no longer moved, or another one than before. */
    void forget(TableId table) {
        proof.forget(table);
    }

    @Override
    public void owner(Side side) {
        owner = side;
        replication.owners(Ownership.sole(side));
    }

    /**
     * Before a move and after it. Marks of a crossing must not be overtaken by those of drills and comparisons: these
     * wait while one is under way.
     */
    void flipping(boolean underWay) {
        synchronized (marking) {
            flipping = underWay;
        }
        replication.crossing(underWay);
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

    /** Compares its tables with each other. */
    StoreComparison comparison() {
        return comparison;
    }

    /** What is known of both sides being equal. */
    Proof proof() {
        return proof;
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

    @Override
    public void close() {
        replication.close();
        source.close();
        target.close();
    }
}
