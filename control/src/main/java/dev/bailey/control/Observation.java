package dev.bailey.control;

import dev.bailey.core.Side;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the new side after each cutover by the conditions of the plan, and rolls back or asks as it says:
 * docs/observing.md. Thread-safe.
 */
final class Observation implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Observation.class);

    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private final Observing plan;
    private final Senses senses;
    private final Mover mover;
    private final Ledger ledger;
    private final BeforeCutover before;
    private final ObservationWindows windows;
    private final RollBack rollBack;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private @Nullable Repeated repeated;
    private @Nullable AnswersSince fromSource;
    private @Nullable AnswersSince fromTarget;

    /** Kept while a move is under way, in which nobody looks. */
    private Optional<ObservationWindow> window = Optional.empty();

    private Optional<ObservationWindow.Due> reason = Optional.empty();

    /** Of the route at the last look. */
    private long epoch = -1;

    /** As it was when somebody looked last, so that nobody waits to read it. */
    private volatile Shown shown = new Shown(epoch, null);

    /** A line, and the epoch of the route that it is about: after a move, and before the next look, it says nothing. */
    private record Shown(long epoch, Status.@Nullable Observation line) {}

    /** What there is to be seen. */
    interface Senses {

        /** Whether the migration is ready, so that what is seen means something. */
        boolean isOpen();

        RoutersAnswers answers(Side side);

        /** How the streams are while the target serves. */
        WayBack wayBack();
    }

    /** Whoever moves the slice. */
    interface Mover {

        boolean underWay();

        FlipAnswer move(Side to, String by) throws InterruptedException;
    }

    /**
     * Looks at nothing yet.
     *
     * @param folder where it stands when somebody looked last
     * @param aside carries out ways back, while it goes on looking
     */
    Observation(
            Observing plan,
            Senses senses,
            Mover mover,
            Ledger ledger,
            BeforeCutover before,
            StateFolder folder,
            InstantSource clock,
            LongSupplier nanoTime,
            Executor aside) {
        this.plan = plan;
        this.senses = senses;
        this.mover = mover;
        this.ledger = ledger;
        this.before = before;
        this.windows = new ObservationWindows(plan, ledger, before, folder, clock, nanoTime);
        this.rollBack = new RollBack(mover, aside, nanoTime);
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    /** Begins to look, where the plan asks for it. */
    void start() {
        if (plan.isAsked()) {
            repeated = Repeated.every(LOOK_EVERY, "observation", this::look);
        }
    }

    /** One look at everything, and what follows from it. */
    void look() {
        synchronized (this) {
            // What is counted while a move goes on comes with the first look after it.
            if (senses.isOpen()
                    && !mover.underWay()
                    && !rollBack.isUnderWay()
                    && ledger.open().isEmpty()) {
                Sight sight = sight();
                epoch = ledger.route().epoch();
                window = windows.current();
                reason = window.flatMap(open -> decide(open, sight));
            }
            window.ifPresent(open -> reason.ifPresent(due -> askWhenInTrouble(open, due)));
            shown = new Shown(epoch, windows.line());
        }
        if (!mover.underWay()) {
            reason.ifPresent(due -> rollBack.attempt(due.because()));
        }
    }

    /** Of both sides each time, so that counting goes on from the moment of a move. */
    private Sight sight() {
        RoutersAnswers ofSource = senses.answers(Side.SOURCE);
        RoutersAnswers ofTarget = senses.answers(Side.TARGET);
        if (fromSource == null || fromTarget == null) {
            fromSource = new AnswersSince(ofSource);
            fromTarget = new AnswersSince(ofTarget);
        }
        before.answered(fromSource.take(ofSource));
        return new Sight(nanoTime.getAsLong(), fromTarget.take(ofTarget), ofTarget.silent(), senses.wayBack());
    }

    /** Why to roll back now. */
    private Optional<ObservationWindow.Due> decide(ObservationWindow open, Sight sight) {
        open.look(sight);
        windows.looked();
        List<ObservationWindow.Due> due = open.due();
        List<ObservationWindow.Due> back = new ArrayList<>();
        for (ObservationWindow.Due each : due) {
            if (then(each) == Trigger.Then.ROLL_BACK) {
                back.add(each);
            } else if (!open.hasAsked(each.trigger())) {
                ask(open, each, each.because());
            }
        }
        if (back.isEmpty()) {
            rollBack.forget();
        }
        if (due.isEmpty() && !clock.instant().isBefore(open.until()) && open.isQuiet(sight.nanos())) {
            windows.settle(open);
        }
        return back.stream().findFirst();
    }

    private Trigger.Then then(ObservationWindow.Due due) {
        return due.isUnknown() ? plan.unknown() : due.trigger().then();
    }

    private void askWhenInTrouble(ObservationWindow open, ObservationWindow.Due due) {
        Optional<String> trouble = rollBack.trouble();
        if (trouble.isPresent() && !open.hasAsked(due.trigger())) {
            ask(open, due, due.because() + "; " + trouble.get());
        }
    }

    private void ask(ObservationWindow open, ObservationWindow.Due due, String because) {
        List<String> conditions = List.of(due.trigger().name());
        before.log().asked(open.epoch(), because, conditions);
        open.ask(because, conditions);
        LOG.warn(
                "paused: {}; \"bailey rollback {}\", or \"bailey go-on {} --reason ...\"",
                because,
                ledger.slice(),
                ledger.slice());
    }

    /**
     * Lets the observation go on although a condition holds, until it has been fine and holds again.
     *
     * @return what had been asked; empty when nothing was
     */
    synchronized Optional<String> goOn(String why, String by) {
        Optional<ObservationWindow> asking = window.filter(ObservationWindow::isAsking);
        Optional<String> question = asking.map(ObservationWindow::question);
        asking.ifPresent(open -> {
            before.log().answered(open.epoch(), by, why);
            open.excuse();
            reason = Optional.empty();
            shown = new Shown(epoch, windows.line());
        });
        return question;
    }

    /** Why the last cutover is not settled; empty when it is, or nobody looks. */
    Optional<String> unsettled() {
        if (!plan.isAsked() || ledger.route().writes() == Side.SOURCE) {
            return Optional.empty();
        }
        Status.Observation last = line();
        if (last == null) {
            return Optional.of("nobody has looked at the cutover yet");
        } else if (last.state().equals(Status.Observation.SETTLED)) {
            return Optional.empty();
        }
        return Optional.of(
                last.question() == null
                        ? "the cutover is observed until " + last.until()
                        : "the observation is paused: " + last.question());
    }

    /** The same where the plan has the cutover judged. */
    Optional<String> unproven() {
        return plan.isJudged() ? unsettled() : Optional.empty();
    }

    /** How the last cutover is observed; null when nothing is, or nobody has looked yet. */
    Status.@Nullable Observation line() {
        Shown last = shown;
        return last.epoch == ledger.route().epoch() ? last.line : null;
    }

    /** Every observation so far. */
    List<Observed> history() {
        return before.log().history();
    }

    @Override
    public void close() {
        if (repeated != null) {
            repeated.close();
        }
        synchronized (this) {
            windows.close();
        }
    }
}
