package dev.bailey.app;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "answers",
        description = {
            "Shows whether both sides answer the same requests alike, by endpoint, what differs, and what is noise.",
            "Ends with 1 unless all that was compared is known to be alike."
        })
final class AnswersCommand implements Callable<Integer> {

    private final Shell shell;

    @Mixin
    private final ApiOptions api = new ApiOptions();

    @ArgGroup(exclusive = true)
    private @Nullable Word word;

    /** What a person says about them. */
    static final class Word {

        @ArgGroup(exclusive = false)
        private @Nullable Acceptance acceptance;

        @Option(
                names = "--forget",
                description = "Forgets what was found, because another version of an application is there")
        private boolean forget;

        private String path() {
            return forget || acceptance == null
                    ? "/api/answers/forget"
                    : "/api/answers/accept?endpoint=" + ApiPath.part(acceptance.endpoint) + "&path="
                            + ApiPath.part(acceptance.path) + "&reason=" + ApiPath.part(acceptance.reason);
        }
    }

    /** A difference that is let be. */
    static final class Acceptance {

        @Option(
                names = "--accept",
                required = true,
                paramLabel = "ENDPOINT",
                description = "Lets a difference be, such as \"GET /orders/{id}\"")
        private String endpoint = "";

        @Option(names = "--path", required = true, paramLabel = "PATH", description = "Where, such as $$.items[*].note")
        private String path = "";

        @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why; it goes to the journal")
        private String reason = "";
    }

    AnswersCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws InterruptedException {
        RunningMigration migration = api.migration(shell);
        return (word == null ? show(migration) : tell(migration, word)).code();
    }

    private Exit show(RunningMigration migration) throws InterruptedException {
        JsonNode answers = migration.look("/api/answers").body();
        shell.out().println(api.json() ? Json.pretty(answers) : AnswersPage.of(answers));
        return AnswersPage.areAlike(answers) ? Exit.DONE : Exit.CLOSED;
    }

    private Exit tell(RunningMigration migration, Word said) throws InterruptedException {
        RunningMigration.Answer answer = migration.order(said.path(), RunningMigration.LOOK);
        if (api.json()) {
            shell.out().println(Json.pretty(answer.body()));
        } else if (answer.exit() == Exit.DONE) {
            shell.out().println(answer.body().path("sentence").asText());
        } else {
            Sentences.because(answer.body()).forEach(reason -> shell.err().println("bailey: " + reason));
        }
        return answer.exit();
    }
}
