package dev.bailey.app;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bailey.core.Side;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "plan",
        description = "Checks a plan and prints the steps that would run, in order; connects to nothing.")
final class PlanCommand implements Callable<Integer> {

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
        int number = 1;
        for (String step : steps) {
            shell.out().printf("%3d. %s%n", number++, step);
        }
        return Exit.DONE.code();
    }

    private static ObjectNode tree(PlanFile file, List<String> steps) {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        tree.put("migration", file.plan().migration());
        steps.forEach(tree.putArray("steps")::add);
        file.warnings().forEach(tree.putArray("warnings")::add);
        return tree;
    }
}
