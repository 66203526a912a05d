package dev.bailey.runbook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Gate;
import dev.bailey.core.Milestones;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** A journal, a desk and steps in a folder, and a file to which commands append what they do. */
final class StepWorld implements AutoCloseable {

    static final Duration LIMIT = Duration.ofSeconds(30);

    private final Path folder;
    private final Journal journal;
    private final Desk desk;
    private final PlannedSteps steps;

    StepWorld(Path folder) {
        this(folder, InstantSource.system(), name -> Gate.open(), Milestones.UNHEARD);
    }

    StepWorld(Path folder, InstantSource clock, Function<String, Gate> approvals, Milestones milestones) {
        this.folder = folder;
        this.journal = Journal.open(folder.resolve("journal.db"), clock, milestones);
        this.desk = new Desk(journal);
        this.steps = new PlannedSteps(journal, desk, approvals, folder.resolve("steps"), folder, clock, milestones);
    }

    static PlannedStep step(String name, Action action) {
        return new PlannedStep(name, Phase.PREPARE, action, new Undo.None("a test needs none"));
    }

    static PlannedStep step(String name, Action action, Action undo) {
        return new PlannedStep(name, Phase.PREPARE, action, new Undo.By(undo));
    }

    /** Lines of shell that run in the folder. */
    static Command shell(String lines) {
        return shell(lines, LIMIT);
    }

    static Command shell(String lines, Duration limit) {
        return new Command(List.of("/bin/sh", "-c", lines), Map.of(), limit);
    }

    /** A command that leaves its mark in the file of effects. */
    static Command effect(String what) {
        return shell("echo '" + what + "' >>effects");
    }

    Path folder() {
        return folder;
    }

    Journal journal() {
        return journal;
    }

    Desk desk() {
        return desk;
    }

    void run(PlannedStep... planned) throws InterruptedException {
        new Runbook(journal, steps.of(List.of(planned), Phase.PREPARE, "")).run();
    }

    void run(String occurrence, PlannedStep... planned) throws InterruptedException {
        new Runbook(journal, steps.of(List.of(planned), Phase.PREPARE, occurrence)).run();
    }

    UndoPlan undoPlan(PlannedStep... planned) {
        return UndoPlan.of(journal, List.of(planned), Set.of(Phase.PREPARE));
    }

    void undo(PlannedStep... planned) throws InterruptedException {
        new Runbook(journal, steps.undo(undoPlan(planned))).run();
    }

    /** Runs on a thread of its own. */
    Aside start(PlannedStep... planned) {
        return new Aside(() -> run(planned));
    }

    Aside startUndo(PlannedStep... planned) {
        return new Aside(() -> undo(planned));
    }

    /** The step that waits for a person, once one does. */
    Waiting waiting() throws InterruptedException {
        eventually(() -> !desk.waiting().isEmpty());
        return desk.waiting().get(0);
    }

    List<String> effects() {
        return lines(folder.resolve("effects"));
    }

    /** What the journal says of a planned step, in order. */
    List<String> course(String key) {
        return journal.entries(Course.KIND, key).stream().map(Entry::text).toList();
    }

    void requireWhole() {
        assertThat(Journal.check(folder.resolve("journal.db")).sentence()).contains("is whole");
    }

    static List<String> lines(Path file) {
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static void eventually(BooleanSupplier condition) throws InterruptedException {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LIMIT);
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    @Override
    public void close() {
        journal.close();
    }

    /** Something that is done on a thread of its own. */
    static final class Aside {

        private final AtomicReference<Throwable> failure = new AtomicReference<>();
        private final Thread thread;

        Aside(Work work) {
            thread = new Thread(() -> {
                try {
                    work.run();
                } catch (InterruptedException | RuntimeException | Error e) {
                    failure.set(e);
                }
            });
            thread.start();
        }

        /** Returns when it is done, and well. */
        void join() throws InterruptedException {
            thread.join(LIMIT.toMillis());
            assertThat(thread.isAlive())
                    .as(() -> "still running: " + Arrays.toString(thread.getStackTrace()))
                    .isFalse();
            assertThat(failure.get()).isNull();
        }

        /** As when Bailey is told to stop. */
        void interrupt() throws InterruptedException {
            thread.interrupt();
            thread.join(LIMIT.toMillis());
            assertThat(failure.get()).isInstanceOf(InterruptedException.class);
        }

        boolean isAlive() {
            return thread.isAlive();
        }

        interface Work {
            void run() throws InterruptedException;
        }
    }
}
