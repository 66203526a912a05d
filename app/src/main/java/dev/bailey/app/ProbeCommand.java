package dev.bailey.app;

import dev.bailey.control.OutsideProber;
import dev.bailey.control.Probe;
import dev.bailey.runbook.Expectation;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "probe",
        description = {
            "Asks for an address all the time, as a user would, and writes down when it was not answered as it should be,"
                    + " until it is stopped.",
            "For a machine outside of all that moves: \"bailey report --prober FILE\" takes in what it wrote."
        })
final class ProbeCommand implements Callable<Integer> {

    private final Shell shell;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Parameters(paramLabel = "URL", description = "What is asked for by GET")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String url;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FILE",
            description = "Where it is written down; goes on behind what is there")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path out;

    @Option(names = "--every", paramLabel = "TIME", description = "How often, such as 1s (the default)")
    private Optional<String> every = Optional.empty();

    @Option(
            names = "--limit",
            paramLabel = "TIME",
            description = "A slower answer counts as none, such as 2s (the default)")
    private Optional<String> limit = Optional.empty();

    @Option(names = "--status", paramLabel = "N", description = "The one status that is expected (default: 200 to 299)")
    private Optional<Integer> status = Optional.empty();

    @Option(names = "--contains", paramLabel = "TEXT", description = "A text that the answer holds")
    private String contains = "";

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description =
                    "Its name in reports; that of a service when it asks for that one" + " (default: ${DEFAULT-VALUE})")
    private String name = "outside";

    ProbeCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        Probe probe = probe();
        try (StopSignal stop = new StopSignal(shell);
                OutsideProber prober =
                        OutsideProber.start(name, probe, shell.folder().resolve(out), InstantSource.system())) {
            shell.err().println("probing    " + prober.sentence());
            stop.await();
            return Exit.DONE.code();
        }
    }

    private Probe probe() {
        try {
            OptionalInt expected = status.map(OptionalInt::of).orElseGet(OptionalInt::empty);
            return ProcedureReader.probe(
                    url, time("--every", every), time("--limit", limit), new Expectation(expected, contains));
        } catch (IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
    }

    private Optional<Duration> time(String option, Optional<String> text) {
        return text.map(given -> PlanText.duration(given)
                .orElseThrow(() -> wrong(option + " " + given + " is no time such as 500ms, 2s, 1m")));
    }

    private ParameterException wrong(String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }
}
