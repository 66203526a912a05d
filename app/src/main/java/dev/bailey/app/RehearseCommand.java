package dev.bailey.app;

import dev.bailey.control.Rehearsal;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "rehearse",
        description = {
            "Runs a plan against another environment: makes it ready, moves to the target, back, and there again, then"
                    + " removes every trace of Bailey there.",
            "Timings and surprises are written down; approvals and times of day are not waited for.",
            "Ends with 1 when it did not go through or something surprised; \"bailey rehearsals\" lists what did."
        })
final class RehearseCommand implements Callable<Integer> {

    private final Shell shell;
    private final Wiring wiring;

    @Parameters(arity = "0..1", paramLabel = "PLAN", description = "The plan (default: ${DEFAULT-VALUE})")
    private Path plan = Path.of("migration.yaml");

    @Option(
            names = "--env",
            paramLabel = "FILE",
            description = "The addresses of the environment, in the shape of a plan, with reset and load where wished"
                    + " (default: ${DEFAULT-VALUE})")
    private Path env = Path.of("rehearsal.yaml");

    @Option(names = "--json", description = "Print how it went as JSON")
    private boolean json;

    RehearseCommand(Shell shell, Wiring wiring) {
        this.shell = shell;
        this.wiring = wiring;
    }

    @Override
    public Integer call() throws InterruptedException {
        RehearsalFile file =
                RehearsalFile.read(shell.folder().resolve(plan), shell.folder().resolve(env), shell.environment());
        file.plan().warnings().forEach(shell.err()::println);
        Rehearsal rehearsal = wiring.rehearse(file, shell);
        RehearsalPage page = new RehearsalPage(rehearsal);
        shell.out().println(json ? Json.pretty(page.tree()) : page.text());
        return (rehearsal.isGreen() ? Exit.DONE : Exit.CLOSED).code();
    }
}
