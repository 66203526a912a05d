package dev.bailey.app;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bailey.control.Plan;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Asks for a change of sides, and tells how it went. */
abstract class FlipCommand implements Callable<Integer> {

    private static final long LOOK_MILLIS = 500;

    private final Shell shell;
    private final String act;

    @Mixin
    private final ApiOptions api = new ApiOptions();

    @Parameters(arity = "0..1", paramLabel = "SLICE", description = "Who moves (default: ${DEFAULT-VALUE})")
    private String slice = Plan.EVERYONE;

    private FlipCommand(Shell shell, String act) {
        this.shell = shell;
        this.act = act;
    }

    @Override
    public Integer call() throws InterruptedException {
        String path = "/api/slices/" + ApiPath.part(slice) + "/" + act;
        RunningMigration migration = api.migration(shell);
        RunningMigration.Answer answer = migration.order(path, RunningMigration.FLIP);
        Set<String> told = new HashSet<>();
        while (answer.body().path("outcome").asText().equals("begun")) {
            tellSteps(answer, migration.look("/api/status").body(), told);
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            answer = migration.order(path, RunningMigration.FLIP);
        }
        if (api.json()) {
            shell.out().println(Json.pretty(answer.body()));
        } else {
            tell(answer);
        }
        return answer.exit().code();
    }

    /**
     * What comes before the move, and whom it waits for. Interrupted, the steps go on, and the move does not follow.
     */
    private void tellSteps(RunningMigration.Answer begun, JsonNode status, Set<String> told) {
        List<String> lines = new ArrayList<>();
        Sentences.because(begun.body()).forEach(because -> lines.add("first: " + because));
        status.path("waiting")
                .forEach(step -> lines.add("waits: " + step.path("because").asText()));
        lines.stream().filter(told::add).forEach(shell.err()::println);
    }

    private void tell(RunningMigration.Answer answer) {
        switch (answer.exit()) {
            case DONE ->
                shell.out()
                        .println(act + " of " + slice + " done, "
                                + Sentences.flip(answer.body().path("flip")));
            case CLOSED ->
                Sentences.because(answer.body()).forEach(reason -> shell.out().println("closed: " + reason));
            case WRONG, FAILED ->
                Sentences.because(answer.body())
                        .forEach(reason ->
                                shell.err().println("bailey: " + act + " of " + slice + " failed: " + reason));
        }
    }

    @Command(
            name = "cutover",
            description = "Moves a slice of a running migration to the target, if every gate is open.")
    static final class Cutover extends FlipCommand {
        Cutover(Shell shell) {
            super(shell, "cutover");
        }
    }

    @Command(
            name = "rollback",
            description = "Moves a slice of a running migration back to the source, with all that was written since.")
    static final class Rollback extends FlipCommand {
        Rollback(Shell shell) {
            super(shell, "rollback");
        }
    }
}
