package dev.bailey.app;

import dev.bailey.control.Plan;
import dev.bailey.core.Side;
import dev.bailey.core.Slice;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
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

    @Option(
            names = "--slice",
            paramLabel = "SLICE",
            description = "The slice for which it is opened; all of them without it")
    private @Nullable String slice;

    BreakGlassCommand(Shell shell, Wiring wiring) {
        this.shell = shell;
        this.wiring = wiring;
    }

    @Override
    public Integer call() throws InterruptedException {
        PlanFile file = shell.plan(plan);
        return wiring.breakGlass(file, open, slices(file.plan()), shell).code();
    }

    private List<Slice> slices(Plan read) {
        List<Slice> all = read.slices().moving();
        List<Slice> named = all.stream()
                .filter(each -> slice == null || each.name().equals(slice))
                .toList();
        if (named.isEmpty()) {
            throw new WrongPlan(List.of(plan + " has no slice " + slice + "; it has "
                    + all.stream().map(Slice::name).collect(Collectors.joining(", "))));
        }
        return named;
    }
}
