package dev.bailey.control;

import dev.bailey.core.Side;
import dev.bailey.judging.AnswerJudge;
import dev.bailey.judging.EndpointVerdict;
import dev.bailey.router.Shadow;
import dev.bailey.router.ShadowAnswer;
import dev.bailey.router.ShadowOutcome;
import dev.bailey.router.ShadowSink;
import dev.bailey.router.ShadowedRequest;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares what both sides of a service answer, each way by itself: what is known while the source serves says nothing
 * of the source as the side to go back to. Thread-safe.
 */
final class ServiceAnswers implements ShadowSink, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ServiceAnswers.class);

    private static final Duration LOOK_EVERY = Duration.ofMillis(500);

    /** At a time. Most of them wait until the other side has caught up, and do so together. */
    private static final int LOOKS_MAX = 64;

    private final String service;
    private final AnswerPlan plan;
    private final Shadow shadow;
    private final Runnable catchUp;
    private final BooleanSupplier ready;

    /** By the side that serves. */
    private final Map<Side, AnswerJudge> judges = new EnumMap<>(Side.class);

    private final Semaphore free = new Semaphore(LOOKS_MAX);
    private final ExecutorService threads;
    private final Repeated looks;

    /** Compares from here on, as long as {@code ready} says that both sides have all data. */
    ServiceAnswers(String service, AnswerPlan plan, Shadow shadow, Runnable catchUp, BooleanSupplier ready) {
        this.service = service;
        this.plan = plan;
        this.shadow = shadow;
        this.catchUp = catchUp;
        this.ready = ready;
        this.threads = threads(service);
        beginAnew();
        shadow.tells(this);
        this.looks = Repeated.every(LOOK_EVERY, "answers of " + service, this::look);
    }

    private synchronized void beginAnew() {
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
        begin(() -> {
            LiveSample sample = LiveSample.of(shadow, request, primary, other, catchUp);
            judge.served(sample.endpoint(), primary.status());
            judge.sampled(sample);
        });
    }

    private void look() {
        for (Side side : Side.values()) {
            judge(side).due().forEach(this::begin);
        }
    }

    /** Waits while there are as many as there may be, so that pairs wait where they are counted. */
    private void begin(AnswerJudge.Look look) {
        try {
            free.acquire();
            threads.execute(() -> run(look));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RejectedExecutionException closed) {
            free.release();
        }
    }

    private void run(AnswerJudge.Look look) {
        try {
            look.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.warn("answers of {} were not compared because of a mistake", service, e);
        } finally {
            free.release();
        }
    }

    private static ExecutorService threads(String service) {
        AtomicInteger count = new AtomicInteger();
        return Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "answers of " + service + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Forgets what was found and counted: another version of the application is there. */
    void forget() {
        beginAnew();
    }

    void accept(String endpoint, String path, String reason) {
        for (Side side : Side.values()) {
            judge(side).accept(endpoint, path, reason);
        }
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

    @Override
    public void close() {
        looks.close();
        threads.shutdown();
    }
}
