package dev.bailey.runbook;

import static dev.bailey.runbook.StepWorld.effect;
import static dev.bailey.runbook.StepWorld.eventually;
import static dev.bailey.runbook.StepWorld.shell;
import static dev.bailey.runbook.StepWorld.step;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandStepTest {

    private static final int SHELLS = 6;

    @TempDir
    private Path folder;

    private StepWorld world;

    @BeforeEach
    void open() {
        world = new StepWorld(folder);
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void aCommandRunsOnceAndItsLastLinesAreKept() throws InterruptedException {
        PlannedStep freeze = step("freeze", shell("echo freeze >>effects; echo all deploys are frozen"));

        world.run(freeze);
        world.run(freeze);

        assertThat(world.effects()).containsExactly("freeze");
        Entry done = world.journal().last(Course.KIND, "freeze").orElseThrow();
        assertThat(done.text()).isEqualTo(Course.DONE);
        assertThat(done.details()).containsEntry("output", "all deploys are frozen");
    }

    @Test
    void aCommandRunsOnEachOccasion() throws InterruptedException {
        world.run("epoch 1", step("freeze", effect("freeze")));
        world.run("epoch 2", step("freeze", effect("freeze")));

        assertThat(world.effects()).containsExactly("freeze", "freeze");
        assertThat(world.course("freeze@epoch 2")).containsExactly("begun", "done");
    }

    @Test
    void argumentsAreNotReadByAShell() throws InterruptedException {
        Command print = new Command(
                List.of("/usr/bin/printf", "%s|", "$HOME", "a b", "*", ";exit 3", "ü"), Map.of(), StepWorld.LIMIT);

        world.run(step("print", print));

        assertThat(world.journal().last(Course.KIND, "print").orElseThrow().details())
                .containsEntry("output", "$HOME|a b|*|;exit 3|ü|");
    }

    @Test
    void aShellsOwnWordIsNoProgram() throws InterruptedException {
        StepWorld.Aside run =
                world.start(step("eval", new Command(List.of("eval", "exit 0"), Map.of(), StepWorld.LIMIT)));

        assertThat(world.waiting().sentence()).contains("step eval failed: eval ended with exit status 127");
        run.interrupt();
    }

    @Test
    void aSecretOfTheEnvironmentIsGivenAndNeverWrittenDown() throws InterruptedException, IOException {
        Command show = new Command(
                List.of("/bin/sh", "-c", "echo \"key $WARM_KEY\"; test \"$WARM_KEY\" = swordfish-1"),
                Map.of("WARM_KEY", "swordfish-1"),
                StepWorld.LIMIT);

        world.run(step("show", show));

        assertThat(world.journal().last(Course.KIND, "show").orElseThrow().details())
                .containsEntry("output", "key ***");
        assertThat(world.journal().entries().toString()).doesNotContain("swordfish-1");
        assertThat(show.toString()).doesNotContain("swordfish-1");
    }

    @Test
    void aFailedCommandSaysWhatItSaidLastAndWaitsForAPerson() throws InterruptedException {
        PlannedStep freeze = step("freeze", shell("echo attempt >>effects; echo no such channel; exit 3"));
        StepWorld.Aside run = world.start(freeze);

        assertThat(world.waiting())
                .returns("freeze", Waiting::step)
                .returns(
                        "step freeze failed: /bin/sh ended with exit status 3; it said last:\nno such channel\nmend it,"
                                + " then \"bailey again freeze\", or \"bailey confirm freeze\" if it is done",
                        Waiting::sentence);
        assertThat(world.desk().again("freeze", "ana", "channel made"))
                .isEqualTo(new Answer.Done("freeze is done again"));
        eventually(() -> world.course("freeze").size() == 5);
        world.waiting();
        assertThat(world.desk().confirm("freeze", "ana", "done by hand").isDone())
                .isTrue();
        run.join();

        assertThat(world.effects()).containsExactly("attempt", "attempt");
        assertThat(world.course("freeze")).containsExactly("begun", "failed", "again", "begun", "failed", "confirmed");
    }

    @Test
    void aProgramThatIsNotThereFails() throws InterruptedException {
        StepWorld.Aside run =
                world.start(step("freeze", new Command(List.of("./not-there.sh"), Map.of(), StepWorld.LIMIT)));

        assertThat(world.waiting().sentence())
                .contains("./not-there.sh ended with exit status 127")
                .contains("not found");
        run.interrupt();
    }

    @Test
    void aCommandThatRunsIntoItsLimitIsEndedWithAllThatItStarted() throws InterruptedException {
        Command slow = shell(
                "echo $$ >>pids; (setsid sleep 300 & echo $! >>pids; trap '' TERM; sleep 300) & sleep 300",
                Duration.ofSeconds(1));
        StepWorld.Aside run = world.start(step("slow", slow));

        assertThat(world.waiting().sentence())
                .startsWith(
                        "step slow failed: /bin/sh ran into its limit of 1000 ms, and was ended with all that it had"
                                + " started");

        assertThat(StepWorld.lines(folder.resolve("pids")))
                .hasSize(2)
                .noneMatch(pid -> ProcessHandle.of(Long.parseLong(pid))
                        .flatMap(process -> process.info().command())
                        .isPresent());
        assertThat(new ProcessTree(folder.resolve("steps/slow/1").toString()).isAlive())
                .isFalse();
        run.interrupt();
    }

    @Test
    void aCommandThatLeavesSomethingRunningIsDoneAllTheSame() throws InterruptedException {
        world.run(step("serve", shell("sleep 3 & echo started")));

        assertThat(world.journal().last(Course.KIND, "serve").orElseThrow().details())
                .containsEntry("result", "exit status 0");
    }

    @Test
    void ofALongOutputTheBeginningAndTheEndAreKept() throws InterruptedException, IOException {
        world.run(step("long", shell("seq 1 500000; echo the end")));

        Path claim = folder.resolve("steps/long/1/claim");
        assertThat(Files.size(claim.resolve("out"))).isEqualTo(1 << 20);
        assertThat(Files.size(claim.resolve("tail"))).isEqualTo(1 << 16);
        assertThat(world.journal()
                        .last(Course.KIND, "long")
                        .orElseThrow()
                        .details()
                        .get("output"))
                .endsWith("500000\nthe end")
                .hasLineCount(20);
    }

    @Test
    void aCommandThatStillRunsAfterARestartIsWaitedFor() throws InterruptedException {
        PlannedStep slow = step("slow", shell("echo slow >>effects; while ! test -e go; do sleep 0.05; done; echo ok"));
        StepWorld.Aside run = world.start(slow);
        eventually(() -> world.effects().size() == 1);
        run.interrupt();
        restart();

        StepWorld.Aside second = world.start(slow);
        eventually(() -> world.journal().entries(Runbook.KIND, "slow").size() == 2);
        touch("go");
        second.join();

        assertThat(world.effects()).containsExactly("slow");
        assertThat(world.journal().last(Course.KIND, "slow").orElseThrow().details())
                .containsEntry("output", "ok");
    }

    @Test
    void theLimitCountsFromTheStartAcrossRestarts() throws InterruptedException, IOException {
        PlannedStep slow = step("slow", shell("echo slow >>effects; sleep 300", Duration.ofMinutes(2)));
        StepWorld.Aside run = world.start(slow);
        eventually(() -> world.effects().size() == 1);
        run.interrupt();
        restart();
        Files.setLastModifiedTime(
                folder.resolve("steps/slow/1/claim/pid"),
                FileTime.from(Instant.now().minus(Duration.ofMinutes(3))));

        StepWorld.Aside second = world.start(slow);

        assertThat(world.waiting().sentence()).contains("ran into its limit of 120000 ms");
        second.interrupt();
    }

    @Test
    void whetherACommandThatDiedWithItsShellWasDoneIsNotKnown() throws InterruptedException {
        PlannedStep slow = step("slow", shell("echo slow >>effects; sleep 300"));
        StepWorld.Aside run = world.start(slow);
        eventually(() -> world.effects().size() == 1);
        run.interrupt();
        new ProcessTree(folder.resolve("steps/slow/1").toString()).end();
        restart();

        StepWorld.Aside second = world.start(slow);

        assertThat(world.waiting().sentence())
                .contains("whether it was done is not known (it ended without leaving an exit status");
        second.interrupt();
        assertThat(world.effects()).containsExactly("slow");
    }

    @Test
    void aClaimWithoutAProgramMeansThatNobodyKnows() throws InterruptedException, IOException {
        PlannedStep freeze = step("freeze", effect("freeze"));
        beginWithoutStarting(freeze);
        Files.createDirectories(folder.resolve("steps/freeze/1/claim"));

        StepWorld.Aside run = world.start(freeze);

        assertThat(world.waiting().sentence())
                .matches("step freeze began at \\S+, and whether it was done is not known \\(it ended without leaving"
                        + " an exit status; what it said is in .*\\): look, then \"bailey confirm freeze\" if it was, or"
                        + " \"bailey again freeze\"");
        assertThat(world.effects()).isEmpty();
        world.desk().again("freeze", "ana", "no trace of it");
        run.join();
        assertThat(world.effects()).containsExactly("freeze");
        assertThat(world.course("freeze")).containsExactly("begun", "unknown", "again", "begun", "done");
    }

    @Test
    void afterTheMachineStartedAnewNothingIsKnownOfACommandWithoutAnExit() throws InterruptedException, IOException {
        PlannedStep freeze = step("freeze", effect("freeze"));
        Files.createDirectories(folder.resolve("steps/freeze/1"));
        begin("freeze", "of another start of the machine");

        StepWorld.Aside run = world.start(freeze);

        assertThat(world.waiting().sentence()).contains("(the machine was started anew, or is another one)");
        run.interrupt();
        assertThat(world.effects()).isEmpty();
    }

    @Test
    void withoutItsFolderNothingIsKnownOfACommand() throws InterruptedException, IOException {
        PlannedStep freeze = step("freeze", effect("freeze"));
        beginWithoutStarting(freeze);
        Files.delete(folder.resolve("steps/freeze/1"));

        StepWorld.Aside run = world.start(freeze);

        assertThat(world.waiting().sentence()).contains("steps/freeze/1 is gone)");
        run.interrupt();
        assertThat(world.effects()).isEmpty();
    }

    @Test
    void aCommandThatWasBegunAndNeverClaimedIsStarted() throws InterruptedException, IOException {
        PlannedStep freeze = step("freeze", effect("freeze"));
        beginWithoutStarting(freeze);

        world.run(freeze);

        assertThat(world.effects()).containsExactly("freeze");
    }

    /** As processes of Bailey that died between the start of a shell and its claim, and were started again at once. */
    @Test
    void ofSeveralShellsForOneRoundOneRunsTheProgram() throws InterruptedException, IOException {
        beginWithoutStarting(step("freeze", effect("freeze")));
        Course course = Course.of(world.journal(), "freeze");
        CyclicBarrier allAreAboutToStart = new CyclicBarrier(SHELLS);
        List<Outcome> outcomes = new CopyOnWriteArrayList<>();
        List<StepWorld.Aside> asides = new ArrayList<>();

        for (int i = 0; i < SHELLS; i++) {
            CommandWork work =
                    new CommandWork(effect("freeze"), folder.resolve("steps"), folder, InstantSource.system(), name -> {
                        if (name.endsWith("before start")) {
                            await(allAreAboutToStart);
                        }
                    });
            asides.add(new StepWorld.Aside(() -> outcomes.add(work.perform(
                    new Occasion("freeze", Phase.PREPARE, "", 0), course, /* resumed= */ true, new Unheard()))));
        }
        for (StepWorld.Aside aside : asides) {
            aside.join();
        }

        assertThat(outcomes).hasSize(SHELLS).allMatch(Outcome.Done.class::isInstance);
        assertThat(world.effects()).containsExactly("freeze");
    }

    @Test
    void commandsThatCannotBeAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Command(List.of(), Map.of(), StepWorld.LIMIT))
                .withMessage("a command names its program first: []");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Command(List.of("x"), Map.of("a-b", "secret"), StepWorld.LIMIT))
                .withMessage("\"a-b\" cannot be a variable of x");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Command(List.of("x"), Map.of(), Duration.ZERO))
                .withMessage("the limit of x is more than nothing and at most 366 days: PT0S");
    }

    /** As a process leaves it that died between its entry and the start of the program. */
    private void beginWithoutStarting(PlannedStep step) throws IOException {
        Files.createDirectories(folder.resolve("steps/" + step.name() + "/1"));
        begin(step.name(), Boot.id());
    }

    private void begin(String name, String boot) {
        world.journal()
                .append(
                        Course.KIND,
                        name,
                        Course.BEGUN,
                        Map.of("step", name, "phase", "prepare", "occurrence", "", "round", "1", "boot", boot));
    }

    private void restart() {
        world.close();
        world = new StepWorld(folder);
    }

    private void touch(String name) {
        try {
            Files.createFile(folder.resolve(name));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (InterruptedException | BrokenBarrierException e) {
            throw new AssertionError(e);
        }
    }

    private record Unheard() implements StepProgress {
        @Override
        public void tell(String detail) {}

        @Override
        public void fraction(double done) {}
    }
}
