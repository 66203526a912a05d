package dev.bailey.control;

import dev.bailey.core.GuardState;
import dev.bailey.core.Milestones;
import dev.bailey.core.Problem;
import dev.bailey.core.Route;
import dev.bailey.core.Side;
import dev.bailey.core.Traffic;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves a slice from the side that owns it to the other one, as docs/cutover.md says; the way back is the same code
 * with the sides swapped. Confined to one thread at a time.
 *
 * <p>However far an attempt came, {@link #settle} ends it by what the guards say. That is also all there is to a
 * restart, so the rare path is the one that every move takes.
 */
final class Crossing {

    private static final Logger LOG = LoggerFactory.getLogger(Crossing.class);

    private final List<CrossingStore> stores;
    private final Transitions transitions;
    private final Ledger ledger;
    private final CrossingSettings settings;
    private final InstantSource clock;
    private final Milestones milestones;

    /** @param stores at least one; the guards of the first decide */
    Crossing(
            List<CrossingStore> stores,
            Traffic traffic,
            Ledger ledger,
            CrossingSettings settings,
            InstantSource clock,
            Milestones milestones) {
        if (stores.isEmpty()) {
            throw new IllegalArgumentException("a crossing needs a store");
        }
        this.stores = List.copyOf(stores);
        this.transitions = new Transitions(stores, traffic, settings, milestones, ledger::noted);
        this.ledger = ledger;
        this.settings = settings;
        this.clock = clock;
        this.milestones = milestones;
    }

    /** What the guards say about a move that has no end yet. */
    private enum Decision {
        ABORT,
        FORWARD,
        FINISH,
        RETREAT
    }

    /** Carries out the move, and ends it one way or another. Interrupted, it stays open and a restart settles it. */
    Flip cross(Intent intent) throws InterruptedException {
        StepTimes times = new StepTimes();
        ledger.intended(intent);
        reached(intent, "intent written");
        String because = "";
        try {
            transitions.shutOut(intent, times);
        } catch (Problem | Transitions.GuardsSaidOtherwise failure) {
            because = String.valueOf(failure.getMessage());
            LOG.warn("{} of {} did not get past the fence: {}", intent.direction(), intent.slice(), because);
        }
        return settle(intent, times, because);
    }

    /**
     * Does something on the side that owns while the routers hold its writes and none runs, on the way to a move: a
     * move that ends before its fence, and is ended like any other where it failed or the process died.
     *
     * @return how the move was given up; empty when it may go on
     */
    Optional<Flip> whileHeld(Intent intent, Runnable work) throws InterruptedException {
        try {
            ledger.guarding(intent);
            transitions.whileHeld(intent, work);
            ledger.guarded(intent);
        } catch (Problem failure) {
            LOG.warn("{} of {} cannot begin: {}", intent.direction(), intent.slice(), failure.getMessage());
            return Optional.of(settle(intent, new StepTimes(), String.valueOf(failure.getMessage())));
        }
        publish(intent, intent.from());
        return Optional.empty();
    }

    /** Ends a move that the death of the process left open. */
    Flip settle(Intent intent) throws InterruptedException {
        return settle(intent, new StepTimes(), "Bailey was restarted in the middle of it");
    }

    private Flip settle(Intent intent, StepTimes times, String firstBecause) throws InterruptedException {
        String because = firstBecause;
        long forwardUntil = System.nanoTime() + settings.forward().toNanos();
        Duration pause = settings.retry();
        while (true) {
            try {
                return decided(intent, times, because);
            } catch (Transitions.GuardsSaidOtherwise changed) {
                LOG.info("{}: asking the guards again", changed.getMessage());
            } catch (Problem problem) {
                because = String.valueOf(problem.getMessage());
                LOG.warn("{} of {} is not settled yet: {}", intent.direction(), intent.slice(), because);
                if (!problem.isRetryable() || System.nanoTime() > forwardUntil) {
                    burnUnlessOpen(intent);
                }
            }
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            LockSupport.parkNanos(pause.toNanos());
            Duration longer = pause.multipliedBy(2);
            pause = longer.compareTo(settings.retryMax()) > 0 ? settings.retryMax() : longer;
        }
    }

    private Flip decided(Intent intent, StepTimes times, String because) throws InterruptedException {
        return switch (decide(intent)) {
            case ABORT -> {
                transitions.abort(intent);
                yield end(intent, Flip.Outcome.ABORTED, times, because);
            }
            case FORWARD -> {
                transitions.crossOver(intent, times);
                yield end(intent, Flip.Outcome.FLIPPED, times, "");
            }
            case FINISH -> {
                transitions.openAll(intent);
                yield end(intent, Flip.Outcome.FLIPPED, times, "");
            }
            case RETREAT -> {
                transitions.burn(intent);
                transitions.retreat(intent);
                yield end(intent, Flip.Outcome.RETREATED, times, because);
            }
        };
    }

    /** Transition 14: the guards of the first store decide, looked at in this order. */
    private Decision decide(Intent intent) {
        GuardState fresh = stores.get(0).guard(intent.to()).read().state();
        if (fresh.epoch() == intent.endEpoch()) {
            return Decision.RETREAT;
        }
        if (fresh.equals(GuardState.open(intent.epoch()))) {
            return Decision.FINISH;
        }
        GuardState old = stores.get(0).guard(intent.from()).read().state();
        return old.equals(GuardState.shut(intent.epoch())) ? Decision.FORWARD : Decision.ABORT;
    }

    /** Turns a way forward that has failed for too long into a retreat, unless the new side opened after all. */
    private void burnUnlessOpen(Intent intent) {
        try {
            if (decide(intent) == Decision.FORWARD) {
                transitions.burn(intent);
            }
        } catch (Problem | Transitions.GuardsSaidOtherwise failure) {
            LOG.warn("cannot retreat yet: {}", failure.getMessage());
        }
    }

    /**
     * Journal first, then the routers: one that misses the message gets it again from the journal's owner. A journal
     * that cannot be written (a full disk) must not keep traffic standing still, for the guards have decided already;
     * the move stays open then, and is closed when the journal can be written again.
     */
    private Flip end(Intent intent, Flip.Outcome outcome, StepTimes times, String because) throws InterruptedException {
        Side owner = outcome == Flip.Outcome.FLIPPED ? intent.to() : intent.from();
        try {
            ledger.ended(new Flip(intent, outcome, owner, clock.instant(), times.millis(), because));
        } catch (Problem unwritten) {
            publish(intent, owner);
            throw unwritten;
        }
        reached(intent, "journal closed");
        times.spentOn(FlipStep.COMMIT);
        publish(intent, owner);
        times.spentOn(FlipStep.RELEASE);
        reached(intent, "routed");
        return new Flip(intent, outcome, owner, clock.instant(), times.millis(), because);
    }

    private void publish(Intent intent, Side owner) throws InterruptedException {
        try {
            transitions.publish(Route.to(owner, intent.slice(), intent.endEpoch()));
        } catch (Problem problem) {
            LOG.warn("{}; it is sent again until they do", problem.getMessage());
        }
    }

    private void reached(Intent intent, String what) {
        milestones.reached((intent.from() == Side.SOURCE ? "cutover: " : "rollback: ") + what);
    }
}
