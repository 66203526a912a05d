package dev.bailey.runbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailey.core.Problem;
import dev.bailey.runbook.StepStatus.State;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunbookTest {

    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-20T12:00:00.279057769Z"));
    private static final Backoff QUICK = new Backoff(Duration.ofMillis(1), Duration.ofMillis(2), 3);

    @TempDir
    private Path folder;

    private final List<StepStatus> heard = new ArrayList<>();

    @Test
    void stepsRunInOrderAndAreNoted() throws InterruptedException {
        List<String> order = new ArrayList<>();
        try (Journal journal = open()) {
            run(journal, TestStep.named("b", () -> order.add("b")), TestStep.named("a", () -> order.add("a")));

            assertThat(order).containsExactly("b", "a");
            assertThat(journal.entries())
                    .extracting(entry -> entry.subject() + " " + entry.text())
                    .containsExactly("b started", "b done", "a started", "a done");
        }
    }

    @Test
    void doneStepsAreSkippedAfterReopeningUnlessTheyRunAlways() throws InterruptedException {
        try (Journal journal = open()) {
            run(journal, TestStep.named("copy"), TestStep.named("listen").everyTime());
        }
        TestStep copy = TestStep.named("copy");
        TestStep listen = TestStep.named("listen").everyTime();

        try (Journal journal = open()) {
            Runbook runbook = run(journal, copy, listen);

            assertThat(copy.runs()).isZero();
            assertThat(listen.runs()).isEqualTo(1);
            assertThat(runbook.status()).extracting(StepStatus::state).containsExactly(State.SKIPPED, State.DONE);
            assertThat(runbook.status().get(0).detail()).isEqualTo("done before, at 2026-11-20T12:00:00Z");
            assertThat(runbook.status().get(0).took()).isPresent();
        }
    }

    @Test
    void aRunThatWasKilledGoesOnWithTheStepItWasIn() throws IOException, InterruptedException {
        int exit = DyingWriter.run(folder.resolve("journal.db"), "runbook");
        TestStep one = TestStep.named("one");
        TestStep two = TestStep.named("two");
        TestStep three = TestStep.named("three");

        try (Journal journal = open()) {
            run(journal, one, two, three);
        }

        assertThat(exit).isEqualTo(DyingWriter.EXIT);
        assertThat(List.of(one.runs(), two.runs(), three.runs())).containsExactly(0, 1, 1);
    }

    @Test
    void aFailedStepStopsTheRunAndItsSentenceIsKept() throws InterruptedException {
        Problem denied = new Problem(Problem.Kind.DENIED, "role bailey may not replicate: grant it");
        TestStep never = TestStep.named("never");
        try (Journal journal = open()) {
            Runbook runbook = runbook(
                    journal,
                    TestStep.named("check", () -> {
                        throw denied;
                    }),
                    never);

            assertThatThrownBy(runbook::run).isSameAs(denied);

            assertThat(runbook.status()).extracting(StepStatus::state).containsExactly(State.FAILED, State.WAITING);
            assertThat(runbook.status().get(0).detail()).isEqualTo("role bailey may not replicate: grant it");
        }
        try (Journal journal = open()) {
            Entry last = journal.last(Runbook.KIND, "check").orElseThrow();

            assertThat(last.text()).isEqualTo(Runbook.FAILED);
            assertThat(last.details()).containsEntry("because", "role bailey may not replicate: grant it");
            assertThat(never.runs()).isZero();
            run(journal, TestStep.named("check"), never);
            assertThat(never.runs()).isEqualTo(1);
        }
    }

    @Test
    void aRetryableProblemIsTriedAgainAndShown() throws InterruptedException {
        AtomicInteger failures = new AtomicInteger(2);
        try (Journal journal = open()) {
            Runbook runbook = run(journal, TestStep.named("copy", () -> failWhile(failures.getAndDecrement() > 0)));

            assertThat(runbook.status().get(0).state()).isEqualTo(State.DONE);
            assertThat(heard)
                    .extracting(StepStatus::detail)
                    .contains(
                            "legacy-db is gone (attempt 1; next in 1 ms)",
                            "legacy-db is gone (attempt 2; next in 2 ms)");
            assertThat(journal.entries()).extracting(Entry::text).containsExactly("started", "retried", "done");
        }
    }

    @Test
    void attemptsHaveAnEnd() {
        try (Journal journal = open()) {
            TestStep copy = TestStep.named("copy", () -> failWhile(true));

            assertThatThrownBy(() -> run(journal, copy)).hasMessage("legacy-db is gone");

            assertThat(copy.runs()).isEqualTo(3);
        }
    }

    @Test
    void aBugIsNotedAsOne() {
        try (Journal journal = open()) {
            TestStep broken = TestStep.named("broken", () -> {
                throw new IllegalStateException("two sides own everyone");
            });

            assertThatThrownBy(() -> run(journal, broken)).isInstanceOf(IllegalStateException.class);

            assertThat(journal.last(Runbook.KIND, "broken").orElseThrow().details())
                    .containsEntry(
                            "because", "a bug in Bailey: java.lang.IllegalStateException: two sides own everyone");
        }
    }

    @Test
    void listenersHearEveryChangeInOrder() throws InterruptedException {
        try (Journal journal = open()) {
            run(journal, TestStep.named("copy"));
        }

        assertThat(heard)
                .extracting(StepStatus::state)
                .containsExactly(State.RUNNING, State.RUNNING, State.RUNNING, State.DONE);
        assertThat(heard.get(2).detail()).isEqualTo("working");
        assertThat(heard.get(2).fraction()).hasValue(0.5);
    }

    @Test
    void twoStepsOfOneNameAreRefused() {
        try (Journal journal = open()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> runbook(journal, TestStep.named("copy"), TestStep.named("copy")))
                    .withMessage("two steps are named copy");
        }
    }

    private Journal open() {
        return Journal.open(folder.resolve("journal.db"), CLOCK);
    }

    private Runbook run(Journal journal, Step... steps) throws InterruptedException {
        Runbook runbook = runbook(journal, steps);
        runbook.run();
        return runbook;
    }

    private Runbook runbook(Journal journal, Step... steps) {
        return new Runbook(journal, QUICK, List.of(steps), heard::add);
    }

    private static void failWhile(boolean gone) {
        if (gone) {
            throw new Problem(Problem.Kind.UNREACHABLE, "legacy-db is gone");
        }
    }
}
