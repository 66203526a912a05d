package dev.bailey.replication;

import dev.bailey.core.Applier;
import dev.bailey.core.Change;
import dev.bailey.core.Checkpoint;
import dev.bailey.core.LogEvent;
import dev.bailey.core.LogReader;
import dev.bailey.core.Origin;
import dev.bailey.core.Ownership;
import dev.bailey.core.Position;
import dev.bailey.core.Problem;
import dev.bailey.core.TableId;
import dev.bailey.core.Wanted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One spell of a stream, from connecting to the next failure: reads whole transactions, collects them into batches, and
 * writes each batch in a transaction that begins with the checkpoint. Confined to the stream's thread.
 *
 * <p>What a crash at any point leaves is either the batch with its checkpoint or neither, and the next session goes on
 * from the stored checkpoint; that is all there is to exactly-once.
 */
final class Session implements AutoCloseable {

    /** How long requests, and the end, may have to wait while nothing comes. */
    private static final Duration WAIT = Duration.ofMillis(50);

    /** So long what came may wait for more, for a small batch costs nearly as much as a large one. */
    private static final long LINGER_NANOS = Duration.ofMillis(5).toNanos();

    /** A stream that only observes writes its position at heartbeats, and no more often than this. */
    private static final long OBSERVED_NANOS = Duration.ofMillis(900).toNanos();

    private final Line line;
    private final Feed feed;
    private final Writer writer;
    private final Batch batch;
    private final Fits fits;
    private final TableFollower follower;

    private @Nullable Passing passing;
    private @Nullable Position position;
    private final List<Beat> beats = new ArrayList<>();
    private int transactions;
    private boolean dirty;
    private long dirtySince;
    private boolean hasWritten;
    private boolean markWaits;
    private long writtenAt = System.nanoTime() - OBSERVED_NANOS;

    /** The transaction that is being read. */
    private static final class Passing {
        private final LogEvent.Begin begin;
        private final boolean covered;
        private final boolean replayed;

        /**
         * Of a side that does not own the writes: whoever wrote it got past the guard, and must not overwrite the
         * owner.
         */
        private final boolean foreign;

        /** Of the first change: the change itself may be large, and the transaction long. */
        private @Nullable TableId firstTable;

        /** Of the first change to a row that the side does not own, where it owns others. */
        private @Nullable TableId trespassed;

        /** Whether somebody tried the target out in it. */
        private boolean validates;

        private boolean marked;

        Passing(LogEvent.Begin begin, boolean covered, boolean replayed, boolean foreign) {
            this.begin = begin;
            this.covered = covered;
            this.replayed = replayed;
            this.foreign = foreign;
        }
    }

    private Session(Line line, Feed feed, Writer writer, @Nullable Position position) {
        this.line = line;
        this.feed = feed;
        this.writer = writer;
        this.batch = new Batch(line, writer);
        this.fits = new Fits(line);
        this.follower = new TableFollower(line, writer, batch, fits);
        this.position = position;
    }

    static Session open(Line line, Doubt doubt) {
        line.streamed().opened(line.from().log(), line.clock());
        Applier applier = line.into().applier(line.stream());
        try {
            // first: a commit of ours that lands in between is then noticed, for the counter has moved on
            Optional<Checkpoint> stored = line.into().checkpoint(line.stream());
            line.restoreTouched(stored.map(Checkpoint::counter).orElse(0L));
            line.tables().restore(applier.copied());
            line.meter().kept(applier.kept());
            Writer writer = new Writer(line, applier, stored, doubt);
            LogReader reader =
                    line.from().log().read(line.stream(), line.wanted().get());
            try {
                stored.map(Checkpoint::position).ifPresent(reader::resumesAfter);
                line.tables().opened(reader.lineage());
            } catch (RuntimeException e) {
                reader.close();
                throw e;
            }
            return new Session(
                    line,
                    Feed.open(reader, line.stream()),
                    writer,
                    stored.map(Checkpoint::position).orElse(null));
        } catch (RuntimeException e) {
            applier.close();
            throw e;
        }
    }

    /** Whether it has got past what came first. */
    boolean hasWritten() {
        return hasWritten;
    }

    boolean leavesOutReplicated() {
        return feed.leavesOutReplicated();
    }

    boolean isApplying() {
        return writer.isApplying();
    }

    /**
     * Reads on by one event, or finds that there is none for the moment.
     *
     * @return no when the log must be opened anew: what it leaves out is wanted, and may come from here on
     */
    boolean step() {
        if (passing == null) {
            meetRequests();
        }
        boolean somethingWaits = passing == null && dirty && writer.isApplying();
        LogEvent event = feed.next(somethingWaits ? linger() : WAIT);
        // After the event was read: what was committed before the side owned the writes may be left out, and only that.
        if (feed.leavesOutReplicated() && line.wanted().get() == Wanted.ALL) {
            return false;
        }
        if (event != null) {
            take(event);
        } else if (somethingWaits) {
            flush();
        }
        return true;
    }

    private Duration linger() {
        return Duration.ofNanos(Math.max(0, LINGER_NANOS - (System.nanoTime() - dirtySince)));
    }

