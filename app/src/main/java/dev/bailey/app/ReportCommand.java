package dev.bailey.app;

import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "report", description = "Prints the report of a running migration, as far as it has come.")
final class ReportCommand implements Callable<Integer> {

    private final Shell shell;

    @Mixin
    private final ApiOptions api = new ApiOptions();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
    private Format format = Format.MARKDOWN;

    ReportCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws InterruptedException {
        RunningMigration.Answer answer = api.migration(shell).look("/api/report");
        boolean json = api.json() || format == Format.JSON;
        shell.out().println(json ? Json.pretty(answer.body()) : ReportMarkdown.of(answer.body()));
        return answer.exit().code();
    }

    /** How the report is written. */
    enum Format {
        JSON,
        MARKDOWN;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
