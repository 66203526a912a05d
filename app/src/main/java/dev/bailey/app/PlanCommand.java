package dev.bailey.app;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bailey.core.Side;
import dev.bailey.core.Slice;
import dev.bailey.core.Slices;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "plan",
        description = "Checks a plan and prints the steps that would run, in order; connects to nothing.")
final class PlanCommand implements Callable<Integer> {

    /** Of a share, which is in hundredths. */
    private static final int PERCENT_DECIMALS = 2;

    private final Shell shell;
    private final Wiring wiring;

    @Parameters(arity = "0..1", paramLabel = "PLAN", description = "The plan (default: ${DEFAULT-VALUE})")
    private Path plan = Path.of("migration.yaml");

    @Option(names = "--json", description = "Print the steps as JSON")
    private boolean json;

    PlanCommand(Shell shell, Wiring wiring) {
        this.shell = shell;
        this.wiring = wiring;
    }

    @Override
    public Integer call() {
        PlanFile file = shell.plan(plan);
        List<String> steps = wiring.steps(file.plan());
        if (json) {
            shell.out().println(Json.pretty(tree(file, steps)));
            return Exit.DONE.code();
        }
        shell.out()
                .println("migration " + file.plan().migration() + ": from "
                        + file.plan().label(Side.SOURCE) + " to " + file.plan().label(Side.TARGET));
        shell.out().println("slices, in order: " + slices(file.plan().slices()));
        int number = 1;
        for (String step : steps) {
            shell.out().printf("%3d. %s%n", number++, step);
        }
        return Exit.DONE.code();
    }

    private static String slices(Slices slices) {
        return slices.all().stream()
                .map(slice -> slice.name() + " (" + members(slice, slices) + ")")
                .collect(Collectors.joining(", "));
    }

    private static String members(Slice slice, Slices slices) {
        if (slice.isList()) {
            String tenants = slice.tenants().size() == 1
                    ? "1 tenant"
                    : String.format(Locale.ROOT, "%,d tenants", slice.tenants().size());
            return slice.validates() ? tenants + " to try the target out" : tenants;
        }
        if (slice.equals(slices.last())) {
            return slices.size() == 1 ? "all at once" : "all others";
        }
        return percent(slice).toPlainString() + " % of all, with the percents before it";
    }

    private static BigDecimal percent(Slice slice) {
        BigDecimal percent = BigDecimal.valueOf(slice.share(), PERCENT_DECIMALS).stripTrailingZeros();
        return percent.scale() < 0 ? percent.setScale(0) : percent;
    }

    private static ObjectNode tree(PlanFile file, List<String> steps) {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        tree.put("migration", file.plan().migration());
        ArrayNode slices = tree.putArray("slices");
        for (Slice slice : file.plan().slices().all()) {
            ObjectNode each = slices.addObject().put("name", slice.name());
            if (slice.isList()) {
                each.put("tenants", slice.tenants().size());
                if (slice.validates()) {
                    each.put("validation", true);
                }
            } else {
                each.put("percent", percent(slice));
            }
        }
        steps.forEach(tree.putArray("steps")::add);
        file.warnings().forEach(tree.putArray("warnings")::add);
        return tree;
    }
}
