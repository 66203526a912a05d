package dev.bailey.replication;

import dev.bailey.core.Database;
import dev.bailey.core.Milestones;
import dev.bailey.core.Problem;
import dev.bailey.core.Side;
import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One store in both directions. The forward stream copies the tables and follows them on the target; the reverse stream
 * observes the target's log from the first minute, and applies it to the source from the mark {@code "apply
 * <name>_reverse"} on. Thread-safe.
 *
 * <p>Everything that must survive a crash is in the databases: what was closed or killed goes on with {@link #prepare}
 * and {@link #start} of a new instance.
 */
public final class Replication implements AutoCloseable {

    private final List<Table> tables;
    private final Milestones milestones;
    private final Line forwardLine;
    private final Line reverseLine;
    private final Stream forward;
    private final Stream reverse;
    private final List<Heartbeat> heartbeats;
    private final Copier copier;
    private final AtomicBoolean started = new AtomicBoolean();
    private volatile Side owner = Side.SOURCE;

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
                Tables.uncopied(tables, settings),
                new Streamed(),
                new Meter(clock, settings.beat()),
                new TouchedKeys(),
                new Halt(),
                this::owner);
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
                Tables.following(tables, settings),
                new Streamed(),
                new Meter(clock, settings.beat()),
                new TouchedKeys(),
                new Halt(),
                this::owner);
        this.forward = new Stream(forwardLine);
        this.reverse = new Stream(reverseLine);
        this.heartbeats = List.of(new Heartbeat(forwardLine), new Heartbeat(reverseLine));
        this.copier = new Copier(forwardLine, this.tables);
    }

    /**
     * Makes both streams where there are none.
     *
     * @throws Problem when a stream is gone that had been applied already: what it held is lost
     */
    public void prepare() {
        prepare(forwardLine);
        prepare(reverseLine);
        milestones.reached("copy: streams created");
    }

    private void prepare(Line line) {
        line.into().checkpoint(line.stream()).ifPresent(checkpoint -> {
            if (!line.from().log().exists(line.stream())) {
                throw new Problem(
                        Problem.Kind.UNFIT,
                        "stream " + line.stream() + " is gone from the "
                                + line.reads().label() + " (last applied "
                                + checkpoint.position().text()
                                + "), and with it changes that were not applied: all tables must be copied again");
            }
        });
        line.from().log().create(line.stream(), tables);
    }

    /** Starts both streams, their heartbeats, and the copy of what is not copied; does nothing when it has. */
    public void start() {
        if (!started.compareAndSet(false, true)) {
            return;
        }
        forward.start();
        reverse.start();
        heartbeats.forEach(Heartbeat::start);
        copier.start();
    }

    public CopyProgress copy() {
        return copier.progress();
    }

    /** Limits the copy's speed from now on, over all its connections. */
    public void copyAtMost(long bytesPerSecond) {
        copier.bytesPerSecond(bytesPerSecond);
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
        if (owner != Side.SOURCE) {
            throw new Problem(
                    Problem.Kind.CONFLICT,
                    "table " + table + " cannot be reloaded while the target takes the writes: they would be lost");
        }
        copier.reload(table);
    }

    /**
     * Says who owns the writes from now on: to be called before that side is opened for them. Application transactions
     * read from the other side's log afterwards count as foreign, and are not applied.
     */
    public void owner(Side side) {
        owner = side;
    }

    private Side owner() {
        return owner;
    }

    /** Keys that the stream reading this side's log has written since they were last taken; at most so many. */
    public Touched takeTouched(Side reads, int most) {
        return (reads == Side.SOURCE ? forwardLine : reverseLine).touched().take(most);
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
        copier.close();
    }
}
