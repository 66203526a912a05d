package dev.bailey.app;

import dev.bailey.control.BreakGlass;
import dev.bailey.control.ConflictList;
import dev.bailey.control.Migration;
import dev.bailey.control.Plan;
import dev.bailey.control.Preflight;
import dev.bailey.control.Rehearsal;
import dev.bailey.control.StateFolder;
import dev.bailey.core.Problem;
import dev.bailey.core.Side;
import dev.bailey.core.Slice;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** The commands that do their work in this process, on the real parts. */
final class LiveWiring implements Wiring {

    /** How long the demo looks on between its moves, so that people can follow. */
    private static final Duration DEMO_WATCH = Duration.ofSeconds(12);

    private static final int SEEDS = 1_000_000;

    @Override
    public List<String> steps(Plan plan) {
        return Migration.stepTitles(plan.procedure());
    }

    @Override
    public Preflight.Outcome preflight(PlanFile plan, Optional<Duration> probe) throws InterruptedException {
        InstantSource clock = InstantSource.system();
        StateFolder folder = StateFolder.beside(plan.path(), plan.plan().migration());
        return Preflight.of(plan.plan(), LiveMigration.connectors(), folder, probe, clock);
    }

    @Override
    public Exit run(RunRequest request, Shell shell) throws InterruptedException {
        new RealRun(request, shell).run();
        return Exit.DONE;
    }

    @Override
    public Rehearsal rehearse(RehearsalFile file, Shell shell) throws InterruptedException {
        return new RehearsalRun(file, shell).run();
    }

    @Override
    public Exit demo(DemoRequest request, Shell shell) throws InterruptedException {
        DemoSettings settings = new DemoSettings(
                request.engine(),
                request.slices(),
                request.ratePerSecond(),
                request.seed().orElse(ThreadLocalRandom.current().nextInt(SEEDS)),
                DEMO_WATCH,
                request.keep(),
                request.headless());
        try (StopSignal stop = new StopSignal(shell)) {
            Demo.Outcome outcome = new Demo(settings, new ShellNarrator(shell), stop).run();
            ReportFile.write(request.report(), outcome.report());
            shell.out().println(DemoSummary.of(outcome));
            return outcome.isClean() ? Exit.DONE : Exit.CLOSED;
        } catch (IOException | SQLException e) {
            throw new Problem(Problem.Kind.FAILED, "the demo's own world failed: " + e.getMessage(), e);
        }
    }

    @Override
    public Exit router(RouterRequest request, Shell shell) throws InterruptedException {
        new RouterRun(request, shell).run();
        return Exit.DONE;
    }

    @Override
    public List<ConflictList.Line> conflicts(PlanFile plan, int most) {
        return ConflictList.read(plan.plan(), LiveMigration.connectors(), most);
    }

    @Override
    public Exit breakGlass(PlanFile plan, Side open, List<Slice> slices, Shell shell) {
        BreakGlass.open(plan.plan(), LiveMigration.connectors(), open, slices).forEach(shell.out()::println);
        return Exit.DONE;
    }
}
