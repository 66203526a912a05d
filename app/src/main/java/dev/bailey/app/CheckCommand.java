package dev.bailey.app;

import dev.bailey.control.Preflight;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "check",
        description = {
            "Looks at both sides of everything that a plan moves, for the way there and for the way back; changes"
                    + " nothing.",
            "With --probe it also tries the way there and the way back of every store: marks are written into each side's"
                    + " log and looked for on the other. That makes streams and Bailey's schema on both sides, and takes"
                    + " them away again.",
            "Ends with 1 while something stands in the way that the plan does not accept."
        })
final class CheckCommand implements Callable<Integer> {

    private static final Duration PROBE_TIME = Duration.ofMinutes(1);

    private final Shell shell;
    private final Wiring wiring;

    @Parameters(arity = "0..1", paramLabel = "PLAN", description = "The plan (default: ${DEFAULT-VALUE})")
    private Path plan = Path.of("migration.yaml");

    @Option(names = "--json", description = "Print what was found as JSON")
    private boolean json;

    @Option(
            names = "--probe",
            description = "Try both ways of every store, for a minute unless --probe-for says otherwise")
    private boolean probes;

    @Option(names = "--probe-for", paramLabel = "TIME", description = "Try both ways for so long, such as 10s")
    private Optional<String> probeFor = Optional.empty();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    CheckCommand(Shell shell, Wiring wiring) {
        this.shell = shell;
        this.wiring = wiring;
    }

    @Override
    public Integer call() throws InterruptedException {
        PlanFile file = shell.plan(plan);
        Preflight.Outcome outcome = look(file);
        PreflightPage page = new PreflightPage(file.plan(), outcome);
        shell.out().println(json ? Json.pretty(page.tree()) : page.text());
        return (outcome.blocks() ? Exit.CLOSED : Exit.DONE).code();
    }

    private Preflight.Outcome look(PlanFile file) throws InterruptedException {
        Optional<Duration> probe = probe();
        if (probe.isEmpty()) {
            return wiring.preflight(file, probe);
        }
        shell.err().println("probing    every store for " + Figures.duration(probe.get()));
        StopSignal stop = new StopSignal(shell);
        try {
            return wiring.preflight(file, probe);
        } finally {
            stop.close(); // what the probe made is taken away by now
        }
    }

    private Optional<Duration> probe() {
        Optional<Duration> given = probeFor.map(text -> PlanText.duration(text)
                .filter(time -> !time.isZero())
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(), "--probe-for " + text + " is no time such as 10s, 1m")));
        return given.isEmpty() && probes ? Optional.of(PROBE_TIME) : given;
    }
}
