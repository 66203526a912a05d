package dev.bailey.control;

import dev.bailey.core.Verdict;
import dev.bailey.runbook.StepStatus;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** Puts together how a migration stands. Thread-safe. */
final class StatusBoard {

    private final Sources from;
    private final Readiness readiness;

    /** Whom it asks. */
    record Sources(
            Plan plan,
            List<MovingStore> stores,
            Routers routers,
            Ledgers ledgers,
            MovingSlices slices,
            Verdicts verdicts,
            Rounds rounds,
            Conduct conduct,
            CopyWatch copyWatch,
            CanaryDesk canaries,
            InstantSource clock) {}

    StatusBoard(Sources from, Readiness readiness) {
        this.from = from;
        this.readiness = readiness;
    }

    /** Asks the databases, so not for an event loop. */
    Status now(MigrationPhase phase, boolean ready, List<StepStatus> steps, List<Status.TellingLine> telling) {
        MovingSlices.Next next = from.slices.next();
        List<FlipRecord> done = from.ledgers.history();
        // what they ask is gone with the guards and streams
        List<NamedGate> towards = phase == MigrationPhase.OVER ? List.of() : next.gates();
        Verdict verdict = from.verdicts.overall(from.stores);
        Forecasts expected = from.conduct.forecasts();
        return new Status(
                from.plan.migration(),
                phase.label(),
                from.clock.instant(),
                from.ledgers.common().label(),
                Map.of("source", from.plan.sourceLabel(), "target", from.plan.targetLabel()),
                ready ? readiness.sentence(next.to().opposite(), towards, done, verdict) : notReady(phase),
                verdict.sentence(),
                steps.stream().map(step -> StatusView.step(step, expected)).toList(),
                from.stores.stream()
                        .map(store -> StatusView.store(store, from.copyWatch.speed(store), from.rounds.progress(store)))
                        .toList(),
                towards.stream().map(StatusView::gate).toList(),
                from.conduct.waiting().stream().map(StatusView::waiting).toList(),
                StatusView.forecast(expected),
                telling,
                StatusView.traffic(from.routers),
                from.routers.lines(),
                done.stream().map(StatusView::flip).toList(),
                StatusView.slices(from.plan.slices(), from.slices.all(), from.canaries),
                new Status.NextMove(next.slice().name(), next.to().label()),
                from.slices.observation());
    }

    private static String notReady(MigrationPhase phase) {
        return switch (phase) {
            case OVER -> "the migration is over";
            case FINISHING -> "the migration is being ended";
            default -> "not ready yet";
        };
    }
}
