package dev.bailey.runbook;

import static dev.bailey.runbook.StepWorld.eventually;
import static dev.bailey.runbook.StepWorld.shell;
import static dev.bailey.runbook.StepWorld.step;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.bailey.core.Gate;
import dev.bailey.core.Milestones;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Waits, what people do, and approvals. */
class WaitingStepTest {

    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

    @TempDir
    private Path folder;

    private final AtomicReference<Instant> now = new AtomicReference<>(NOON);
    private final AtomicReference<Gate> gate = new AtomicReference<>(Gate.closed("0 of 2 approvals of go_no_go"));

    private StepWorld world;

    @BeforeEach
    void open() {
        world = new StepWorld(folder, now::get, name -> gate.get(), Milestones.UNHEARD);
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void aWaitIsOverWhenItsTimeHasCome() throws InterruptedException {
        StepWorld.Aside run = world.start(step("night", new Wait.Until(NOON.plusSeconds(3600))));
        eventually(() -> world.course("night").contains("begun"));
        now.set(NOON.plusSeconds(3599));
        assertThat(world.course("night")).containsExactly("begun");

        now.set(NOON.plusSeconds(3600));
        run.join();

        assertThat(world.course("night")).containsExactly("begun", "done");
    }

    @Test
    void aConditionHasToHoldWithoutABreak() throws InterruptedException, IOException {
        // Holds at the first look and from the fourth on.
        Command depth = shell("echo x >>looks; n=$(wc -l <looks); test $n -eq 1 -o $n -gt 3");
        Wait quiet = new Wait.Holds(depth, Duration.ofMillis(150), Duration.ofMillis(20), StepWorld.LIMIT);

        world.run(step("quiet", quiet));

        assertThat(Files.readAllLines(folder.resolve("looks"))).hasSizeGreaterThan(4);
        assertThat(world.course("quiet")).containsExactly("begun", "done");
    }

    @Test
    void aConditionThatDoesNotHoldIsGivenUpAndAPersonDecides() throws InterruptedException {
        Wait quiet = new Wait.Holds(
                shell("test -e quiet"), Duration.ofMillis(10), Duration.ofMillis(10), Duration.ofHours(1));
        StepWorld.Aside run = world.start(step("quiet", quiet));
        eventually(() -> world.course("quiet").contains("begun"));
        now.set(NOON.plusSeconds(3600));

        assertThat(world.waiting().sentence())
                .contains(
                        "step quiet failed: Run /bin/sh -c test -e quiet did not hold for 0 s within 3600 s: exit status"
                                + " 1");

        assertThat(world.desk()
                        .confirm("quiet", "ana", "the queue is idle, the gauge is broken")
                        .isDone())
                .isTrue();
        run.join();
        assertThat(world.course("quiet")).containsExactly("begun", "failed", "confirmed");
    }

    @Test
    void aLookThatDoesNotEndDoesNotHold() throws InterruptedException {
        Command stuck = shell("sleep 300", Duration.ofMillis(50));
        Wait quiet = new Wait.Holds(stuck, Duration.ofMillis(10), Duration.ofMillis(10), Duration.ofHours(1));
        StepWorld.Aside run = world.start(step("quiet", quiet));
        eventually(() -> world.course("quiet").contains("begun"));
        now.set(NOON.plusSeconds(3600));

        assertThat(world.waiting().sentence()).contains(": no exit within 50 ms");

        run.interrupt();
    }

    @Test
    void aRequestCanBeACondition() throws InterruptedException, IOException {
        try (TestServer server = new TestServer()) {
            server.answer(200, "depth 0");
            HttpCall depth = new HttpCall(
                    "GET",
                    server.url("/depth"),
                    Map.of(),
                    Optional.empty(),
                    new Expectation(OptionalInt.empty(), "depth 0"),
                    StepWorld.LIMIT,
                    /* repeatable= */ false);

            world.run(step(
                    "quiet", new Wait.Holds(depth, Duration.ofMillis(50), Duration.ofMillis(10), StepWorld.LIMIT)));

            assertThat(server.requests()).hasSizeGreaterThan(1);
        }
    }

    @Test
    void aConditionThatCannotBeIsRefused() {
        HttpCall order = new HttpCall(
                "POST",
                URI.create("http://a.example/order"),
                Map.of(),
                Optional.empty(),
                Expectation.success(),
                StepWorld.LIMIT,
                /* repeatable= */ false);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Wait.Holds(order, Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(2)))
                .withMessage("a condition is looked at again and again, which is not done with a POST"
                        + " http://a.example/order");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new Wait.Holds(shell("true"), Duration.ofHours(1), Duration.ofSeconds(1), Duration.ofHours(1)))
                .withMessage("a condition that holds for PT1H is not seen within the limit of PT1H");
    }

    @Test
    void whatAPersonDoesIsDoneWhenTheySaySo() throws InterruptedException {
        Manual tell = new Manual(
                "Tell the support team that the window opens.", Optional.of("ana"), Optional.of(NOON.plusSeconds(60)));
        StepWorld.Aside run = world.start(step("tell-support", tell));

        assertThat(world.waiting())
                .isEqualTo(new Waiting(
                        "tell-support",
                        NOON,
                        "Tell the support team that the window opens. (ana) Due at 2026-11-20T12:01:00Z. Then \"bailey"
                                + " confirm tell-support\".",
                        /* again= */ false));

        now.set(NOON.plusSeconds(61));
        eventually(() -> world.desk().waiting().get(0).sentence().contains("OVERDUE: it was due at"));
        assertThat(world.desk().again("tell-support", "ana", ""))
                .isEqualTo(new Answer.Refused("tell-support is done by a person: do it, then confirm it"));
        assertThat(world.desk().confirm("tell-support", "ana", "told Eve"))
                .isEqualTo(new Answer.Done("tell-support is taken as done"));
        run.join();
        assertThat(world.journal()
                        .last(Course.KIND, "tell-support")
                        .orElseThrow()
                        .details())
                .containsEntry("by", "ana")
                .containsEntry("note", "told Eve");
    }

    @Test
    void aDecisionThatCountedBeforeARestartCountsAfterIt() throws InterruptedException {
        PlannedStep tell = step("tell", new Manual("Tell them.", Optional.empty(), Optional.empty()));
        StepWorld.Aside run = world.start(tell);
        world.waiting();
        run.interrupt();
        assertThat(world.desk().waiting()).isEmpty();
        world.journal().append(Course.KIND, "tell", Course.CONFIRMED, Map.of("by", "ana", "note", ""));

        world.run(tell);

        assertThat(world.course("tell")).containsExactly("begun", "confirmed");
    }

    @Test
    void nobodyDecidesAboutAStepThatDoesNotWait() throws InterruptedException {
        assertThat(world.desk().confirm("tell", "ana", ""))
                .isEqualTo(new Answer.Refused("no step \"tell\" waits for anybody"));
        world.run(step("freeze", shell("true")));

        assertThat(world.desk().again("freeze", "ana", "").sentence())
                .startsWith("step freeze does not wait for anybody; what is known of it last is \"done\" at ");
        assertThat(world.course("freeze")).containsExactly("begun", "done");
    }

    @Test
    void aStepThatWaitsTwiceHasToBeNamedInFull() throws InterruptedException {
        PlannedStep tell = step("tell", new Manual("Tell them.", Optional.empty(), Optional.empty()));
        StepWorld.Aside one = new StepWorld.Aside(() -> world.run("epoch 1", tell));
        StepWorld.Aside two = new StepWorld.Aside(() -> world.run("epoch 2", tell));
        eventually(() -> world.desk().waiting().size() == 2);

        assertThat(world.desk().confirm("tell", "ana", "").sentence())
                .startsWith("tell waits more than once; say which: ")
                .contains("tell@epoch 1", "tell@epoch 2");

        assertThat(world.desk().confirm("tell@epoch 2", "ana", "").isDone()).isTrue();
        two.join();
        assertThat(world.desk().confirm("tell", "ana", "").isDone()).isTrue();
        one.join();
    }

    @Test
    void anApprovalIsWaitedForWithoutEnd() throws InterruptedException {
        StepWorld.Aside run = world.start(step("go", new Approval("go_no_go")));
        eventually(() -> world.course("go").contains("begun"));
        now.set(NOON.plus(Duration.ofDays(400)));
        assertThat(run.isAlive()).isTrue();
        assertThat(world.desk().confirm("go", "ana", "").isDone()).isFalse();

        gate.set(Gate.open());
        run.join();

        assertThat(world.course("go")).containsExactly("begun", "done");
    }
}
