package dev.bailey.app;

import dev.bailey.control.Plan;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Asks for a change of sides, and tells how it went. */
abstract class FlipCommand implements Callable<Integer> {

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
        String path = "/api/slices/" + URLEncoder.encode(slice, StandardCharsets.UTF_8) + "/" + act;
        RunningMigration.Answer answer = api.migration(shell).order(path, RunningMigration.FLIP);
        if (api.json()) {
            shell.out().println(Json.pretty(answer.body()));
        } else {
            tell(answer);
        }
        return answer.exit().code();
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
