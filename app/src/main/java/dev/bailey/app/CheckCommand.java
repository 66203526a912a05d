package dev.bailey.app;

import dev.bailey.control.Preflight;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "check",
        description = {
            "Looks at both sides of everything that a plan moves, for the way there and for the way back; changes"
                    + " nothing.",
            "Ends with 1 while something stands in the way that the plan does not accept."
        })
final class CheckCommand implements Callable<Integer> {

    private final Shell shell;
    private final Wiring wiring;

    @Parameters(arity = "0..1", paramLabel = "PLAN", description = "The plan (default: ${DEFAULT-VALUE})")
    private Path plan = Path.of("migration.yaml");

    @Option(names = "--json", description = "Print what was found as JSON")
    private boolean json;

    CheckCommand(Shell shell, Wiring wiring) {
        this.shell = shell;
        this.wiring = wiring;
    }

    @Override
    public Integer call() throws InterruptedException {
        PlanFile file = shell.plan(plan);
        Preflight.Outcome outcome = wiring.preflight(file);
        PreflightPage page = new PreflightPage(file.plan(), outcome);
        shell.out().println(json ? Json.pretty(page.tree()) : page.text());
        return (outcome.blocks() ? Exit.CLOSED : Exit.DONE).code();
    }
}
