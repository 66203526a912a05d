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
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UndoTest {

    private static final PlannedStep FREEZE = step("freeze", effect("freeze"), effect("undo freeze"));
    private static final PlannedStep WARM =
            new PlannedStep("warm", Phase.PREPARE, effect("warm"), new Undo.None("a warm cache does no harm"));
    private static final PlannedStep SCALE = step("scale", effect("scale"), effect("undo scale"));
    private static final PlannedStep NEVER = step("never", effect("never"), effect("undo never"));

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
    void whatRanIsUndoneInReverseOrderAndTheRestIsSaid() throws InterruptedException {
        world.run(FREEZE, WARM, SCALE);

        assertThat(world.undoPlan(FREEZE, WARM, SCALE, NEVER).items())
                .extracting(UndoPlan.Item::sentence)
                .containsExactly(
                        "undo scale: Run /bin/sh -c echo 'undo scale' >>effects",
                        "leave warm: a warm cache does no harm",
                        "undo freeze: Run /bin/sh -c echo 'undo freeze' >>effects");
        world.undo(FREEZE, WARM, SCALE, NEVER);

        assertThat(world.effects()).containsExactly("freeze", "warm", "scale", "undo scale", "undo freeze");
        assertThat(world.undoPlan(FREEZE, WARM, SCALE, NEVER).items()).isEmpty();
    }

    @Test
    void whatWasUndoneRunsAgainAndIsUndoneAgain() throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            world.run(FREEZE);
            world.undo(FREEZE);
        }

        assertThat(world.effects())
                .containsExactly("freeze", "undo freeze", "freeze", "undo freeze", "freeze", "undo freeze");
    }

    @Test
    void onlyWhatRanInThePhasesIsUndone() throws InterruptedException {
        world.run(FREEZE);

        assertThat(UndoPlan.of(world.journal(), List.of(FREEZE), Set.of(Phase.CUTOVER))
                        .items())
                .isEmpty();
    }

    @Test
    void eachOccasionIsUndoneOnItsOwn() throws InterruptedException {
        world.run("epoch 1", FREEZE);
        world.undo(FREEZE);
        world.run("epoch 2", FREEZE);

        assertThat(world.undoPlan(FREEZE).items())
                .extracting(UndoPlan.Item::occurrence)
                .containsExactly("epoch 2");
    }

    @Test
    void aStepThatFailedHalfWayIsUndoneAndMarked() throws InterruptedException {
        PlannedStep scale = step("scale", shell("echo scale >>effects; exit 1"), effect("undo scale"));
        StepWorld.Aside run = world.start(FREEZE, scale, NEVER);
        world.waiting();
        run.interrupt();

        assertThat(world.undoPlan(FREEZE, scale, NEVER).items())
                .extracting(UndoPlan.Item::standing)
                .containsExactly(UndoPlan.Standing.FAILED, UndoPlan.Standing.DONE);
        assertThat(world.undoPlan(scale).items().get(0).sentence())
                .endsWith("(it failed, and may have been done in part)");
        world.undo(FREEZE, scale, NEVER);

        assertThat(world.effects()).containsExactly("freeze", "scale", "undo scale", "undo freeze");
    }

    @Test
    void aStepOfWhichNobodyKnowsIsUndoneAndMarked() throws InterruptedException, IOException {
        begin();
        Files.createDirectories(folder.resolve("steps/freeze/1/claim"));

        assertThat(world.undoPlan(FREEZE).items().get(0).sentence()).endsWith("(whether it was done is not known)");
        world.undo(FREEZE);

        assertThat(world.effects()).containsExactly("undo freeze");
        assertThat(world.course("freeze")).containsExactly("begun", "unknown");
    }

    @Test
    void aCommandThatHadNotStartedNeverStartsAndNeedsNoUndo() throws InterruptedException, IOException {
        begin();

        world.undo(FREEZE);

        assertThat(world.effects()).isEmpty();
        assertThat(world.journal().last(Runbook.KIND, "freeze").orElseThrow())
                .returns(Course.UNDONE, Entry::text)
                .returns(
                        "it had not started, and never will",
                        entry -> entry.details().get("because"));
    }

    @Test
    void aCommandThatStillRunsIsUndoneWhenItHasEnded() throws InterruptedException, IOException {
        PlannedStep slow = step(
                "slow",
                shell("echo slow >>effects; while ! test -e go; do sleep 0.05; done; echo end >>effects"),
                effect("undo slow"));
        StepWorld.Aside run = world.start(slow);
        eventually(() -> world.effects().size() == 1);
        run.interrupt();

        StepWorld.Aside undo = world.startUndo(slow);
        eventually(() -> world.journal().last(Runbook.KIND, "undo:slow").isPresent());
        Files.createFile(folder.resolve("go"));
        undo.join();

        assertThat(world.effects()).containsExactly("slow", "end", "undo slow");
    }

    @Test
    void anUndoThatFailsWaitsForAPerson() throws InterruptedException {
        PlannedStep freeze = step("freeze", effect("freeze"), shell("test -e repaired && echo undo >>effects"));
        world.run(freeze);
        StepWorld.Aside undo = world.startUndo(freeze);

        assertThat(world.waiting().sentence())
                .startsWith("step undo:freeze failed: ")
                .endsWith("mend it, then \"bailey again 'undo:freeze'\", or \"bailey confirm 'undo:freeze'\" if it is"
                        + " done");
        assertThat(world.desk().confirm("undo:freeze", "ana", "by hand").isDone())
                .isTrue();
        undo.join();

        assertThat(world.undoPlan(freeze).items()).isEmpty();
        assertThat(world.effects()).containsExactly("freeze");
    }

    @Test
    void anUndoThatWasCutOffGoesOn() throws InterruptedException {
        PlannedStep freeze =
                step("freeze", effect("freeze"), shell("echo undo >>effects; while ! test -e go; do sleep 0.05; done"));
        world.run(freeze);
        StepWorld.Aside undo = world.startUndo(freeze);
        eventually(() -> world.effects().size() == 2);
        undo.interrupt();
        touch("go");

        world.undo(freeze);

        assertThat(world.effects()).containsExactly("freeze", "undo");
    }

    @Test
    void aStepThatThePlanLostIsLeftAndSaid() throws InterruptedException {
        world.run(FREEZE);

        assertThat(world.undoPlan().items())
                .extracting(UndoPlan.Item::sentence)
                .containsExactly("leave freeze: the plan no longer has this step");
    }

    @Test
    void anUndoDoesSomething() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Undo.By(new Wait.Until(Instant.EPOCH)))
                .withMessage("an undo has to do something: Wait until 1970-01-01T00:00:00Z");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Undo.None(" "))
                .withMessage("a step without an undo says why it needs none");
    }

    @Test
    void whatAPersonDidIsUndoneByAPerson() throws InterruptedException {
        PlannedStep tell = step(
                "tell",
                new Manual("Tell them.", Optional.empty(), Optional.empty()),
                new Manual("Tell them that it is off.", Optional.empty(), Optional.empty()));
        StepWorld.Aside run = world.start(tell);
        world.waiting();
        world.desk().confirm("tell", "ana", "");
        run.join();
        StepWorld.Aside undo = world.startUndo(tell);

        assertThat(world.waiting().sentence())
                .isEqualTo("Tell them that it is off. Then \"bailey confirm 'undo:tell'\".");
        world.desk().confirm("undo:tell", "ana", "");
        undo.join();
    }

    /** As a process leaves it that died between its entry and the start of the program. */
    private void begin() throws IOException {
        Files.createDirectories(folder.resolve("steps/freeze/1"));
        world.journal()
                .append(
                        Course.KIND,
                        "freeze",
                        Course.BEGUN,
                        Map.of(
                                "step",
                                "freeze",
                                "phase",
                                "prepare",
                                "occurrence",
                                "",
                                "round",
                                "1",
                                "boot",
                                Boot.id()));
    }

    private void touch(String name) {
        try {
            Files.createFile(folder.resolve(name));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
