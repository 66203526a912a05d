package dev.bailey.app;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The options of every command that talks to a running migration. */
final class ApiOptions {

    @Option(
            names = "--plan",
            paramLabel = "PLAN",
            description = "The plan that is running (default: ${DEFAULT-VALUE} in this folder)")
    private Path plan = Path.of("migration.yaml");

    @Option(names = "--json", description = "Print the answer as JSON")
    private boolean json;

    Path plan() {
        return plan;
    }

    RunningMigration migration(Shell shell) {
        return RunningMigration.of(shell.folder().resolve(plan), shell.user());
    }

    boolean json() {
        return json;
    }
}
