package dev.bailey.app;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "reload",
        description = {
            "Copies one table of a running migration to the target again, while all else goes on.",
            "It empties the table there first. \"bailey status\" shows how far it is; it is compared by itself then."
        })
final class ReloadCommand implements Callable<Integer> {

    private final Shell shell;

    @Mixin
    private final ApiOptions api = new ApiOptions();

    @Parameters(paramLabel = "TABLE", description = "The table, with its schema: public.orders")
    private String table = "";

    @Option(names = "--store", paramLabel = "STORE", description = "Its store, where more than one has such a table")
    private String store = "";

    ReloadCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws InterruptedException {
        String path = "/api/tables/" + ApiPath.part(table) + "/reload"
                + (store.isEmpty() ? "" : "?store=" + ApiPath.part(store));
        RunningMigration.Answer answer = api.migration(shell).order(path, RunningMigration.LOOK);
        if (api.json()) {
            shell.out().println(Json.pretty(answer.body()));
        } else {
            tell(answer);
        }
        return answer.exit().code();
    }

    private void tell(RunningMigration.Answer answer) {
        List<String> because = Sentences.because(answer.body());
        switch (answer.exit()) {
            case DONE ->
                shell.out().println("reload of " + answer.body().path("table").asText() + " started");
            case CLOSED -> because.forEach(reason -> shell.out().println("closed: " + reason));
            case WRONG ->
                because.forEach(
                        reason -> shell.err().println("bailey: " + reason + Sentences.tableHint(table, answer.body())));
            case FAILED ->
                because.forEach(reason -> shell.err().println("bailey: reload of " + table + " failed: " + reason));
        }
    }
}
