package dev.bailey.control;

import dev.bailey.core.Side;
import dev.bailey.judging.AnswerJudge;
import dev.bailey.judging.EndpointVerdict;
import dev.bailey.judging.EndpointVerdict.State;
import dev.bailey.judging.Finding;
import dev.bailey.router.Shadow;
import dev.bailey.router.ShadowAnswer;
import dev.bailey.router.ShadowOutcome;
import dev.bailey.router.ShadowSink;
import dev.bailey.router.ShadowedRequest;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;

/**
 * Compares what both sides of a service answer, each way by itself: what is known while the source serves says nothing
 * of the source as the side to go back to. Thread-safe.
 */
final class ServiceAnswers implements ShadowSink, AutoCloseable {

    private static final Duration LOOK_EVERY = Duration.ofMillis(500);

    /** Endpoints that fewer of the sampled requests are for do not hold up a cutover that waits for proof. */
    private static final double OFTEN = 0.01;

    private final String service;
    private final AnswerPlan plan;
    private final Shadow shadow;
    private final Runnable catchUp;
    private final BooleanSupplier ready;

    /** By the side that serves. */
    private final Map<Side, AnswerJudge> judges = new EnumMap<>(Side.class);

    private final Repeated looks;

    /** Compares from here on, as long as {@code ready} says that both sides have all data. */
    ServiceAnswers(String service, AnswerPlan plan, Shadow shadow, Runnable catchUp, BooleanSupplier ready) {
        this.service = service;
        this.plan = plan;
        this.shadow = shadow;
        this.catchUp = catchUp;
        this.ready = ready;
        begin();
        shadow.tells(this);
        this.looks = Repeated.every(LOOK_EVERY, "answers of " + service, this::look);
    }

    private synchronized void begin() {
        for (Side side : Side.values()) {
            judges.put(
                    side,
                    new AnswerJudge(
                            plan.settings(),
                            System::nanoTime,
                            () -> ThreadLocalRandom.current().nextDouble()));
        }
    }

    private synchronized AnswerJudge judge(Side serving) {
        AnswerJudge judge = judges.get(serving);
        if (judge == null) {
            throw new IllegalStateException("there is one for each side");
        }
        return judge;
    }

    @Override
    public void compare(ShadowedRequest request, ShadowAnswer primary, ShadowOutcome other) {
        if (!ready.getAsBoolean()) {
            return;
        }
        AnswerJudge judge = judge(primary.side());
        try {
            LiveSample sample = LiveSample.of(shadow, request, primary, other, catchUp);
            judge.served(sample.endpoint(), primary.status());
            judge.sampled(sample);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        try {
            for (Side side : Side.values()) {
                judge(side).tick();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Forgets what was found and counted: another version of the application is there. */
    void forget() {
        begin();
    }

    void accept(String endpoint, String path, String reason) {
        for (Side side : Side.values()) {
            judge(side).accept(endpoint, path, reason);
        }
    }

    boolean hasFound(String endpoint, String path) {
        return judge(Side.SOURCE).findings().stream().anyMatch(found -> isAt(found, endpoint, path))
                || judge(Side.TARGET).findings().stream().anyMatch(found -> isAt(found, endpoint, path));
    }

    private static boolean isAt(Finding found, String endpoint, String path) {
        return found.endpoint().equals(endpoint) && found.path().equals(path);
    }

    /** What is known while this side serves. */
    AnswerStatus.Direction direction(Side serving) {
        AnswerJudge judge = judge(serving);
        List<EndpointVerdict> verdicts = judge.verdicts();
        return new AnswerStatus.Direction(
                service,
                serving.label(),
                verdicts.stream()
                        .map(verdict -> AnswerStatus.endpoint(verdict, judge.noise(verdict.endpoint())))
                        .toList(),
                judge.findings().stream().map(AnswerStatus::finding).toList());
    }

    /** Why nobody should be moved away from this side; empty when nothing speaks against it. */
    Optional<String> trouble(Side serving) {
        List<EndpointVerdict> verdicts = judge(serving).verdicts();
        Optional<EndpointVerdict> different = verdicts.stream()
                .filter(verdict -> verdict.state() == State.DIFFERENT)
                .findFirst();
        if (different.isPresent()) {
            long count = verdicts.stream()
                    .filter(verdict -> verdict.state() == State.DIFFERENT)
                    .count();
            return Optional.of(different.get().endpoint() + ": "
                    + different.get().because() + (count > 1 ? " (and " + (count - 1) + " more endpoints)" : "")
                    + "; see \"bailey answers\"");
        }
        return plan.proven() ? unproven(verdicts) : Optional.empty();
    }

    private static Optional<String> unproven(List<EndpointVerdict> verdicts) {
        long all = verdicts.stream().mapToLong(EndpointVerdict::served).sum();
        if (all == 0) {
            return Optional.of("no answers were compared yet");
        }
        return verdicts.stream()
                .filter(verdict -> verdict.state() != State.ALIKE && verdict.served() >= OFTEN * all)
                .findFirst()
                .map(verdict -> verdict.endpoint() + ": " + verdict.because());
    }

    @Override
    public void close() {
        looks.close();
    }
}
