package dev.bailey.control;

import dev.bailey.core.Side;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Knows by the journal which cutover is to be observed, and from when on. Confined to its {@link Observation}. */
final class ObservationWindows implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ObservationWindows.class);

    /** A restart without this much in between is none. */
    private static final Duration UNSEEN_MIN = Duration.ofSeconds(2);

    private final Observing plan;
    private final Ledger ledger;
    private final BeforeCutover before;
    private final ObservationLog log;
    private final LastSeen lastSeen;
    private final Path directory;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private @Nullable ObservationWindow window;

    /** The last cutover, where it is settled. */
    private Status.@Nullable Observation settled;

    private long settledEpoch;

    /** Whether the journal may hold an observation without an end of which nothing is to be seen any more. */
    private boolean left = true;

    /** @param folder where it stands when somebody looked last */
    ObservationWindows(
            Observing plan,
            Ledger ledger,
            BeforeCutover before,
            StateFolder folder,
            InstantSource clock,
            LongSupplier nanoTime) {
        this.plan = plan;
        this.ledger = ledger;
        this.before = before;
        this.log = before.log();
        this.lastSeen = new LastSeen(folder.observed(ledger.slice()));
        this.directory = folder.plans();
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    /** The open one, brought up to date with the moves that were made. */
    Optional<ObservationWindow> current() {
        List<Flip> moves = ledger.history().stream()
                .map(FlipRecord::flip)
                .filter(Flip::isDone)
                .toList();
        Optional<Flip> cutover = moves.isEmpty()
                ? Optional.empty()
                : Optional.of(moves.get(moves.size() - 1))
                        .filter(last -> last.intent().to() == Side.TARGET);
        leaveWhatIsOver(moves, cutover.map(flip -> flip.intent().epoch()).orElse(0L));
        if (cutover.isPresent()
                && window == null
                && settledEpoch != cutover.get().intent().epoch()) {
            enter(cutover.get());
        }
        return Optional.ofNullable(window);
    }

    /** Of this process or an earlier one: what was observed no longer serves, or did not for a while. */
    private void leaveWhatIsOver(List<Flip> moves, long current) {
        if (settledEpoch != current) {
            settled = null;
        }
        if (window != null && window.epoch() != current) {
            window.close();
            window = null;
            left = true;
        }
        if (!left) {
            return;
        }
        left = false;
        for (Observed observed : log.history()) {
            if (observed.epoch() != current && observed.end().isEmpty()) {
                log.rolledBack(
                        observed.epoch(),
                        moves.stream()
                                .map(Flip::intent)
                                .filter(intent -> intent.epoch() > observed.epoch())
                                .findFirst()
                                .map(ObservationWindows::asker)
                                .orElse("nobody knows by whom"));
            }
        }
    }

    private static String asker(Intent intent) {
        return intent.by().startsWith(RollBack.PLAN) ? intent.by() : "asked for by " + intent.by();
    }

    private void enter(Flip cutover) {
        long epoch = cutover.intent().epoch();
        Optional<Observed> known = log.of(epoch);
        if (known.isPresent() && known.get().end().isPresent()) {
            settledEpoch = epoch;
            settled =
                    Status.Observation.settled(known.get().since(), known.get().until());
            return;
        }
        if (known.isEmpty()) {
            log.began(epoch, cutover.at(), cutover.at().plus(plan.time()));
        }
        Observed observed = log.of(epoch).orElseThrow();
        window = new ObservationWindow(observed, plan.triggers(), begin(cutover));
        LOG.info("the target is observed until {}", observed.until());
    }

    private TriggerWatch.Begin begin(Flip cutover) {
        long epoch = cutover.intent().epoch();
        Instant now = clock.instant();
        Instant seen = cutover.at();
        if (before.foreign(epoch).isEmpty()) {
            // An earlier process made it: from its last look until now, nobody has seen anything.
            seen = lastSeen.read()
                    .filter(then -> then.isAfter(cutover.at()) && !then.isAfter(now))
                    .orElse(cutover.at());
            if (Duration.between(seen, now).compareTo(UNSEEN_MIN) > 0) {
                log.unseen(epoch, seen, now);
            }
        }
        ObservationLog.Before was = log.baseline(epoch).orElse(ObservationLog.Before.UNKNOWN);
        long sinceNanos =
                nanoTime.getAsLong() - Math.max(0, Duration.between(seen, now).toNanos());
        return new TriggerWatch.Begin(
                sinceNanos,
                was.baseline(),
                was.conflicts(),
                before.foreign(epoch).orElse(0),
                before.figures(),
                directory);
    }

    /** Somebody has looked at the open one. */
    void looked() {
        lastSeen.now(clock.instant());
    }

    /** The open one has come to a good end. */
    void settle(ObservationWindow open) {
        log.settled(open.epoch());
        settledEpoch = open.epoch();
        settled = open.line(clock.instant()).asSettled();
        LOG.info("the cutover of epoch {} is settled", open.epoch());
        open.close();
        window = null;
    }

    /** The open one, or the last cutover if it is settled; null when nothing is or was observed of it. */
    Status.@Nullable Observation line() {
        return window == null ? settled : window.line(clock.instant());
    }

    @Override
    public void close() {
        if (window != null) {
            window.close();
        }
    }
}
