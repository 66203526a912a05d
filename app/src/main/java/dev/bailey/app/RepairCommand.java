package dev.bailey.app;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bailey.core.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "repair",
        description = {
            "Makes rows that \"bailey verify\" has found to differ what they are on the side that owns them, while all else"
                    + " goes on.",
            "Rows that are equal by now, or moving, are left alone. Then it compares the rows again. Prints their keys,"
                    + " which may be user data."
        })
final class RepairCommand implements Callable<Integer> {

    /** What fits into one line of HTTP. */
    private static final int PATH_LENGTH_MAX = 60_000;

    private final Shell shell;

    @Mixin
    private final ApiOptions api = new ApiOptions();

    @Parameters(
            index = "0",
            paramLabel = "[STORE/]TABLE",
            description = "The table, with its schema, and its store where more than one has such a table:"
                    + " orders/public.item")
    private String table = "";

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "KEY",
            description = "Rows, by their keys as \"bailey verify\" shows them; all that are known to differ without")
    private List<String> keys = new ArrayList<>();

    @Option(names = "--dry-run", description = "Says what would be done, and changes nothing")
    private boolean dryRun;

    RepairCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws InterruptedException {
        int slash = table.indexOf('/');
        String name = table.substring(slash + 1);
        String path = "/api/tables/" + ApiPath.part(name) + "/repair?dry-run=" + dryRun
                + (slash < 0 ? "" : "&store=" + ApiPath.part(table.substring(0, slash)))
                + (keys.isEmpty() ? "" : "&keys=" + ApiPath.part(Json.array(keys)));
        if (path.length() > PATH_LENGTH_MAX) {
            throw new Problem(
                    Problem.Kind.UNFIT,
                    keys.size() + " keys are too many for one command: name fewer, or none for all rows that differ");
        }
        RunningMigration.Answer answer = api.migration(shell).order(path, RunningMigration.FLIP);
        if (api.json()) {
            shell.out().println(Json.pretty(answer.body()));
        } else {
            tell(answer, name);
        }
        return (answer.exit() == Exit.DONE ? exit(answer.body()) : answer.exit()).code();
    }

    private void tell(RunningMigration.Answer answer, String name) {
        JsonNode body = answer.body();
        List<String> because = Sentences.because(body);
        switch (answer.exit()) {
            case DONE -> tell(body);
            case CLOSED -> because.forEach(reason -> shell.out().println("closed: " + reason));
            case WRONG ->
                because.forEach(reason -> shell.err().println("bailey: " + reason + Sentences.tableHint(name, body)));
            case FAILED -> because.forEach(reason -> shell.err().println("bailey: repair failed: " + reason));
        }
    }

    private void tell(JsonNode body) {
        for (JsonNode row : body.path("rows")) {
            String from = row.path("from").asText();
            shell.out()
                    .println(ConflictPage.visible(row.path("key").asText()) + ": "
                            + row.path("kind").asText() + ", "
                            + row.path("outcome").asText()
                            + (from.isEmpty() ? "" : " (as on the " + from + ")"));
        }
        long unlisted = body.path("unlisted").asLong();
        shell.out()
                .println(Figures.count(body.path("mended"))
                        + (body.path("dryRun").asBoolean() ? " rows would be mended" : " rows mended")
                        + (unlisted == 0 ? "" : "; " + unlisted + " more differ, which the next comparison names"));
        if (!body.path("verdict").asText().isEmpty()) {
            shell.out().println("compared again: " + body.path("verdict").asText());
        }
    }

    private static Exit exit(JsonNode body) {
        return body.path("dryRun").asBoolean() || body.path("equal").asBoolean() ? Exit.DONE : Exit.CLOSED;
    }
}
