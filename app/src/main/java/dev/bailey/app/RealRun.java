package dev.bailey.app;

import dev.bailey.control.Afterwards;
import dev.bailey.control.Migration;
import dev.bailey.control.Plan;
import dev.bailey.control.StateFolder;
import dev.bailey.core.Problem;
import dev.bailey.core.Side;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/** A run for real: prepares, then serves until it is told to stop. Started again, it goes on where it stood. */
final class RealRun {

    private final Wiring.RunRequest request;
    private final Shell shell;

    RealRun(Wiring.RunRequest request, Shell shell) {
        this.request = request;
        this.shell = shell;
    }

    /** Returns when the process is told to stop (SIGTERM, Ctrl-C), after writing the report that was asked for. */
    void run() throws InterruptedException {
        Plan plan = request.port().isPresent()
                ? request.plan().plan().listeningOn(request.port().getAsInt())
                : request.plan().plan();
        StateFolder folder = StateFolder.beside(request.plan().path(), plan.migration());
        if (Afterwards.isDue(plan, folder)) {
            serveAfterwards(plan, folder);
            return;
        }
        try (StopSignal stop = new StopSignal(shell);
                NoticeLines notices = new NoticeLines(shell.err());
                LiveMigration live = LiveMigration.open(
                        plan, request.plan().parts(), folder, shell.user(), new ProgressLines(shell))) {
            shell.err().println("dashboard  " + live.pageUrl());
            tell(live.migration().ports(), live.migration().owner());
            live.migration()
                    .leftOpen()
                    .ifPresent(slice -> shell.err()
                            .println("service    a move of " + slice + " was left open: its writes wait until it is"
                                    + " settled"));
            Optional<Problem> failure = prepare(live.migration());
            live.migration().hear(notices::tell);
            stop.await();
            ReportFile.write(request.report(), live.migration().report());
            failure.ifPresent(problem -> {
                throw problem;
            });
        }
    }

    private void serveAfterwards(Plan plan, StateFolder folder) {
        try (StopSignal stop = new StopSignal(shell);
                Afterwards afterwards = Afterwards.open(plan, folder, InstantSource.system())) {
            tell(afterwards.ports(), afterwards.owner());
            shell.out().println(over(afterwards.owner()));
            stop.await();
        }
    }

    private static String over(Side owner) {
        return "over: the migration has ended, and its routers go on serving from the " + owner.label()
                + "; take them out of the way when it suits you";
    }

    private void tell(Map<String, Integer> ports, Side owner) {
        ports.forEach((name, port) ->
                shell.err().println("service    " + name + " on port " + port + ", served by the " + owner.label()));
    }

    /**
     * A step that fails ends a run that nobody depends on yet. Once there are users, the routers go on serving them by
     * what was decided last, and a person is needed.
     */
    private Optional<Problem> prepare(Migration migration) throws InterruptedException {
        try {
            migration.prepare();
            String ready = migration.isOver()
                    ? over(migration.owner())
                    : "ready: " + migration.status().readiness();
            if (!Thread.currentThread().isInterrupted()) { // it stops, and was not asked for long enough to know
                shell.out().println(ready);
            }
            return Optional.empty();
        } catch (Problem problem) {
            if (!migration.wasReady() && !migration.serves()) {
                throw problem;
            }
            shell.err().println("bailey: " + problem.getMessage());
            shell.err().println("bailey: not ready, but the routers go on serving; mend this, then start Bailey again");
            return Optional.of(problem);
        }
    }
}
