package dev.bailey.app;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Decides about a step that waits for a person. */
abstract class StepCommand implements Callable<Integer> {

    private final Shell shell;
    private final String act;

    @Mixin
    private final ApiOptions api = new ApiOptions();

    @Parameters(paramLabel = "STEP", description = "The step, as \"bailey status\" names it")
    private String step = "";

    @Option(names = "--note", paramLabel = "TEXT", description = "What the journal should say beside it")
    private String note = "";

    private StepCommand(Shell shell, String act) {
        this.shell = shell;
        this.act = act;
    }

    @Override
    public Integer call() throws InterruptedException {
        String path = "/api/steps/" + ApiPath.part(step) + "/" + act + "?note=" + ApiPath.part(note);
        return Said.tell(shell, api, api.migration(shell).order(path, RunningMigration.LOOK));
    }

    @Command(
            name = "confirm",
            description = "Says that a step of a running migration is done: one that a person does, one that failed, or"
                    + " one of which it is not known.")
    static final class Confirm extends StepCommand {
        Confirm(Shell shell) {
            super(shell, "confirm");
        }
    }

    @Command(
            name = "again",
            description = "Lets a step of a running migration be done again that failed, or of which it is not known"
                    + " whether it was done.")
    static final class Again extends StepCommand {
        Again(Shell shell) {
            super(shell, "again");
        }
    }
}
