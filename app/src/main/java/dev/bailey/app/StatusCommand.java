package dev.bailey.app;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "status", description = "Shows how a running migration stands.")
final class StatusCommand implements Callable<Integer> {

    private final Shell shell;

    @Mixin
    private final ApiOptions api = new ApiOptions();

    @Option(names = "--all", description = "Show every step, gate and move, also those that are as they should be")
    private boolean all;

    StatusCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws InterruptedException {
        RunningMigration.Answer answer = api.migration(shell).look("/api/status");
        JsonNode status = answer.body();
        shell.out().println(api.json() ? Json.pretty(status) : StatusPage.of(status, all));
        return answer.exit().code();
    }
}
