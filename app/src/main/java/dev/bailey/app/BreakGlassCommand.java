package dev.bailey.app;

import dev.bailey.core.Side;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "break-glass",
        description = {
            "Opens one side for writes when Bailey and its journal are gone and nobody can write.",
            "Needs the plan and the databases alone. Refuses when the other side takes writes, or when this one may"
                    + " lack writes that were acknowledged."
        })
final class BreakGlassCommand implements Callable<Integer> {

    private final Shell shell;
    private final Wiring wiring;

    @Parameters(arity = "0..1", paramLabel = "PLAN", description = "The plan (default: ${DEFAULT-VALUE})")
    private Path plan = Path.of("migration.yaml");

    @Option(names = "--open", required = true, paramLabel = "SIDE", description = "source or target")
    private Side open = Side.SOURCE;

    BreakGlassCommand(Shell shell, Wiring wiring) {
        this.shell = shell;
        this.wiring = wiring;
    }

    @Override
    public Integer call() throws InterruptedException {
        return wiring.breakGlass(shell.plan(plan), open, shell).code();
    }
}
