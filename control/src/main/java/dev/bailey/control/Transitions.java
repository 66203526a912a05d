package dev.bailey.control;

import dev.bailey.core.Guard;
import dev.bailey.core.GuardState;
import dev.bailey.core.Milestones;
import dev.bailey.core.Problem;
import dev.bailey.core.Route;
import dev.bailey.core.Side;
import dev.bailey.core.Traffic;
import dev.bailey.core.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * The transitions of docs/cutover.md, each of which leaves a proof for the next. A position is only ever taken with the
 * proof in hand that nobody can write before it, and the new side only opens on a drain that was proven <em>after</em>
 * the old side was shut for good: the private records make any other order a compile error. Confined to one thread at a
 * time.
 */
final class Transitions {

    /** Each lost race for a guard means that somebody else moved it, which an epoch allows only a few times. */
    private static final int MOVE_TRIES_MAX = 20;

    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** The move is being given up meanwhile, and its users wait. */
    private static final Duration UNFINISHED_LIMIT = Duration.ofMillis(500);

    private final List<CrossingStore> stores;
    private final Traffic traffic;
    private final CrossingSettings settings;
    private final Milestones milestones;
    private final BiConsumer<Intent, String> unknowns;

    /**
     * @param stores at least one, in the order in which they are shut and opened
     * @param unknowns told what could not be compared and is no reason to go back
     */
    Transitions(
            List<CrossingStore> stores,
            Traffic traffic,
            CrossingSettings settings,
            Milestones milestones,
            BiConsumer<Intent, String> unknowns) {
        this.stores = List.copyOf(stores);
        this.traffic = traffic;
        this.settings = settings;
        this.milestones = milestones;
        this.unknowns = unknowns;
    }

    /** Why the old side cannot be written: for a time, or for good. */
    private sealed interface Barrier {
        Intent intent();
    }

    private record Held(Intent intent) {}

    private record Fenced(Intent intent) implements Barrier {}

    private record Shut(Intent intent) implements Barrier {}

    private record Proven<B extends Barrier>(B barrier) {}

    private record Marked<B extends Barrier>(B barrier, String mark) {}

    private record Drained<B extends Barrier>(B barrier) {}

    private record Anchored(Intent intent) {}

    /** Transitions 2 to 9: hold, fence, prove, mark, drain, and the old side shut for good. */
    void shutOut(Intent intent, StepTimes times) throws InterruptedException {
        Held held = hold(intent);
        times.spentOn(FlipStep.HOLD);
        Proven<Fenced> proven = prove(fence(held));
        stores.forEach(store -> store.requireTriggersFree(intent.from()));
        times.spentOn(FlipStep.FENCE);
        Drained<Fenced> drained = drain(mark(proven));
        times.spentOn(FlipStep.DRAIN);
        shutForGood(drained);
        times.spentOn(FlipStep.COMMIT);
    }

    /** Transitions 2 and 3, and what may be done in them. */
    void whileHeld(Intent intent, Runnable work) throws InterruptedException {
        hold(intent);
        work.run();
        milestones.reached("guards put on");
    }

    /** Transitions 9 (for the stores that still lack it) to 11b: prove, mark and drain once more, always; then open. */
    void crossOver(Intent intent, StepTimes times) throws InterruptedException {
        Shut shut = shutAll(intent);
        times.spentOn(FlipStep.COMMIT);
        Drained<Shut> drained = drain(mark(prove(shut)));
        times.spentOn(FlipStep.DRAIN);
        Anchored anchored = anchor(carried(checked(drained)));
        times.spentOn(FlipStep.CHECK);
        open(anchored);
        times.spentOn(FlipStep.COMMIT);
    }

    /** Transition 12. */
    void abort(Intent intent) {
        stores.forEach(store -> store.owner(intent.from()));
        for (CrossingStore store : stores) {
            GuardState state =
                    move(store.guard(intent.from()), now -> now.state().abort(intent.epoch()));
            if (state.isShut()) {
                throw new GuardsSaidOtherwise(store.name() + " is " + state + " and cannot be aborted");
            }
        }
    }

    /** Transition 11b for every store that is not open yet; only after the first one is. */
    void openAll(Intent intent) {
        stores.forEach(store -> store.owner(intent.to()));
        for (CrossingStore store : stores) {
            GuardState state = move(store.guard(intent.to()), now -> now.state().takeOver(intent.epoch()));
            if (!state.equals(GuardState.open(intent.epoch()))) {
                throw new GuardsSaidOtherwise(store.name() + " is " + state + " and cannot open");
            }
            reached(intent, "opened");
        }
    }

