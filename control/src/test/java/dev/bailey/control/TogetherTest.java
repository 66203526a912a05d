package dev.bailey.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TogetherTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Together<String, Integer> together = new Together<>();
    private final AtomicInteger runs = new AtomicInteger();
    private final CountDownLatch goOn = new CountDownLatch(1);

    @AfterEach
    void stop() {
        goOn.countDown();
        threads.shutdownNow();
    }

    @Test
    void allWhoAskWhileOneRunsAreServedByOneMore() throws ExecutionException, InterruptedException {
        Future<Integer> first = threads.submit(() -> together.run("a", this::slow));
        await(() -> runs.get() == 1);
        List<Future<Integer>> rest = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            rest.add(threads.submit(() -> together.run("a", this::slow)));
        }
        await(() -> together.waiting() == 20);

        goOn.countDown();

        assertThat(first.get()).isEqualTo(1);
        for (Future<Integer> each : rest) {
            assertThat(each.get()).isEqualTo(2);
        }
    }

    @Test
    void whatIsAskedOtherwiseRunsByItself() throws ExecutionException, InterruptedException {
        Future<Integer> first = threads.submit(() -> together.run("a", this::slow));
        await(() -> runs.get() == 1);
        Future<Integer> other = threads.submit(() -> together.run("b", this::slow));
        Future<Integer> again = threads.submit(() -> together.run("a", this::slow));
        await(() -> together.waiting() == 2);

        goOn.countDown();

        assertThat(List.of(first.get(), other.get(), again.get())).containsExactlyInAnyOrder(1, 2, 3);
    }

    @Test
    void whatWentWrongIsSaidToEverybody() {
        Future<Integer> first = threads.submit(() -> together.run("a", this::slow));
        await(() -> runs.get() == 1);
        List<Future<Integer>> rest = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            rest.add(threads.submit(() -> together.run("a", () -> {
                throw new IllegalStateException("it went wrong");
            })));
        }
        await(() -> together.waiting() == 3);

        goOn.countDown();

        assertThat(first).succeedsWithin(PATIENCE);
        assertThat(rest).allSatisfy(each -> assertThatThrownBy(each::get).hasRootCauseMessage("it went wrong"));
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            LockSupport.parkNanos(1_000_000);
        }
    }

    private int slow() {
        int number = runs.incrementAndGet();
        try {
            goOn.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return number;
    }
}
