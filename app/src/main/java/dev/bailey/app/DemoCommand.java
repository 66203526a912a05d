package dev.bailey.app;

import dev.bailey.core.Problem;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

@Command(
        name = "demo",
        description = "Moves a sample shop between two databases on this machine, under load, with the dashboard open.")
final class DemoCommand implements Callable<Integer> {

    /** More than one machine can make and serve at the same time. */
    private static final int RATE_MAX = 100_000;

    private final Shell shell;
    private final Wiring wiring;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--engine",
            paramLabel = "NAME",
            converter = EngineName.class,
            description = "Of the two databases: postgresql, mysql or mariadb (default: postgresql)")
    private DemoServer.Engine engine = DemoServer.Engine.POSTGRESQL;

    @Option(
            names = "--slices",
            description = "Moves the tenants of an application slice by slice instead, on PostgreSQL")
    private boolean slices;

    @Option(names = "--headless", description = "Without opening the dashboard")
    private boolean headless;

    @Option(names = "--report", paramLabel = "FILE", description = "Write the report here at the end, as JSON")
    private Optional<Path> report = Optional.empty();

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "Requests per second that the load makes (default: ${DEFAULT-VALUE})")
    private int ratePerSecond = 200;

    @Option(names = "--keep", description = "Stay up at the end, to look around")
    private boolean keep;

    @Option(names = "--seed", paramLabel = "N", description = "Seed of the load, to repeat a run")
    private Optional<Long> seed = Optional.empty();

    DemoCommand(Shell shell, Wiring wiring) {
        this.shell = shell;
        this.wiring = wiring;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (ratePerSecond < 1 || ratePerSecond > RATE_MAX) {
            throw new ParameterException(
                    Objects.requireNonNull(spec).commandLine(), "--rate lies in 1.." + RATE_MAX + ": " + ratePerSecond);
        }
        if (slices && engine != DemoServer.Engine.POSTGRESQL) {
            throw new ParameterException(
                    Objects.requireNonNull(spec).commandLine(),
                    "--slices is shown on postgresql alone, in this version");
        }
        String missing = engine.missing();
        if (!missing.isEmpty()) {
            throw new Problem(Problem.Kind.UNFIT, "the demo cannot run on this engine here: " + missing);
        }
        OptionalLong given = seed.stream().mapToLong(Long::longValue).findFirst();
        Wiring.DemoRequest request = new Wiring.DemoRequest(
                engine, slices, headless, report.map(shell.folder()::resolve), ratePerSecond, keep, given);
        return wiring.demo(request, shell).code();
    }

    /** As a plan spells it. */
    private static final class EngineName implements ITypeConverter<DemoServer.Engine> {
        @Override
        public DemoServer.Engine convert(String name) {
            return Arrays.stream(DemoServer.Engine.values())
                    .filter(engine -> engine.name().toLowerCase(Locale.ROOT).equals(name))
                    .findFirst()
                    .orElseThrow(() -> new TypeConversionException(
                            "\"" + name + "\" is no engine of the demo; name postgresql, mysql or mariadb"));
        }
    }
}
