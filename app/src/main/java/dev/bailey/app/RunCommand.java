package dev.bailey.app;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "run",
        description = "Runs a plan for real; serves API and dashboard. Started again, it goes on where it stood.")
final class RunCommand implements Callable<Integer> {

    private final Shell shell;
    private final Wiring wiring;

    @Parameters(arity = "0..1", paramLabel = "PLAN", description = "The plan (default: ${DEFAULT-VALUE})")
    private Path plan = Path.of("migration.yaml");

    @Option(names = "--report", paramLabel = "FILE", description = "Write the report here at the end, as JSON")
    private Optional<Path> report = Optional.empty();

    @Option(names = "--port", paramLabel = "N", description = "Port of API and dashboard, instead of the plan's")
    private Optional<Integer> port = Optional.empty();

    RunCommand(Shell shell, Wiring wiring) {
        this.shell = shell;
        this.wiring = wiring;
    }

    @Override
    public Integer call() throws InterruptedException {
        OptionalInt given = port.stream().mapToInt(Integer::intValue).findFirst();
        Wiring.RunRequest request = new Wiring.RunRequest(shell.plan(plan), report.map(shell.folder()::resolve), given);
        return wiring.run(request, shell).code();
    }
}