    private void take(LogEvent event) {
        if (event instanceof LogEvent.Begin begin) {
            if (line.halt().isBefore(begin.position())) {
                flush();
            }
            passing = new Passing(
                    begin,
                    writer.covers(begin.position()),
                    line.tables().isQueued(begin.position()),
                    !line.owners().get().owns(line.reads()));
        } else if (event instanceof LogEvent.Changed changed) {
            change(passing(), changed.change());
        } else if (event instanceof LogEvent.Marked marked) {
            mark(passing(), marked.mark());
        } else if (event instanceof LogEvent.Commit commit) {
            commit(passing(), commit.position());
        } else if (event instanceof LogEvent.Reached reached && !writer.covers(reached.position())) {
            position = reached.position();
            dirty = true;
            flush();
        }
    }

    private Passing passing() {
        if (passing == null) {
            throw new IllegalStateException("stream " + line.stream() + " delivered an event outside a transaction");
        }
        return passing;
    }

    private void change(Passing in, Change change) {
        if (in.covered || in.begin.origin() == Origin.BAILEY) {
            return;
        }
        line.watched().changed(change);
        Ownership owners = line.owners().get();
        if (!in.foreign && owners.validates(line.reads(), change)) {
            in.validates = true;
            line.touched().add(List.of(change));
            return;
        }
        if (in.firstTable == null) {
            in.firstTable = change.table().id();
        }
        boolean trespasses = !in.foreign && !owners.owns(line.reads(), change);
        if (trespasses && in.trespassed == null) {
            in.trespassed = change.table().id();
        }
        boolean applies = writer.isApplying() && !in.foreign && !trespasses;
        Change now = applies ? line.tables().route(in.begin.id(), change, in.replayed) : null;
        Change fitting = now == null ? null : fitting(in, now);
        if (!applies && line.tables().isKnown(change.table().id())) {
            line.touched().add(List.of(change)); // whoever wrote it, the sides may differ there now
        }
        if (fitting != null) {
            batch.add(fitting, in.begin.position());
        }
    }

    private @Nullable Change fitting(Passing in, Change change) {
        try {
            return fits.apply(change);
        } catch (Problem e) {
            if (e.kind() == Problem.Kind.MISFIT) {
                line.halt().at(in.begin.position(), fits.refused());
            }
            throw e;
        }
    }

    private void mark(Passing in, String mark) {
        Optional<Beat> beat = Beat.of(mark);
        beat.ifPresent(arrived -> line.tables().arrived(arrived.token()));
        if (in.covered) {
            return;
        }
        in.marked = true;
        if (beat.isPresent()) {
            beats.add(beat.get());
        } else {
            writer.mark(mark);
            markWaits = true;
        }
    }

    private void commit(Passing in, Position at) {
        passing = null;
        line.streamed().add(in.begin.id(), line.from().log(), line.clock());
        if (in.covered) {
            return;
        }
        position = at;
        if (line.halt().isBefore(in.begin.position())) {
            line.halt().passed();
            line.meter().recovered();
        }
        line.tables().commit(in.begin.position());
        if (in.validates && !in.replayed) {
            line.meter().validated();
        }
        if (in.firstTable != null) {
            transactions++;
            noteForeign(in, in.firstTable);
        }
        if (!dirty && (in.firstTable != null || in.marked)) {
            dirty = true;
            dirtySince = System.nanoTime();
        }
        if (writer.isOpen() || markWaits || (in.marked && isDue()) || isFull()) {
            flush();
        }
        if (in.marked) {
            beats.forEach(line.meter()::arrived);
            beats.forEach(line.arbiter()::heard);
            beats.clear();
        }
    }

    private void noteForeign(Passing in, TableId firstTable) {
        if (in.replayed) {
            return;
        }
        if (in.trespassed != null) {
            line.meter().foreign(in.trespassed);
        } else if (in.foreign || !writer.isApplying()) {
            line.meter().foreign(firstTable);
        }
    }

    private boolean isDue() {
        return writer.isApplying() || System.nanoTime() - writtenAt >= OBSERVED_NANOS;
    }

    private boolean isFull() {
        return writer.isApplying()
                && (batch.isFull() || transactions >= line.settings().batch().transactionsMax());
    }

    private void meetRequests() {
        while (!line.stopping().isStopped()) { // a copy that was given up half-way may not pass as complete
            Request request = line.tables().nextReady(position);
            if (request == null) {
                return;
            }
            try {
                flush();
                follower.meet(request, position);
            } catch (RuntimeException e) {
                request.done().completeExceptionally(e);
                throw e;
            }
        }
    }

    /** Makes durable all that came so far, and lets the server forget it. To be called between transactions. */
    private void flush() {
        Position to = position;
        if (to == null || !(dirty || writer.isOpen())) {
            return;
        }
        batch.commit(to);
        feed.confirm(to);
        line.meter().passed(transactions, batch.takeCount());
        transactions = 0;
        dirty = false;
        hasWritten = true;
        markWaits = false;
        writtenAt = System.nanoTime();
    }

    @Override
    public void close() {
        line.tables().disconnected();
        line.watched().end();
        try {
            feed.close();
        } finally {
            writer.close();
        }
    }
}
