package dev.bailey.app;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "validation",
        description = {
            "Counts the rows in which the sides differ because of tenants that validate the target, or removes them.",
            "Shows up to a hundred of them. They are known some seconds after they were written."
        })
final class ValidationCommand implements Callable<Integer> {

    private final Shell shell;

    @Mixin
    private final ApiOptions api = new ApiOptions();

    @Option(names = "--remove", description = "Removes the rows that the target alone has")
    private boolean remove;

    ValidationCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws InterruptedException {
        RunningMigration migration = api.migration(shell);
        RunningMigration.Answer answer = remove
                ? migration.order("/api/validation/remove", RunningMigration.LOOK)
                : migration.look("/api/validation");
        if (api.json()) {
            shell.out().println(Json.pretty(answer.body()));
        } else if (answer.exit() != Exit.DONE) {
            Sentences.because(answer.body()).forEach(reason -> shell.err().println("bailey: " + reason));
        } else if (remove) {
            tellRemoved(answer.body());
        } else {
            tellLeft(answer.body());
        }
        return answer.exit().code();
    }

    private void tellRemoved(JsonNode removed) {
        shell.out().println(removed.path("rows").asInt() + " rows removed from the target");
        removed.path("kept")
                .forEach(table -> shell.out()
                        .println(table.asText()
                                + " has rows of the source that were changed or removed: \"bailey reload\""
                                + " copies it again"));
    }

    private void tellLeft(JsonNode left) {
        int count = left.path("count").asInt();
        shell.out()
                .println(count + " rows differ, after "
                        + left.path("transactions").asLong() + " transactions of tenants that validate");
        left.path("rows").forEach(row -> {
            shell.out()
                    .println(
                            row.path("store").asText() + " " + row.path("table").asText() + ", "
                                    + row.path("kind").asText());
            image("source", row.path("source").asText());
            image("target", row.path("target").asText());
        });
        if (left.path("rows").size() < count) {
            shell.out().println("and " + (count - left.path("rows").size()) + " more");
        }
    }

    private void image(String side, String row) {
        if (!row.isEmpty()) {
            shell.out().println("  " + side + ": " + row);
        }
    }
}
