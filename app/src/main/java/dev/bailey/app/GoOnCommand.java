package dev.bailey.app;

import dev.bailey.control.Plan;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "go-on",
        description =
                "Answers an observation of a running migration that is paused and asks: the slice stays where it"
                        + " is. What was asked about is let be until it is fine again; who says so, and why, goes to the journal.")
final class GoOnCommand implements Callable<Integer> {

    private final Shell shell;

    @Mixin
    private final ApiOptions api = new ApiOptions();

    @Parameters(
            arity = "0..1",
            paramLabel = "SLICE",
            description = "Whose observation asks (default: ${DEFAULT-VALUE})")
    private String slice = Plan.EVERYONE;

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why it is right to go on")
    private String reason = "";

    GoOnCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws InterruptedException {
        String path = "/api/slices/" + ApiPath.part(slice) + "/go-on?reason=" + ApiPath.part(reason);
        RunningMigration.Answer answer = api.migration(shell).order(path, RunningMigration.LOOK);
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
                        .println("goes on; it was asked: "
                                + answer.body().path("question").asText());
            case CLOSED ->
                Sentences.because(answer.body()).forEach(reason -> shell.out().println("closed: " + reason));
            case WRONG, FAILED ->
                Sentences.because(answer.body()).forEach(reason -> shell.err().println("bailey: " + reason));
        }
    }
}
