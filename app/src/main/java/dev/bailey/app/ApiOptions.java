package dev.bailey.app;

import dev.bailey.control.RehearsalBook;
import dev.bailey.control.StateFolder;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options of every command that talks to a running migration. */
final class ApiOptions {

    /** Holds the token of the person who asks. */
    static final String TOKEN = "BAILEY_TOKEN";

    @Option(
            names = "--plan",
            paramLabel = "PLAN",
            description = "The plan that is running (default: ${DEFAULT-VALUE} in this folder)")
    private Path plan = Path.of("migration.yaml");

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "Where it answers, for those who cannot read its state folder; they need BAILEY_TOKEN")
    private Optional<URI> url = Optional.empty();

    @Option(names = "--rehearsal", description = "The plan's rehearsal that runs, instead of its run")
    private boolean rehearsal;

    @Option(names = "--json", description = "Print the answer as JSON")
    private boolean json;

    Path plan() {
        return plan;
    }

    /** Whether somebody asks from where no state folder is. */
    boolean isElsewhere() {
        return url.isPresent();
    }

    /** Of the run, or of the rehearsal that runs, by what the plan is called. */
    StateFolder folder(Shell shell) {
        Path file = shell.folder().resolve(plan);
        StateFolder real = StateFolder.beside(file, PlanFile.migration(file));
        return rehearsal ? real.rehearsal(new RehearsalBook(real, InstantSource.system()).next()) : real;
    }

    RunningMigration migration(Shell shell) {
        Optional<String> token =
                Optional.ofNullable(shell.environment().get(TOKEN)).filter(value -> !value.isBlank());
        return url.isPresent()
                ? RunningMigration.at(url.get(), token, shell.user())
                : RunningMigration.of(shell.folder().resolve(plan), rehearsal, token, shell.user());
    }

    boolean json() {
        return json;
    }
}