    /** Transition 13a. */
    void burn(Intent intent) {
        for (CrossingStore store : stores) {
            GuardState state = move(store.guard(intent.to()), now -> now.state().burn(intent.epoch()));
            if (!state.equals(GuardState.shut(intent.endEpoch()))) {
                throw new GuardsSaidOtherwise(store.name() + " is " + state + " and cannot be burnt");
            }
            reached(intent, "burnt");
        }
    }

    /** Transition 13b; only after every new side is burnt. */
    void retreat(Intent intent) {
        stores.forEach(store -> store.owner(intent.from()));
        stores.forEach(store -> store.returnTriggers(intent.from()));
        for (CrossingStore store : stores) {
            GuardState state =
                    move(store.guard(intent.from()), now -> now.state().retreat(intent.epoch()));
            if (state.isShut()) {
                throw new GuardsSaidOtherwise(store.name() + " is " + state + " and cannot be opened again");
            }
        }
    }

    /** Sends a route to every router. */
    void publish(Route route) throws InterruptedException {
        await(traffic.publish(route), settings.hold(), "the routers did not take the new route");
    }

    private Held hold(Intent intent) throws InterruptedException {
        // The sides are the intent's own: a router that has just come back may still name older ones.
        Route held = Route.to(intent.from(), intent.slice(), intent.epoch()).hold(intent.epoch());
        // Given up well before the routers end the hold themselves, which would fail what they parked.
        Duration limit = settings.hold().dividedBy(Plan.Cutover.HOLD_PARTS);
        String what = "running writes did not end";
        if (!isThereWithin(traffic.hold(held, settings.hold()), limit, what)) {
            throw new Problem(
                    Problem.Kind.BUSY, what + " within " + limit.toMillis() + " ms" + unfinished(intent.slice()));
        }
        reached(intent, "held");
        return new Held(intent);
    }

    private Fenced fence(Held held) {
        Intent intent = held.intent();
        for (CrossingStore store : stores) {
            GuardState state = move(
                    store.guard(intent.from()),
                    now -> now.state().fence(intent.epoch(), now.serverTime(), settings.lease()));
            if (!state.isLeased() || state.epoch() != intent.epoch()) {
                throw new Problem(
                        Problem.Kind.CONFLICT,
                        "the guard of " + store.name() + " on the "
                                + intent.from().label() + " is " + state + " and cannot be fenced in epoch "
                                + intent.epoch());
            }
        }
        reached(intent, "fenced");
        return new Fenced(intent);
    }

    /** Transition 6: no writer that passed the guard is open any more, and a write is refused. */
    private <B extends Barrier> Proven<B> prove(B barrier) {
        Intent intent = barrier.intent();
        for (CrossingStore store : stores) {
            Guard guard = store.guard(intent.from());
            guard.awaitWriters(settings.proof());
            if (!guard.refusesProbe()) {
                throw new Problem(
                        Problem.Kind.CONFLICT,
                        "the guard of " + store.name() + " on the "
                                + intent.from().label() + " let a probe write pass although it was "
                                + guard.read().state());
            }
        }
        reached(intent, barrier instanceof Shut ? "proven again" : "proven");
        return new Proven<>(barrier);
    }

    /** Transition 7: a position taken with the proof in hand. */
    private <B extends Barrier> Marked<B> mark(Proven<B> proven) {
        Intent intent = proven.barrier().intent();
        String mark = "drain " + intent.epoch() + " " + UUID.randomUUID();
        stores.forEach(store -> store.mark(intent.from(), mark));
        return new Marked<>(proven.barrier(), mark);
    }

    /** Transition 8: the mark is read back from the other side. */
    private <B extends Barrier> Drained<B> drain(Marked<B> marked) throws InterruptedException {
        Intent intent = marked.barrier().intent();
        long until = System.nanoTime() + settings.drain().toNanos();
        for (CrossingStore store : stores) {
            while (!store.drained(intent.from(), marked.mark())) {
                waitForDrain(store, intent, until);
            }
        }
        reached(intent, marked.barrier() instanceof Shut ? "drained again" : "drained");
        return new Drained<>(marked.barrier());
    }

