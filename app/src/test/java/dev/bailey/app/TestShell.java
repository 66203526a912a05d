package dev.bailey.app;

import dev.bailey.control.ConflictList;
import dev.bailey.control.Plan;
import dev.bailey.control.Preflight;
import dev.bailey.control.Rehearsal;
import dev.bailey.core.Problem;
import dev.bailey.core.Side;
import dev.bailey.core.Slice;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A shell in a folder of a test, and a wiring that only remembers what was asked of it. */
final class TestShell implements Wiring {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final List<Object> requests = new ArrayList<>();
    private final Shell shell;
    private List<ConflictList.Line> conflicts = List.of();

    TestShell(Path folder, Map<String, String> environment) {
        shell = new Shell(
                new PrintWriter(out), new PrintWriter(err), folder, environment, "ada", /* terminal= */ false);
    }

    void conflicts(ConflictList.Line... lines) {
        conflicts = List.of(lines);
    }

    int bailey(String... args) {
        int exit = Main.execute(shell, this, args);
        shell.out().flush();
        shell.err().flush();
        return exit;
    }

    Shell shell() {
        return shell;
    }

    String out() {
        return out.toString();
    }

    String err() {
        return err.toString();
    }

    List<Object> requests() {
        return List.copyOf(requests);
    }

    @Override
    public List<String> steps(Plan plan) {
        return List.of(
                "Check both sides", "Copy " + String.join(", ", plan.stores().keySet()));
    }

    @Override
    public Preflight.Outcome preflight(PlanFile plan, Optional<Duration> probe) {
        requests.add(plan.path());
        return Preflight.Outcome.empty();
    }

    @Override
    public Exit run(RunRequest request, Shell where) {
        requests.add(request);
        throw new Problem(Problem.Kind.UNREACHABLE, "legacy-db:5432 refuses connections: start it");
    }

    @Override
    public Rehearsal rehearse(RehearsalFile file, Shell shell) {
        throw new IllegalStateException("no rehearsal was expected");
    }

    @Override
    public Exit demo(DemoRequest request, Shell where) {
        requests.add(request);
        return Exit.DONE;
    }

    @Override
    public Exit router(RouterRequest request, Shell where) {
        requests.add(request.join());
        return Exit.DONE;
    }

    @Override
    public List<ConflictList.Line> conflicts(PlanFile plan, int most) {
        return conflicts;
    }

    @Override
    public Exit breakGlass(PlanFile plan, Side open, List<Slice> slices, Shell where) {
        requests.add(open);
        return Exit.CLOSED;
    }
}
