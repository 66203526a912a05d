package dev.bailey.app;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "undo",
        description =
                "Shows how what a running migration's own steps did would be taken back now, in order; does nothing.")
final class UndoCommand implements Callable<Integer> {

    private final Shell shell;

    @Mixin
    private final ApiOptions api = new ApiOptions();

    UndoCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws InterruptedException {
        RunningMigration.Answer answer = api.migration(shell).look("/api/undo");
        JsonNode undo = answer.body().path("undo");
        if (api.json()) {
            shell.out().println(Json.pretty(answer.body()));
        } else if (undo.isEmpty()) {
            shell.out().println("nothing ran that could be undone");
        } else {
            undo.forEach(line -> shell.out().println(line.asText()));
        }
        return answer.exit().code();
    }
}
