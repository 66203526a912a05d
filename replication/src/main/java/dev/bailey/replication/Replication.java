package dev.bailey.replication;

import dev.bailey.core.Database;
import dev.bailey.core.Milestones;
import dev.bailey.core.Ownership;
import dev.bailey.core.Problem;
import dev.bailey.core.Row;
import dev.bailey.core.Side;
import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import dev.bailey.core.Wanted;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * One store in both directions. The forward stream copies the tables and follows them on the target; the reverse stream
 * observes the target's log from the first minute, and applies it to the source from the mark {@code "apply
 * <name>_reverse"} on. Thread-safe.
 *
 * <p>Everything that must survive a crash is in the databases: what was closed or killed goes on with {@link #prepare}
 * and {@link #start} of a new instance.
 */
public final class Replication implements AutoCloseable {

    /** Longer than a stream takes for a batch. */
    private static final Duration LEAVE_LIMIT = Duration.ofSeconds(30);

    /** Most of it goes into finding the way through the log to where the stream stood. */
    private static final Duration OPEN_LIMIT = Duration.ofSeconds(5);

    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private volatile List<Table> tables;
    private final Milestones milestones;
    private final Line forwardLine;
    private final Line reverseLine;
    private final Stream forward;
    private final Stream reverse;
    private final List<Heartbeat> heartbeats;
    private final Map<Side, Copier> copiers = new EnumMap<>(Side.class);
    private volatile Set<TableId> copiedBefore = Set.of();
    private final AtomicBoolean started = new AtomicBoolean();
    private volatile Ownership owners = Ownership.sole(Side.SOURCE);
    private volatile boolean crossing;
    private final Object mending = new Object();

    /**
     * @param name of migration and store: lower-case letters, digits and underscores, at most 40
     * @param tables on the source, with the shape in which they also exist on the target
     */
    public Replication(
            String name,
            Database source,
            Database target,
            List<Table> tables,
            ReplicationSettings settings,
            InstantSource clock,
            Milestones milestones) {
        if (!name.matches("[a-z0-9_]{1,40}")) {
            throw new IllegalArgumentException(
                    "a replication's name is 1 to 40 of a-z, 0-9 and underscore: \"" + name + "\"");
        }
        this.tables = List.copyOf(tables);
        this.milestones = milestones;
        Stopping stopping = new Stopping();
        this.forwardLine = new Line(
                name + "_forward",
                Side.SOURCE,
                source,
                target,
                /* appliesAtFirst= */ true,
                settings,
                clock,
                milestones,
                stopping,
                Tables.uncopied(tables, settings.queue()),
                new Streamed(),
                new Meter(clock, settings.beat()),
                new TouchedKeys(),
                new WatchedRows(),
                new Halt(),
                new Arbiter(settings.healsConflicts()),
                this::owners,
                () -> wanted(Side.SOURCE));
        this.reverseLine = new Line(
                name + "_reverse",
                Side.TARGET,
                target,
                source,
                /* appliesAtFirst= */ false,
                settings,
                clock,
                milestones,
                stopping,
                Tables.following(tables, settings.queue()),
                new Streamed(),
                new Meter(clock, settings.beat()),
                new TouchedKeys(),
                new WatchedRows(),
                new Halt(),
                new Arbiter(settings.healsConflicts()),
                this::owners,
                () -> wanted(Side.TARGET));
        this.forward = new Stream(forwardLine);
        this.reverse = new Stream(reverseLine);
        this.heartbeats = List.of(new Heartbeat(forwardLine), new Heartbeat(reverseLine));
        copiers.put(Side.SOURCE, new Copier(forwardLine));
        copiers.put(Side.TARGET, new Copier(reverseLine));
    }

    /**
     * Makes both streams where there are none.
     *
     * @throws Problem when a stream is gone that had been applied already: what it held is lost
     */
    public void prepare() {
        List<Line> lines = List.of(forwardLine, reverseLine);
        lines.forEach(Line::requireWhole);
        Set<TableId> followed = followed(lines);
        // Before the streams carry more tables: who dies in between finds them without a note as well.
        lines.forEach(line -> new CopyNotes(line).keepOnly(followed));
        publish(tables);
        Set<TableId> copied = new HashSet<>();
        lines.forEach(line -> copied.addAll(new CopyNotes(line).all()));
        copiedBefore = Set.copyOf(copied);
        milestones.reached("copy: streams created");
    }

    /** Tables of which both streams have all that was written to them since they were made. */
    private Set<TableId> followed(List<Line> lines) {
        Set<TableId> followed = tables.stream().map(Table::id).collect(Collectors.toCollection(HashSet::new));
        lines.forEach(line -> followed.removeAll(line.from().log().omitted(line.stream(), tables)));
        return followed;
    }

    /** Starts both streams, their heartbeats, and the copy of what is not copied; does nothing when it has. */
    public void start() {
        if (!started.compareAndSet(false, true)) {
            return;
        }
        if (owner() == Side.TARGET) {
            startFromTheTarget();
        } else {
            tables.stream().map(Table::id).filter(copiedBefore::contains).forEach(forwardLine.tables()::followed);
        }
        forward.start();
        reverse.start();
        heartbeats.forEach(Heartbeat::start);
        copier().start(tables);
    }

    /** What was made on the target after the move there is copied from it, and not to it. */
    private void startFromTheTarget() {
        for (Table table : tables) {
            if (!copiedBefore.contains(table.id())) {
                reverseLine.tables().uncopied(table.id());
            }
            forwardLine.tables().followed(table.id());
        }
    }

    /** From the side that owns the writes. */
    private Copier copier() {
        return copier(owner());
    }

    private Copier copier(Side from) {
        return Objects.requireNonNull(copiers.get(from));
    }

    /** How far the copy to the side that does not own the writes is; what this process copied either way counts. */
    public CopyProgress copy() {
        return copier().progress().with(copier(owner().opposite()).progress());
    }

    /**
     * Takes in a table that has come to be on both sides, alike: publishes it, copies it to the side that does not own
     * the writes, and follows it in both directions from then on. A copy of its name that runs already begins again.
     */
    public void add(Table table) {
        List<Table> more = new ArrayList<>(tables);
        more.removeIf(each -> each.id().equals(table.id()));
        more.add(table);
        publish(more);
        forwardLine.tables().join(table.id(), /* following= */ owner() == Side.TARGET);
        reverseLine.tables().join(table.id(), /* following= */ owner() == Side.SOURCE);
        tables = List.copyOf(more);
        copier().copyAnew(table);
    }

    /** Lets go of a table that is gone from both sides, and of every note of one of that name. */
    public void remove(TableId table) {
        tables = tables.stream().filter(each -> !each.id().equals(table)).toList();
        publish(tables);
        for (Line line : List.of(forwardLine, reverseLine)) {
            await(line.tables().leave(table));
        }
    }

    private void publish(List<Table> all) {
        forwardLine.from().log().create(forwardLine.stream(), all);
        reverseLine.from().log().create(reverseLine.stream(), all);
    }

    private static void await(Future<?> future) {
        try {
            future.get(LEAVE_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Problem(Problem.Kind.BUSY, "interrupted while a stream let go of a table", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new Problem(Problem.Kind.BUSY, "a stream is too busy to let go of a table: it is tried again", e);
        }
    }

    /** Limits the copy's speed from now on, over all its connections. */
    public void copyAtMost(long bytesPerSecond) {
        copiers.values().forEach(copier -> copier.bytesPerSecond(bytesPerSecond));
    }

    /** Bytes read from the source for the copy since the start, repeated ones included. */
    public long copiedBytes() {
        return copiers.values().stream().mapToLong(Copier::bytes).sum();
    }

    /**
     * Lets the stream that reads this side's log try the change again at which it halted.
     *
     * @return no when it has not halted
     */
    public boolean retry(Side reads) {
        return line(reads).arbiter().retry();
    }

    /**
     * Lets the stream that reads this side's log heal the conflict at which it halted, once.
     *
     * @param by who said so
     * @return no when it has not halted at this one
     */
    public boolean heal(Side reads, long conflict, String by) {
        return line(reads).arbiter().heal(conflict, by);
    }

    /**
     * Lets the stream that reads this side's log, halted at a conflict, heal that and all others up to what is
     * committed now.
     *
     * @param by who said so
     * @return no when it has not halted
     */
    public boolean healAll(Side reads, String by) {
        Line line = line(reads);
        return line.arbiter().healAll(by, line.clock().millis());
    }

    private Line line(Side reads) {
        return reads == Side.SOURCE ? forwardLine : reverseLine;
    }

    /** Whether the table is copied, no copy of it waits or runs, and its changes are followed. */
    public boolean follows(TableId table) {
        return line(owner()).tables().isFollowing(table) && !copier().isCopying(table);
    }

    /** The stream that reads this side's log. */
    public StreamStatus stream(Side reads) {
        return (reads == Side.SOURCE ? forward : reverse).status();
    }

    /**
     * Copies one table from the source to the target again while all else goes on.
     *
     * @throws Problem when the table is being copied already, or the source does not own the writes
     */
    public void reload(TableId table) {
        if (owners.owns(Side.TARGET)) {
            throw new Problem(
                    Problem.Kind.CONFLICT,
                    "table " + table + " cannot be reloaded while the target takes writes: they would be lost");
        }
        copier().copy(tables.stream()
                .filter(each -> each.id().equals(table))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("table " + table + " is not being moved")));
    }

    /**
     * Makes rows of the other side what they are on this one, while all else goes on: in transactions of the stream's
     * own, and never on top of a later change. At most some thousand at once.
     *
     * @param owner whose rows they are
     * @return the keys of the rows that are mended; the others were changed meanwhile
     * @throws Problem {@link Problem.Kind#BUSY} with nothing changed when the stream does not get to it within seconds,
     *     or another row is in the way
     */
    public Set<Row> mend(Side owner, Table table, Set<Row> keys) {
        synchronized (mending) {
            return new RowMend(line(owner), table).run(keys);
        }
    }

    /**
     * Says who owns the writes from now on: to be called before a side is opened for them. What is read afterwards from
     * the log of a side that does not own it counts as foreign, and is not applied. Where slices live on both sides,
     * both streams apply, each what is its side's.
     */
    public void owners(Ownership now) {
        owners = now;
    }

    private Ownership owners() {
        return owners;
    }

    /** The side that owns what is everyone's, from which tables are copied. */
    private Side owner() {
        return owners.common();
    }

    /**
     * Says that a move begins, or is over. Before it begins both logs are opened in full: the side that will own the
     * writes may also get some from another replication. A log that is not by then is opened anew after the move.
     */
    public void crossing(boolean underWay) {
        crossing = underWay;
        long begun = System.nanoTime();
        while (underWay
                && (forward.leavesOutReplicated() || reverse.leavesOutReplicated())
                && System.nanoTime() - begun < OPEN_LIMIT.toNanos()) {
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private Wanted wanted(Side reads) {
        return owners.owns(reads) || crossing ? Wanted.ALL : Wanted.LOCAL;
    }

    /** What the stream reading this side's log has written since this was last asked. */
    public Touched takeTouched(Side reads) {
        return line(reads).touched().take();
    }

    /**
     * Keeps what the streams touch in this folder, for the next process to compare; to be called before the start. What
     * an earlier one has left there counts as touched now, and all tables do where that is not complete.
     */
    public void keepTouched(Path folder) {
        for (Line line : List.of(forwardLine, reverseLine)) {
            line.touched().keepIn(folder, line.stream());
        }
    }

    /**
     * Says that all that was ever taken by {@link #takeTouched} is compared, but for these rows. Not while it is taken.
     */
    public void keepTouchedOnly(Map<TableId, Set<Row>> rows) {
        forwardLine.touched().keepOnly(rows);
        reverseLine.touched().keepOnly(rows); // either file may be the only one that knew of them
    }

    /** Tables that an earlier process had copied to the other side, and that were followed when this one began. */
    public Set<TableId> copiedBefore() {
        return copiedBefore;
    }

    /** Removes both streams from the servers; only after {@link #close}. */
    public void dropStreams() {
        forwardLine.from().log().drop(forwardLine.stream());
        reverseLine.from().log().drop(reverseLine.stream());
    }

    /** Ends all threads within seconds. What was going on is resumed by a new instance. */
    @Override
    public void close() {
        heartbeats.forEach(Heartbeat::close);
        forward.close();
        reverse.close();
        copiers.values().forEach(Copier::close);
    }
}
