package dev.bailey.app;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "slices", description = "Shows the slices of a running migration, and which side serves each.")
final class SlicesCommand implements Callable<Integer> {

    private final Shell shell;

    @Mixin
    private final ApiOptions api = new ApiOptions();

    SlicesCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws InterruptedException {
        RunningMigration.Answer answer = api.migration(shell).look("/api/status");
        JsonNode slices = answer.body().path("slices");
        if (api.json()) {
            shell.out().println(Json.pretty(slices));
        } else {
            slices.forEach(slice -> shell.out().println(slice.path("name").asText() + ": " + Sentences.slice(slice)));
        }
        return answer.exit().code();
    }
}
