package dev.bailey.app;

import dev.bailey.control.ConflictList;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "conflicts",
        description = {
            "Shows the changes that did not fit the other side, newest first, from the databases alone.",
            "The rows are user data: this prints them. With --retry or --heal it lets a halted stream of a running"
                    + " migration go on. Ends with 1 while a stream waits."
        })
final class ConflictsCommand implements Callable<Integer> {

    private final Shell shell;
    private final Wiring wiring;

    @Mixin
    private final ApiOptions api = new ApiOptions();

    @Option(names = "--limit", paramLabel = "N", description = "How many are shown at most (default: ${DEFAULT-VALUE})")
    private int limit = 20;

    @ArgGroup
    private @Nullable Word word;

    /** What a person says to a halted stream. */
    static final class Word {

        @Option(names = "--retry", description = "Let halted streams try again: the row was put right by hand")
        private boolean retry;

        @Option(
                names = "--heal",
                paramLabel = "ID|all",
                description = "Let the side that owns the data win over the other side's row, for the conflict at"
                        + " which a stream stands, or for all up to now")
        private String heal = "";

        private String path() {
            return retry ? "/api/conflicts/retry" : "/api/conflicts/heal?id=" + ApiPath.part(heal);
        }
    }

    ConflictsCommand(Shell shell, Wiring wiring) {
        this.shell = shell;
        this.wiring = wiring;
    }

    @Override
    public Integer call() throws InterruptedException {
        return (word == null ? list() : tell(word)).code();
    }

    private Exit list() {
        List<ConflictList.Line> all = wiring.conflicts(shell.plan(api.plan()), Math.max(1, limit));
        long waiting = all.stream().filter(line -> line.conflict().waits()).count();
        List<ConflictList.Line> shown = all.subList(0, Math.min(all.size(), Math.max(1, limit)));
        if (api.json()) {
            shell.out().println(Json.pretty(ConflictPage.tree(shown, waiting)));
        } else {
            shell.out().println(ConflictPage.of(shown, waiting));
        }
        return waiting > 0 ? Exit.CLOSED : Exit.DONE;
    }

    private Exit tell(Word said) throws InterruptedException {
        RunningMigration.Answer answer = api.migration(shell).order(said.path(), RunningMigration.LOOK);
        if (api.json()) {
            shell.out().println(Json.pretty(answer.body()));
        } else if (answer.exit() == Exit.DONE) {
            List<String> ids = new ArrayList<>();
            answer.body().path("conflicts").forEach(id -> ids.add(id.asText()));
            shell.out().println("goes on from " + String.join(", ", ids) + "; \"bailey status\" shows how far");
        } else {
            Sentences.because(answer.body()).forEach(reason -> shell.err().println("bailey: " + reason));
        }
        return answer.exit();
    }
}