    private void waitForDrain(CrossingStore store, Intent intent, long until) throws InterruptedException {
        if (System.nanoTime() > until) {
            throw new Problem(
                    Problem.Kind.BUSY,
                    "the last writes of " + store.name() + " did not reach the "
                            + intent.to().label() + " within "
                            + settings.drain().toMillis() + " ms");
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        LockSupport.parkNanos(POLL_NANOS);
    }

    /** Transition 9 with its courtesy: a lease that is already over aborts, so that the decision seldom falls late. */
    private void shutForGood(Drained<Fenced> drained) {
        Intent intent = drained.barrier().intent();
        if (first().guard(intent.from()).read().accepts()) {
            throw new Problem(Problem.Kind.BUSY, "the fence's lease ran out before the other side had caught up");
        }
        shutAll(intent);
    }

    private Shut shutAll(Intent intent) {
        for (CrossingStore store : stores) {
            GuardState state =
                    move(store.guard(intent.from()), now -> now.state().shutForGood(intent.epoch()));
            if (!state.equals(GuardState.shut(intent.epoch()))) {
                throw new GuardsSaidOtherwise(store.name() + " is " + state + ", not shut for good");
            }
            reached(intent, "shut for good");
        }
        return new Shut(intent);
    }

    /** What only shows once nobody can write: sequences carried ahead, and the last changes compared. */
    private Drained<Shut> checked(Drained<Shut> drained) {
        Intent intent = drained.barrier().intent();
        for (CrossingStore store : stores) {
            store.carrySequences(intent.from());
            store.drift().ifPresent(drift -> {
                throw new Problem(Problem.Kind.CONFLICT, store.name() + ": " + drift);
            });
            Verdict verdict = store.compareTouched(intent.from());
            if (verdict instanceof Verdict.Different different) {
                throw new Problem(Problem.Kind.CONFLICT, store.name() + ": " + different.sentence());
            }
            if (verdict instanceof Verdict.Unknown unknown) {
                unknowns.accept(intent, store.name() + ": the last changes were not compared, " + unknown.because());
            }
        }
        reached(intent, "checked");
        return drained;
    }

    /** Nothing is left to be applied on the new side, and the reverse stream applies nothing before that opens. */
    private Drained<Shut> carried(Drained<Shut> drained) {
        Intent intent = drained.barrier().intent();
        stores.forEach(store -> store.putTriggersOn(intent.to()));
        reached(intent, "triggers made");
        stores.forEach(store -> store.takeTriggersOff(intent.from()));
        reached(intent, "triggers taken off");
        return drained;
    }

    private Anchored anchor(Drained<Shut> drained) {
        Intent intent = drained.barrier().intent();
        stores.forEach(store -> store.anchor(intent.to()));
        reached(intent, "reverse position written");
        return new Anchored(intent);
    }

    /** Transition 11b, with its invariants looked at once more in the one place where they matter. */
    private void open(Anchored anchored) {
        Intent intent = anchored.intent();
        for (CrossingStore store : stores) {
            GuardState old = store.guard(intent.from()).read().state();
            if (!old.equals(GuardState.shut(intent.epoch()))) {
                throw new GuardsSaidOtherwise(
                        store.name() + " is " + old + " on the " + intent.from().label());
            }
            if (!store.anchored(intent.to())) {
                throw new IllegalStateException("no reverse position in " + store.name() + " before it opens");
            }
        }
        openAll(intent);
    }

    /**
     * Moves a guard by a rule of {@link GuardState}, again when somebody else moved it in between.
     *
     * @return the state it is in now, which is the old one where the rule forbids the move
     */
    private static GuardState move(Guard guard, Function<Guard.Reading, GuardState> rule) {
        for (int i = 0; i < MOVE_TRIES_MAX; i++) {
            Guard.Reading reading = guard.read();
            GuardState next = rule.apply(reading);
            if (next.equals(reading.state()) || guard.move(reading.state(), next)) {
                return next;
            }
        }
        throw new Problem(Problem.Kind.BUSY, "a guard was moved " + MOVE_TRIES_MAX + " times by somebody else");
    }

    private static void await(CompletionStage<Void> stage, Duration limit, String what) throws InterruptedException {
        if (!isThereWithin(stage, limit, what)) {
            throw new Problem(Problem.Kind.BUSY, what + " within " + limit.toMillis() + " ms");
        }
    }

    private static boolean isThereWithin(CompletionStage<Void> stage, Duration limit, String what)
            throws InterruptedException {
        try {
            stage.toCompletableFuture().get(limit.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Problem problem) {
                throw problem;
            }
            throw new Problem(Problem.Kind.FAILED, what + ": " + e.getCause(), e);
        }
    }

    /** Which ones; a router that cannot say is no reason to wait. */
    private String unfinished(String slice) throws InterruptedException {
        try {
            String writes = traffic.unfinished(slice)
                    .toCompletableFuture()
                    .get(UNFINISHED_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            return writes.isEmpty() ? "" : ": " + writes;
        } catch (ExecutionException | TimeoutException e) {
            return "";
        }
    }

    private CrossingStore first() {
        return stores.get(0);
    }

    private void reached(Intent intent, String what) {
        milestones.reached((intent.from() == Side.SOURCE ? "cutover: " : "rollback: ") + what);
    }

    /** A guard is not where this path needs it, because somebody moved it: the guards are asked again. */
    static final class GuardsSaidOtherwise extends RuntimeException {
        GuardsSaidOtherwise(String message) {
            super(message);
        }
    }
}
