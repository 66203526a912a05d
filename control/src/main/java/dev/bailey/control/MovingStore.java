package dev.bailey.control;

import dev.bailey.core.Catalog;
import dev.bailey.core.Check;
import dev.bailey.core.Checkpoint;
import dev.bailey.core.Database;
import dev.bailey.core.Finding;
import dev.bailey.core.Guard;
import dev.bailey.core.Milestones;
import dev.bailey.core.Ownership;
import dev.bailey.core.Problem;
import dev.bailey.core.Side;
import dev.bailey.core.Slice;
import dev.bailey.core.Slices;
import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import dev.bailey.core.Tenancy;
import dev.bailey.replication.Replication;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/** One store with both its databases, its streams and its comparisons. Thread-safe. */
final class MovingStore implements AutoCloseable {

    /** More than these nobody reads in one go. */
    private static final int FINDINGS_SHOWN = 5;

    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final String name;
    private final String streams;
    private final Database source;
    private final Database target;
    private final Slices slices;
    private final Optional<Tenancy> tenancy;
    private final Roster roster;
    private final Intake intake;
    private final Replication replication;
    private final Duration catchUpLimit;
    private final Map<String, Guard> guards = new ConcurrentHashMap<>();
    private final Object marking = new Object();
    private volatile boolean flipping;
    private volatile Ownership ownership;

    private final Proof proof;
    private final ProofFile proofs;
    private final StoreComparison comparison;
    private final CarriedKeys keys;
    private final StoreTriggers triggers = new StoreTriggers(this);
    private final Together<CatchUp, Duration> catchUps = new Together<>();
    private boolean started;

    /** What many wait for at once. */
    private record CatchUp(Side side, Duration limit) {}

    /**
     * @param streams the name that both streams begin with
     * @param tenancy whose its rows are; empty where slices are not told apart
     * @param proofs what an earlier process has found equal
     * @param catchUpLimit how long a comparison waits for the other side
     */
    MovingStore(
            String name,
            String streams,
            Database source,
            Database target,
            Slices slices,
            Optional<Tenancy> tenancy,
            Roster roster,
            Replication replication,
            Verdicts verdicts,
            ProofFile proofs,
            InstantSource clock,
            Milestones milestones,
            Duration catchUpLimit) {
        this.name = name;
        this.streams = streams;
        this.source = source;
        this.target = target;
        this.slices = slices;
        this.tenancy = tenancy;
        this.ownership = Ownership.sole(Side.SOURCE);
        this.roster = roster;
        this.intake = new Intake(this, roster);
        this.replication = replication;
        this.proof = new Proof(name, this::ids, () -> Others.of(replication), verdicts);
        this.proofs = proofs;
        proof.keepIn(proofs, roster::table);
        this.comparison = new StoreComparison(this, roster, proof, clock, milestones);
        this.keys = new CarriedKeys(this);
        this.catchUpLimit = catchUpLimit;
    }

    String name() {
        return name;
    }

    /** The side that it is copied from. */
    Side owner() {
        return ownership.common();
    }

    /** Whose writes are the application's now. */
    Ownership ownership() {
        return ownership;
    }

    /** Whose its rows are, where slices are told apart. */
    Optional<Tenancy> tenancy() {
        return tenancy;
    }

    /**
     * Whether a move of this slice is one of this store: where its rows are not told apart, only the last slice's is.
     */
    boolean has(Slice slice) {
        return has(tenancy, slices, slice);
    }

    static boolean has(Optional<Tenancy> tenancy, Slices slices, Slice slice) {
        return tenancy.isPresent() || slice.equals(slices.last());
    }

    /** One slice of it, as a crossing sees it. */
    CrossingStore of(Slice slice) {
        return new SliceOfStore(this, slice);
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
        return obstacles(database(side), side, tables(), other, tenancy);
    }

    /** What stands in the way of telling whose rows are there, once all is made there. */
    List<Finding> tenantPaths(Side side) {
        return TenantPaths.findings(database(side).catalog(), side, tables(), tenancy).stream()
                .filter(finding -> finding.check().severity() == Check.Severity.BLOCK)
                .toList();
    }

    static List<Finding> obstacles(
            Database here, Side side, List<Table> tables, Catalog other, Optional<Tenancy> tenancy) {
        List<Finding> obstacles = new ArrayList<>(here.catalog().obstacles(side, tables, other));
        if (tenancy.isPresent()) {
            obstacles.addAll(here.catalog().sharingObstacles(side, tables, other));
        }
        StoreTriggers.apart(here.label(), here.triggers(), tables, tenancy).ifPresent(obstacles::add);
        return obstacles;
    }

    /** Those of the application that are on its tables. */
    StoreTriggers triggers() {
        return triggers;
    }

    private Set<TableId> ids() {
        return tables().stream().map(Table::id).collect(Collectors.toSet());
    }

    Replication replication() {
        return replication;
    }

    /** That of the last slice. What guards put on tables serves every slice. */
    Guard guard(Side side) {
        return guard(side, slices.last());
    }

    /** Made once: what it knows of a long list of tenants is not found out in the middle of a fence. */
    Guard guard(Side side, Slice slice) {
        return guards.computeIfAbsent(side.label() + " " + slice.name(), made -> guard(database(side), tenancy, slice));
    }

