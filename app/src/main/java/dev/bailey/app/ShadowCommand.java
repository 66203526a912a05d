package dev.bailey.app;

import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "shadow",
        description = "Lets another share of the users' requests go to the other side as well, until the next start.")
final class ShadowCommand implements Callable<Integer> {

    private final Shell shell;

    @Mixin
    private final ApiOptions api = new ApiOptions();

    @Parameters(paramLabel = "SHARE", description = "Of the requests, such as 5%%; 0%% for none")
    private String share = "0%";

    @Option(
            names = "--service",
            paramLabel = "NAME",
            description = "Of this service alone (default: of all with a shadow)")
    private String service = "";

    ShadowCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws InterruptedException {
        OptionalDouble percent = PlanText.share(share);
        if (percent.isEmpty()) {
            shell.err().println("bailey shadow: \"" + share + "\" is not a part such as 1%, 0.1% or 100%");
            return Exit.WRONG.code();
        }
        String of = service.isEmpty() ? "" : "&service=" + ApiPath.part(service);
        RunningMigration.Answer answer =
                api.migration(shell).order("/api/shadow?percent=" + percent.getAsDouble() + of, RunningMigration.LOOK);
        if (api.json()) {
            shell.out().println(Json.pretty(answer.body()));
        } else if (answer.exit() == Exit.DONE) {
            shell.out().println(share + " of the requests go to the other side as well; \"bailey status\" shows it");
        } else {
            Sentences.because(answer.body()).forEach(reason -> shell.err().println("bailey: " + reason));
        }
        return answer.exit().code();
    }
}
