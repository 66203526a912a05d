package dev.bailey.app;

import dev.bailey.control.Migration;
import dev.bailey.control.Plan;
import dev.bailey.control.StateFolder;
import dev.bailey.core.Problem;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A run for real: prepares, then serves until it is told to stop. Started again, it goes on where it stood. */
final class RealRun {

    /** A supervisor that wants Bailey gone kills it soon after this. */
    private static final int CLOSE_SECONDS_MAX = 20;

    private final Wiring.RunRequest request;
    private final Shell shell;
    private final CountDownLatch closed = new CountDownLatch(1);

    RealRun(Wiring.RunRequest request, Shell shell) {
        this.request = request;
        this.shell = shell;
    }

    /** Returns when the process is told to stop (SIGTERM, Ctrl-C), after writing the report that was asked for. */
    void run() throws InterruptedException {
        Plan plan = request.port().isPresent()
                ? listeningOn(request.plan().plan(), request.port().getAsInt())
                : request.plan().plan();
        StateFolder folder = StateFolder.beside(request.plan().path(), plan.migration());
        Thread main = Thread.currentThread();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(main), "bailey-stop"));
        try (LiveMigration live = LiveMigration.open(plan, folder, new ProgressLines(shell))) {
            shell.err().println("dashboard  " + live.pageUrl());
            live.migration()
                    .ports()
                    .forEach((name, port) -> shell.err()
                            .println("service    " + name + " on port " + port + ", served by the "
                                    + live.migration().owner().label()));
            Optional<Problem> failure = prepare(live.migration());
            awaitStop();
            ReportFile.write(request.report(), live.migration().report());
            failure.ifPresent(problem -> {
                throw problem;
            });
        } finally {
            closed.countDown();
        }
    }

    /**
     * A step that fails ends a run that nobody depends on yet. Once there are users, the routers go on serving them by
     * what was decided last, and a person is needed.
     */
    private Optional<Problem> prepare(Migration migration) throws InterruptedException {
        try {
            migration.prepare();
            shell.out().println("ready: " + migration.status().readiness());
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

    private static void awaitStop() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            // Told to stop: what follows is closing down, which is not to be interrupted.
            return;
        }
    }

    private void stop(Thread main) {
        main.interrupt();
        try {
            if (!closed.await(CLOSE_SECONDS_MAX, TimeUnit.SECONDS)) {
                shell.err().println("bailey: did not close in time; the next run goes on where this one stood");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Plan listeningOn(Plan plan, int port) {
        return new Plan(
                plan.migration(),
                plan.sourceLabel(),
                plan.targetLabel(),
                plan.stores(),
                plan.services(),
                plan.slices(),
                plan.cutover(),
                new Plan.Endpoint(plan.control().host(), port));
    }
}
