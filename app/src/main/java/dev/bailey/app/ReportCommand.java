package dev.bailey.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bailey.control.JsonText;
import dev.bailey.control.OutsideView;
import dev.bailey.core.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "report",
        description = {
            "Prints the report of a running migration, as far as it has come, or of one that is over.",
            "With --check it answers 1 where the journal is not whole."
        })
final class ReportCommand implements Callable<Integer> {

    private final Shell shell;

    @Mixin
    private final ApiOptions api = new ApiOptions();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
    private Format format = Format.MARKDOWN;

    @Option(
            names = "--check",
            arity = "0..1",
            fallbackValue = "",
            paramLabel = "FILE",
            description =
                    "Proves that the journal is whole, and that it is the one of the report in FILE (in JSON; left"
                            + " out, of the one that an ended migration left)")
    private @Nullable String check;

    @Option(
            names = "--prober",
            paramLabel = "FILE",
            description = "Takes in what \"bailey probe\" wrote on another machine")
    private Optional<Path> prober = Optional.empty();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    ReportCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (check != null) {
            return ReportProof.of(
                            api.folder(shell),
                            check.isEmpty()
                                    ? Optional.empty()
                                    : Optional.of(shell.folder().resolve(check)),
                            shell)
                    .code();
        }
        JsonNode report = withProber(report());
        shell.out()
                .println(
                        switch (api.json() ? Format.JSON : format) {
                            case JSON -> Json.pretty(report);
                            case HTML -> ReportPage.of(report);
                            case MARKDOWN -> ReportMarkdown.of(report);
                        });
        return Exit.DONE.code();
    }

    /** That of a run; of one that is over, the one that it left. */
    private JsonNode report() throws InterruptedException {
        try {
            return api.migration(shell).look("/api/report").body();
        } catch (Problem problem) {
            Path closed = api.isElsewhere() ? Path.of("") : api.folder(shell).report();
            if (problem.kind() != Problem.Kind.UNREACHABLE || !Files.isRegularFile(closed)) {
                throw problem;
            }
            return ReportFile.read(closed);
        }
    }

    private JsonNode withProber(JsonNode report) {
        if (prober.isEmpty() || !(report instanceof ObjectNode full)) {
            return report;
        }
        if (api.isElsewhere()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--prober is laid beside the journal: ask where the state folder is, without --url");
        }
        OutsideView seen = OutsideView.of(api.folder(shell), shell.folder().resolve(prober.get()));
        JsonNode view = Json.tree(JsonText.of(seen));
        full.set("degraded", view.path("degraded"));
        full.set("availability", view.path("availability"));
        JsonNode before = full.path("claims");
        ArrayNode claims = full.putArray("claims");
        if (view.path("claim").isObject()) {
            claims.add(view.path("claim"));
        }
        before.forEach(claim -> {
            if (!claim.path("claim").asText().startsWith(OutsideView.NO_DOWNTIME)) {
                claims.add(claim);
            }
        });
        return full;
    }

    /** How the report is written. */
    enum Format {
        JSON,
        MARKDOWN,
        HTML;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
