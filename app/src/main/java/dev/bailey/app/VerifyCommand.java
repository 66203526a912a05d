package dev.bailey.app;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "verify",
        description = {
            "Compares every table on both sides of a running migration, while traffic runs.",
            "Prints the keys of the first rows that differ, which may be user data."
        })
final class VerifyCommand implements Callable<Integer> {

    private final Shell shell;

    @Mixin
    private final ApiOptions api = new ApiOptions();

    VerifyCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws InterruptedException {
        RunningMigration.Answer answer = api.migration(shell).order("/api/verify", RunningMigration.COMPARISON);
        JsonNode body = answer.body();
        if (api.json()) {
            shell.out().println(Json.pretty(body));
        } else if (answer.exit() == Exit.FAILED) {
            Sentences.because(body).forEach(reason -> shell.err().println("bailey: verify failed: " + reason));
        } else {
            tell(body);
        }
        return (answer.exit() == Exit.DONE ? exit(body) : answer.exit()).code();
    }

    private void tell(JsonNode body) {
        for (JsonNode verdict : body.path("verdicts")) {
            shell.out()
                    .printf(
                            "%-10s %s %s: %s%n",
                            verdict.path("verdict").asText(),
                            verdict.path("store").asText(),
                            verdict.path("table").asText(),
                            verdict.path("sentence").asText());
            verdict.path("keys")
                    .forEach(key -> shell.out().println("           " + ConflictPage.visible(key.asText())));
        }
        for (JsonNode left : body.path("leftOut")) {
            shell.out()
                    .printf(
                            "%-10s %s %s: %s%n",
                            "left out",
                            left.path("store").asText(),
                            left.path("table").asText(),
                            left.path("because").asText());
        }
        shell.out()
                .println(Figures.count(body.path("equal")) + " equal, " + Figures.count(body.path("different"))
                        + " different, " + Figures.count(body.path("unknown")) + " unknown, "
                        + Figures.count(body.path("rows")) + " rows with every column");
    }

    // Comparing nothing is not equal.
    private static Exit exit(JsonNode body) {
        boolean equal = body.path("equal").asLong() > 0
                && body.path("different").asLong(1) == 0
                && body.path("unknown").asLong(1) == 0;
        return equal ? Exit.DONE : Exit.CLOSED;
    }
}
