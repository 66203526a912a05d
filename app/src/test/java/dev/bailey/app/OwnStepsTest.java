package dev.bailey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.control.FlipAnswer;
import dev.bailey.core.Side;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The plan's own steps run in their phases, around moves of a real migration. */
class OwnStepsTest {

    private static final String STEPS = """
            steps:
              - { name: snapshot, phase: prepare, command: [sh, -c, "echo snapshot >> done"], undo: { command: [sh, -c, "echo no snapshot >> done"] } }
              - { name: indexed, phase: replicate, command: [sh, -c, "echo indexed >> done"], no_undo: it may stay }
              - { name: smoke, phase: validate, command: [sh, -c, "echo smoke >> done"], no_undo: nothing was changed }
              - { name: freeze, phase: cutover, command: [sh, -c, "echo freeze >> done"], undo: { command: [sh, -c, "echo thaw >> done"] } }
              - { name: jobs, phase: cutover, command: [sh, -c, "echo jobs off >> done"], undo: { command: [sh, -c, "echo jobs on >> done"] } }
              - { name: cache, phase: observe, command: [sh, -c, "echo cache >> done"], undo: { command: [sh, -c, "echo no cache >> done"] } }
            """;

    @TempDir
    private Path folder;

    @Test
    void theyRunInTheirPhasesAndARollbackTakesThemBackTheLastFirst() throws IOException, InterruptedException {
        try (LiveWorld world = world(STEPS)) {
            world.start();
            assertThat(done()).containsExactly("snapshot", "indexed", "smoke");

            cross(world);
            LiveWorld.eventually("what follows is done", () -> done().contains("cache"));
            assertThat(done().subList(3, 6)).containsExactly("freeze", "jobs off", "cache");
            world.awaitOpen();
            assertThat(world.move(Side.SOURCE)).isInstanceOf(FlipAnswer.Done.class);
            LiveWorld.eventually("they are taken back", () -> done().contains("thaw"));

            assertThat(done().subList(6, 9)).containsExactly("no cache", "jobs on", "thaw");
            cross(world);
            LiveWorld.eventually("what follows is done again", () -> done().size() == 12);
            assertThat(done().subList(9, 12)).containsExactly("freeze", "jobs off", "cache");
        }
    }

    @Test
    void theyRunAroundTheCutoverOfEachSliceAndAreTakenBackWhenTheLastOneIsBack()
            throws IOException, InterruptedException {
        try (LiveWorld world = world(STEPS + """
                slices:
                  - { name: pilot, tenants: [item 1] }
                  - { name: everyone }
                """)) {
            world.plan(plan -> plan.replace("engine: postgresql,", "engine: postgresql, tenant: { column: name },"));
            world.start();
            for (String slice : List.of("pilot", "everyone")) {
                LiveWorld.eventually(
                        slice + " crosses", () -> world.move(slice, Side.TARGET) instanceof FlipAnswer.Done);
            }
            LiveWorld.eventually("what follows is done", () -> done().size() == 9);
            assertThat(done().subList(3, 9))
                    .containsExactly("freeze", "jobs off", "cache", "freeze", "jobs off", "cache");

            back(world, "everyone");
            assertThat(done()).as("the pilot is there still").hasSize(9);
            back(world, "pilot");
            LiveWorld.eventually("they are taken back", () -> done().size() == 15);
        }
    }

    private static void back(LiveWorld world, String slice) {
        LiveWorld.eventually(slice + " comes back", () -> world.move(slice, Side.SOURCE) instanceof FlipAnswer.Done);
    }

    @Test
    void oneThatFailsHoldsTheCutoverUpAndNotTheRun() throws IOException, InterruptedException {
        try (LiveWorld world = world("""
                steps:
                  - { name: freeze, phase: cutover, command: [sh, -c, "echo freeze >> done; test -f allowed"], no_undo: it thaws by itself }
                """)) {
            world.start();
            assertThat(world.move(Side.TARGET)).isInstanceOf(FlipAnswer.Begun.class);
            LiveWorld.eventually(
                    "it waits for a person",
                    () -> !world.migration().status().waiting().isEmpty());

            assertThat(world.migration().status().waiting().get(0).because())
                    .contains("step freeze@cutover 1 failed", "bailey again freeze");
            assertThat(world.migration().owner()).isEqualTo(Side.SOURCE);
            assertThat(done()).containsExactly("freeze");
        }
    }

    private LiveWorld world(String steps) throws IOException {
        LiveWorld world = new LiveWorld(
                folder,
                Servers.OLD,
                Servers.NEW,
                "CREATE TABLE item (id int PRIMARY KEY, name text)",
                "INSERT INTO item SELECT n, 'item ' || n FROM generate_series(1, 100) n");
        world.plan(plan -> plan + steps);
        return world;
    }

    /** What was done, in order. */
    private List<String> done() throws IOException {
        Path file = folder.resolve("done");
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    /** As "bailey cutover" does: asks until what comes before it is done. */
    private static void cross(LiveWorld world) {
        LiveWorld.eventually("it crosses", () -> {
            FlipAnswer answer = world.move(Side.TARGET);
            return answer instanceof FlipAnswer.Done;
        });
    }
}