    static Guard guard(Database database, Optional<Tenancy> tenancy, Slice slice) {
        return tenancy.map(rows -> database.guard(rows, slice)).orElseGet(database::guard);
    }

    /** Those whose guard does not wait on this side until a move is asked for. */
    List<Table> tablesToGuard(Side side, Side serves) {
        return guard(side).disturbsWriters() && side == serves ? List.of() : tables();
    }

    /** Those that are moved, and those of the plan on this side that may come to be. */
    List<Table> tablesOf(Side side) {
        Map<TableId, Table> all = new TreeMap<>(look(side).tables());
        tables().forEach(table -> all.put(table.id(), table));
        return List.copyOf(all.values());
    }

    /** Those that nothing guards yet on this side. */
    List<Table> unguarded(Side side) {
        Set<TableId> guarded = guard(side).tables();
        return tables().stream().filter(table -> !guarded.contains(table.id())).toList();
    }

    void mark(Side side, String mark) {
        synchronized (marking) {
            database(side).log().mark(mark);
        }
    }

    boolean drained(Side from, String mark) {
        return database(from.opposite())
                .checkpoint(streamReading(from))
                .map(Checkpoint::mark)
                .filter(mark::equals)
                .isPresent();
    }

    void anchor(Side side) {
        database(side).log().markOnce(anchorMark(side));
    }

    boolean anchored(Side side) {
        return database(side).log().marked(anchorMark(side));
    }

    void carrySequences(Side from) {
        keys.carry(from);
    }

    /** Keeps keys that both sides give out apart, where both do. */
    void keepKeysApart() {
        keys.keepApart();
    }

    /** Why the tables are not those of both sides, alike and copied; empty when they are. */
    Optional<String> drift() {
        return drift(look());
    }

    /** The same of what was seen before. */
    Optional<String> drift(Look look) {
        List<Roster.Finding> findings = roster.findings(look, owner());
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

    /** Its tables as this side has them now. */
    Look.Half look(Side side) {
        return roster.look(side);
    }

    /** What of the tables that are moved is not the same on both sides, or not copied. */
    Optional<String> unlike() {
        return roster.findings(roster.look(), owner()).stream()
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
     * way; while slices live on both sides it waits, for nobody could say from which to copy.
     *
     * @return whether there is something new to compare
     */
    boolean keepUp() {
        if (ownership.sole().isEmpty()) {
            intake.putOff(owner());
            return false;
        }
        return intake.keepUp(owner());
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

    /** Tells the streams which side's writes are the application's from now on. */
    void owner(Slice slice, Side side) {
        owners(tenancy.map(rows -> ownership.with(rows, slice, side)).orElseGet(() -> Ownership.sole(side)));
    }

    private void owners(Ownership now) {
        ownership = now;
        replication.owners(now);
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
    Duration catchUp(Side side) {
        return catchUp(side, catchUpLimit);
    }

    /**
     * The same within another limit, once nobody waits for what began earlier. Who asks meanwhile waits for one mark.
     */
    Duration catchUp(Side side, Duration limit) {
        return catchUps.run(new CatchUp(side, limit), () -> catchUpNow(side, limit));
    }

    private synchronized Duration catchUpNow(Side side, Duration limit) {
        long start = System.nanoTime();
        String mark = "catch up " + UUID.randomUUID();
        synchronized (marking) {
            if (flipping) {
                throw new Problem(Problem.Kind.BUSY, name + ": a flip is under way");
            }
            database(side).log().mark(mark);
        }
        while (!drained(side, mark)) {
            if (System.nanoTime() - start > limit.toNanos()) {
                throw new Problem(
                        Problem.Kind.BUSY,
                        "the " + side.opposite().label() + " of " + name + " did not catch up within "
                                + Spoken.duration(limit));
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** The same for every side that owns what is carried. */
    void catchUpAll() {
        ownership.movingTo().forEach(this::catchUp);
    }

    /** Compares its tables with each other. */
    StoreComparison comparison() {
        return comparison;
    }

    /** What is known of both sides being equal. */
    Proof proof() {
        return proof;
    }

    /** What of that outlives the process. */
    ProofFile proofs() {
        return proofs;
    }

    /** Starts both streams, unless they run already. */
    synchronized void startStreams(Ownership now) {
        if (started) {
            return;
        }
        replication.prepare();
        if (now.sole().isEmpty()) {
            requireFollowed();
        }
        owners(now);
        replication.start();
        started = true;
    }

    /** A table is copied from one side; where each has rows of its own, that would overwrite those of the other. */
    private void requireFollowed() {
        for (Table table : tables()) {
            if (!replication.copiedBefore().contains(table.id())) {
                throw new Problem(
                        Problem.Kind.UNFIT,
                        "store " + name + ": table " + table + " was not followed all the time, so it has to be copied,"
                                + " and slices stand on both sides: leave it out (tables.exclude) until all of them are"
                                + " on one side");
            }
        }
    }

    /** What this side keeps of its log for the stream that reads it, in one sentence; empty when not measured. */
    Optional<String> logKept(Side side) {
        return replication.stream(side).kept().map(kept -> kept.sentence("the " + side.label(), streamReading(side)));
    }

    /** The name under which rows are removed that those left who try the target out. */
    String validationStream() {
        return streams + "_validation";
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
