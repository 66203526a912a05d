package dev.bailey.app;

import dev.bailey.control.Throttling;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "throttle",
        description = "Limits the speed of a running migration's copy by hand: of each store, until told otherwise.")
final class ThrottleCommand implements Callable<Integer> {

    private final Shell shell;

    @Mixin
    private final ApiOptions api = new ApiOptions();

    @Parameters(
            paramLabel = "SPEED",
            description = "Bytes a second, such as 20MB; off for no limit; auto for what the plan says")
    private String speed = "auto";

    ThrottleCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (Throttling.of(speed).isEmpty()) {
            shell.err().println("bailey throttle: \"" + speed + "\" is not a speed like 20MB, off or auto");
            return Exit.WRONG.code();
        }
        RunningMigration.Answer answer =
                api.migration(shell).order("/api/throttle?speed=" + ApiPath.part(speed), RunningMigration.LOOK);
        if (api.json()) {
            shell.out().println(Json.pretty(answer.body()));
        } else if (answer.exit() == Exit.DONE) {
            shell.out().println("the copy's speed: " + speed + "; \"bailey status\" shows it");
        } else {
            Sentences.because(answer.body()).forEach(reason -> shell.err().println("bailey: " + reason));
        }
        return answer.exit().code();
    }
}
