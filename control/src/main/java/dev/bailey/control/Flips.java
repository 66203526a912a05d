package dev.bailey.control;

import dev.bailey.core.Side;
import dev.bailey.router.HoldReport;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Moves slices when somebody asks for it and every gate is open; one move at a time. Thread-safe. */
final class Flips {

    /** Guards are put on a new table in less, unless it stays locked. */
    private static final Duration TABLES_LIMIT = Duration.ofSeconds(2);

    /** After this the parked requests have long been let go; what is still missing is reported as it stands. */
    private static final Duration RELEASE_WATCH = Duration.ofSeconds(5);

    private static final Duration BETWEEN_HOLDS = Duration.ofMillis(300);

    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    /** What a plan tries by itself is often refused soon, and nobody's order should be for the sake of that. */
    private static final Duration ATTEMPT_LIMIT = Duration.ofSeconds(2);

    private static final String MOVING = "a move is under way";
    private static final String TAKING_IN = "tables are being taken in; try again in a moment";

    private static final Logger LOG = LoggerFactory.getLogger(Flips.class);

    private final List<MovingStore> stores;
    private final Routers routers;
    private final Ledgers ledgers;
    private final LateGuards guards;
    private final ReentrantLock one = new ReentrantLock();

    /** Held by whoever changes what is moved; taken after the other one. */
    private final ReentrantLock tables = new ReentrantLock();

    Flips(List<MovingStore> stores, Routers routers, Ledgers ledgers) {
        this.stores = List.copyOf(stores);
        this.routers = routers;
        this.ledgers = ledgers;
        this.guards = new LateGuards(stores);
    }

    /**
     * Moves the slice to this side, if every gate is open. Waits a moment for another move, which may come to nothing.
     */
    FlipAnswer move(MovingSlice slice, Side to, String by) throws InterruptedException {
        if (!one.tryLock(ATTEMPT_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
            return new FlipAnswer.Closed(List.of(MOVING));
        }
        try {
            return tables.tryLock(TABLES_LIMIT.toMillis(), TimeUnit.MILLISECONDS)
                    ? moveAlone(slice, to, by)
                    : new FlipAnswer.Closed(List.of(TAKING_IN));
        } finally {
            one.unlock();
        }
    }

    private FlipAnswer moveAlone(MovingSlice slice, Side to, String by) throws InterruptedException {
        try {
            List<NamedGate> closed = slice.gates().closed(to);
            if (!closed.isEmpty()) {
                return FlipAnswer.Closed.by(closed);
            }
            Optional<FlipAnswer> unguarded = guard(slice, to, by);
            if (unguarded.isPresent()) {
                return unguarded.get();
            }
            Intent intent = next(slice, to, by);
            slice.before().capture(intent);
            FlipRecord record = record(slice, quietly(() -> slice.crossing().cross(intent)));
            return record.flip().isDone() ? new FlipAnswer.Done(record) : new FlipAnswer.GivenUp(record);
        } finally {
            tables.unlock();
        }
    }

    /**
     * Puts on what guards wait for a move, hold by hold; each leaves the gates as they were, or is the last.
     *
     * @return why the move goes no further
     */
    private Optional<FlipAnswer> guard(MovingSlice slice, Side to, String by) throws InterruptedException {
        while (guards.isLacking(to.opposite())) {
            Optional<Flip> givenUp = slice.crossing().whileHeld(next(slice, to, by), () -> guards.putOn(to.opposite()));
            if (givenUp.isPresent()) {
                return Optional.of(new FlipAnswer.GivenUp(record(slice, givenUp.get())));
            }
            // what was parked is let go, and users are served for a while
            pause(BETWEEN_HOLDS);
            List<NamedGate> closed = slice.gates().closed(to);
            if (!closed.isEmpty()) {
                return Optional.of(FlipAnswer.Closed.by(closed));
            }
        }
        return Optional.empty();
    }

    private static void pause(Duration duration) throws InterruptedException {
        LockSupport.parkNanos(duration.toNanos());
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    /** Whoever moves this slice alone. */
    Observation.Mover mover(MovingSlice slice) {
        return new Observation.Mover() {
            @Override
            public boolean underWay() {
                return Flips.this.underWay();
            }

            @Override
            public FlipAnswer move(Side to, String by) throws InterruptedException {
                return Flips.this.move(slice, to, by);
            }
        };
    }

    private Intent next(MovingSlice slice, Side to, String by) {
        return new Intent(slice.name(), to.opposite(), ledgers.nextEpoch(), by);
    }

    /**
     * Does what no move may cross, once other such work is over.
     *
     * @return why nothing was done; empty when it was
     */
    Optional<String> between(Runnable work) {
        try {
            if (!tables.tryLock(TABLES_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                return Optional.of(underWay() ? MOVING : TAKING_IN);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("it was interrupted");
        }
        try {
            if (underWay() || ledgers.open().isPresent()) {
                return Optional.of(MOVING);
            }
            work.run();
            return Optional.empty();
        } finally {
            tables.unlock();
        }
    }

    /** Ends the move of this slice that the last process left open, if it did. */
    void settleWhatWasLeftOpen(MovingSlice slice) throws InterruptedException {
        one.lockInterruptibly();
        try {
            Intent open = slice.ledger().open().orElse(null);
            if (open != null) {
                record(slice, quietly(() -> slice.crossing().settle(open)));
            }
        } finally {
            one.unlock();
        }
    }

    /** Waits for the move under way, if any, and lets no other begin. */
    void finish(Duration limit) {
        try {
            if (!one.tryLock(limit.toNanos(), TimeUnit.NANOSECONDS)) {
                LOG.warn("a move is still under way after {} s; the next run settles it", limit.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    boolean underWay() {
        return one.isLocked();
    }

    /** Keeps the marks of drills and comparisons out of the way of the crossing's own. */
    private Flip quietly(Move move) throws InterruptedException {
        stores.forEach(store -> store.flipping(true));
        try {
            return move.make();
        } finally {
            stores.forEach(store -> store.flipping(false));
        }
    }

    private FlipRecord record(MovingSlice slice, Flip flip) {
        FlipRecord record = FlipRecord.of(flip, released(flip.intent().epoch()));
        slice.ledger().measured(record);
        return record;
    }

    /** What the routers measured of this epoch's hold, once they have let everything go. */
    private List<HoldReport> released(long epoch) {
        long until = System.nanoTime() + RELEASE_WATCH.toNanos();
        List<HoldReport> holds = routers.holds(epoch);
        while (holds.stream().anyMatch(hold -> hold.parked() > 0) && System.nanoTime() < until) {
            LockSupport.parkNanos(POLL_NANOS);
            holds = routers.holds(epoch);
        }
        return holds;
    }

    private interface Move {
        Flip make() throws InterruptedException;
    }
}
