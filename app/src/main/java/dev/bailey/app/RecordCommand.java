package dev.bailey.app;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "record",
        description = {
            "Records a share of the users' requests and their answers at the router of a running migration, as an HTTP"
                    + " archive that \"bailey contract run\" plays.",
            "Secrets and personal data are hidden by a hash before anything is written. Ends early when it is stopped."
        })
final class RecordCommand implements Callable<Integer> {

    private final Shell shell;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Mixin
    private final ApiOptions api = new ApiOptions();

    @Option(names = "--for", required = true, paramLabel = "TIME", description = "How long, such as 10m; at most 24h")
    private String time = "";

    @Option(names = "--share", paramLabel = "PERCENT", description = "Of the requests (default: ${DEFAULT-VALUE})")
    private String share = "1%";

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FILE",
            description = "Where the archive goes; it is not there yet")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path out;

    @Option(names = "--service", paramLabel = "NAME", description = "Which service of the plan, if there are several")
    private Optional<String> service = Optional.empty();

    @Option(
            names = "--bytes",
            paramLabel = "SIZE",
            description = "What is more than that is counted and not written (default: ${DEFAULT-VALUE})")
    private String bytes = "100MB";

    @Option(
            names = "--personal",
            paramLabel = "FIELD",
            description = "A field, by name or path, whose values are hidden too; may be given again")
    private List<String> personal = new ArrayList<>();

    RecordCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws InterruptedException {
        Duration limit = PlanText.duration(time)
                .filter(each -> each.toSeconds() > 0)
                .orElseThrow(() -> wrong("--for " + time + " is no time such as 30s, 10m"));
        OptionalDouble percent = PlanText.share(share);
        OptionalLong most = PlanText.bytes(bytes);
        if (percent.isEmpty() || percent.getAsDouble() <= 0) {
            throw wrong("--share " + share + " is no share such as 1% or 100%");
        } else if (most.isEmpty()) {
            throw wrong("--bytes " + bytes + " is no size such as 100MB");
        }
        Path file = shell.folder().resolve(out);
        if (Files.exists(file)) {
            throw wrong("--out " + out + ": this file is there already; name another");
        }
        String order = "/api/recording/start?percent=" + percent.getAsDouble() + "&seconds=" + limit.toSeconds()
                + "&bytes=" + most.getAsLong()
                + service.map(name -> "&service=" + ApiPath.part(name)).orElse("")
                + (personal.isEmpty() ? "" : "&personal=" + ApiPath.part(String.join(",", personal)));
        try (StopSignal stop = new StopSignal(shell)) {
            RunningMigration migration = api.migration(shell);
            RunningMigration.Answer begun = migration.order(order, RunningMigration.LOOK);
            if (begun.exit() != Exit.DONE) {
                return refused(begun);
            }
            shell.err()
                    .println("recording " + share + " of "
                            + begun.body().path("service").asText() + " for " + time);
            stop.await(limit);
            RunningMigration.Answer ended = migration.order("/api/recording/stop", RunningMigration.LOOK);
            return ended.exit() == Exit.DONE ? tell(ended.body(), file) : refused(ended);
        }
    }

    private int refused(RunningMigration.Answer answer) {
        Sentences.because(answer.body()).forEach(reason -> shell.err().println("bailey: " + reason));
        return answer.exit().code();
    }

    private int tell(JsonNode said, Path file) {
        boolean here = !api.isElsewhere();
        if (here) {
            try {
                Files.move(Path.of(said.path("file").asText()), file, StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException e) {
                shell.err()
                        .println("bailey: cannot move " + said.path("file").asText() + " to " + file + ": "
                                + e.getMessage());
                return Exit.FAILED.code();
            }
        }
        if (api.json()) {
            shell.out().println(Json.pretty(said));
        } else {
            shell.out()
                    .println(Figures.count(said.path("recorded")) + " requests recorded, "
                            + Figures.count(said.path("dropped")) + " dropped: "
                            + (here ? file : said.path("file").asText() + " where it runs"));
        }
        return Exit.DONE.code();
    }

    private ParameterException wrong(String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }
}
