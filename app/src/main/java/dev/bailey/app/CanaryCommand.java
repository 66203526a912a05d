package dev.bailey.app;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "canary",
        description = "Lets reads of a slice go to the target while its writes go to the source, or ends that.")
final class CanaryCommand implements Callable<Integer> {

    private final Shell shell;

    @Mixin
    private final ApiOptions api = new ApiOptions();

    @Parameters(index = "0", paramLabel = "SLICE", description = "Whose reads; the plan gives it a read_canary")
    private String slice = "";

    @Parameters(index = "1", paramLabel = "on|off", description = "Whether they go there")
    private State state = State.OFF;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for the journal")
    private String reason = "";

    /** As people write it. */
    enum State {
        ON("on"),
        OFF("off");

        private final String word;

        State(String word) {
            this.word = word;
        }

        @Override
        public String toString() {
            return word;
        }
    }

    CanaryCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws InterruptedException {
        String why = reason.isEmpty() ? "" : "&reason=" + ApiPath.part(reason);
        String path = "/api/slices/" + ApiPath.part(slice) + "/canary?state=" + state + why;
        return Said.tell(shell, api, api.migration(shell).order(path, RunningMigration.LOOK));
    }
}
