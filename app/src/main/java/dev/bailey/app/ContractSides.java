package dev.bailey.app;

import dev.bailey.control.Plan;
import dev.bailey.core.Side;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that say where both sides are. */
final class ContractSides {

    @Option(names = "--old", paramLabel = "URL", description = "The address of the old side")
    private Optional<URI> old = Optional.empty();

    @Option(names = "--new", paramLabel = "URL", description = "The address of the new side, or its shadow hostname")
    private Optional<URI> now = Optional.empty();

    @Option(names = "--plan", paramLabel = "PLAN", description = "The plan whose service has those that are not named")
    private Optional<Path> plan = Optional.empty();

    @Option(names = "--service", paramLabel = "NAME", description = "Which service of the plan, if there are several")
    private Optional<String> service = Optional.empty();

    Optional<URI> old(Shell shell) {
        return old.or(() -> planned(shell, Side.SOURCE));
    }

    Optional<URI> now(Shell shell) {
        return now.or(() -> planned(shell, Side.TARGET));
    }

    private Optional<URI> planned(Shell shell, Side side) {
        return plan.map(path -> {
            Map<String, Plan.Service> services = shell.plan(path).plan().services();
            String name = service.orElseGet(() -> only(path, services));
            Plan.Service found = services.get(name);
            if (found == null) {
                throw new WrongPlan(
                        List.of(path + ": there is no service " + name + Spelling.hint(name, services.keySet())));
            }
            return found.url(side);
        });
    }

    private static String only(Path path, Map<String, Plan.Service> services) {
        if (services.size() != 1) {
            throw new WrongPlan(List.of(path + ": it has " + services.size()
                    + " services; say which one by --service, or name both sides"));
        }
        return services.keySet().iterator().next();
    }
}
