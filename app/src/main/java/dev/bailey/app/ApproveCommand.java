package dev.bailey.app;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "approve",
        description = {
            "Shows what an approval of a running migration is about, with the hash of that evidence; with a reason and"
                    + " that hash it approves.",
            "Needs the token of a person whom the plan names, in BAILEY_TOKEN; the run's own token approves nothing."
        })
final class ApproveCommand implements Callable<Integer> {

    private final Shell shell;

    @Mixin
    private final ApiOptions api = new ApiOptions();

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "Which approval (default: shows all)")
    private String name = "";

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why; without it nothing is said, only shown")
    private String reason = "";

    @Option(
            names = "--evidence",
            paramLabel = "HASH",
            description = "The hash that was shown with the evidence, or its first 12 digits; for a yes")
    private String evidence = "";

    @ArgGroup
    private Other other = new Other();

    /** What else than a yes may be said. */
    static final class Other {
        @Option(names = "--no", description = "Refuse; the gate stays closed until this is taken back")
        private boolean no;

        @Option(names = "--take-back", description = "Take back what was said before, be it yes or no")
        private boolean takeBack;
    }

    ApproveCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws InterruptedException {
        RunningMigration migration = api.migration(shell);
        if (reason.isEmpty()) {
            return show(migration.look("/api/approvals"));
        }
        if (name.isEmpty()) {
            shell.err().println("bailey approve: say which approval the reason is for");
            return Exit.WRONG.code();
        }
        String decision = other.no ? "no" : other.takeBack ? "take-back" : "yes";
        RunningMigration.Answer answer = migration.order(
                "/api/approvals/" + ApiPath.part(name) + "?decision=" + decision + "&reason=" + ApiPath.part(reason)
                        + "&evidence=" + ApiPath.part(evidence),
                RunningMigration.LOOK);
        return Said.tell(shell, api, answer);
    }

    private int show(RunningMigration.Answer answer) {
        if (api.json()) {
            shell.out().println(Json.pretty(answer.body()));
            return answer.exit().code();
        }
        boolean shown = false;
        for (JsonNode approval : answer.body().path("approvals")) {
            if (name.isEmpty() || name.equals(approval.path("name").asText())) {
                shell.out().println(page(approval));
                shown = true;
            }
        }
        if (!shown) {
            shell.err()
                    .println(
                            name.isEmpty()
                                    ? "bailey approve: the plan asks for no approval"
                                    : "bailey approve: there is no approval \"" + name + "\" in the plan");
            return Exit.WRONG.code();
        }
        return answer.exit().code();
    }

    private static String page(JsonNode approval) {
        StringBuilder page = new StringBuilder(approval.path("name").asText());
        page.append(": ")
                .append(
                        approval.path("open").asBoolean()
                                ? "given"
                                : approval.path("because").asText());
        approval.path("votes")
                .forEach(vote -> page.append("\n  ")
                        .append(vote.path("yes").asBoolean() ? "yes by " : "no by ")
                        .append(vote.path("by").asText())
                        .append(" at ")
                        .append(vote.path("at").asText())
                        .append(": ")
                        .append(vote.path("reason").asText()));
        page.append("\nevidence ").append(approval.path("hash").asText());
        approval.path("evidence").forEach(line -> page.append("\n  ").append(line.asText()));
        return page.toString();
    }
}
