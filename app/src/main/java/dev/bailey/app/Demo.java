package dev.bailey.app;

import dev.bailey.control.FlipAnswer;
import dev.bailey.control.Migration;
import dev.bailey.control.Plan;
import dev.bailey.control.Report;
import dev.bailey.control.StateFolder;
import dev.bailey.core.Problem;
import dev.bailey.testkit.CheckResult;
import dev.bailey.testkit.LoadFigures;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A live migration on this machine, of an application under load; at the end every acknowledged write is looked for.
 */
final class Demo {

    private static final String WHO = "the demo";

    /** How long both sides may take to be the same once the load has stopped. */
    private static final Duration REST_LIMIT = Duration.ofSeconds(30);

    /** How long a gate may stay closed. */
    private static final Duration GATES_LIMIT = Duration.ofSeconds(30);

    private static final Duration GATES_EVERY = Duration.ofSeconds(2);

    /** How long a mistake of the new application may stay unseen. */
    private static final Duration FIND_LIMIT = Duration.ofSeconds(60);

    private static final Duration FIND_EVERY = Duration.ofMillis(250);

    private final DemoSettings settings;
    private final Narrator narrator;
    private final StopSignal stop;

    Demo(DemoSettings settings, Narrator narrator, StopSignal stop) {
        this.settings = settings;
        this.narrator = narrator;
        this.stop = stop;
    }

    /** What became of the jobs that are deployed on both sides. */
    record Jobs(String sentence, boolean isClean) {}

    /** What came of it. */
    record Outcome(Report report, CheckResult check, LoadFigures load, Optional<Jobs> jobs) {

        /** Nothing lost, nothing doubled, nothing failed, and the slice where it should be. */
        boolean isClean() {
            return "completed".equals(report.outcome())
                    && check.isClean()
                    && check.sidesEqual()
                    && load.failed() == 0
                    && jobs.stream().allMatch(Jobs::isClean)
                    && report.traffic().failed() == 0;
        }
    }

    /** Runs the whole story, and tells it as it goes. */
    Outcome run() throws InterruptedException, IOException, SQLException {
        Path folder = Files.createTempDirectory("bailey-demo");
        narrator.say("Starting "
                + (settings.slices() ? "two servers" : settings.engine().words()));
        try (DemoWorld world = settings.slices() ? SlicesDemo.start() : ShopDemo.start(settings.engine())) {
            narrator.say("There are " + world.words());
            Path file = world.writePlan(folder);
            Plan plan = PlanFile.read(file, Map.of()).plan();
            StateFolder state = StateFolder.beside(file, plan.migration());
            try (LiveMigration live = LiveMigration.open(plan, state, narrator)) {
                narrator.say("The plan: " + file);
                if (!settings.headless()) {
                    narrator.say("Watch it at " + live.pageUrl());
                }
                return story(world, live, Files.readString(state.flagsToken()).strip());
            }
        } finally {
            DemoFolder.delete(folder);
        }
    }

    private Outcome story(DemoWorld world, LiveMigration live, String token) throws InterruptedException, SQLException {
        Migration migration = live.migration();
        URI web = URI.create("http://127.0.0.1:" + migration.ports().get("web"));
        try (DemoWorld.Load load = world.load(web, settings)) {
            narrator.say("Users go through the router at " + web + ", " + settings.rate() + " requests a second, seed "
                    + settings.seed());
            migration.prepare();
            narrator.say("Ready: " + migration.status().readiness());
            watch(settings.watch());
            if (world.mistake().isPresent()) {
                find(migration, world.mistake().get());
            }
            Optional<Jobs> jobs = moves(world, live, token);
            if (settings.keep()) {
                narrator.say("Staying up at " + web + "; press Ctrl-C to end");
                stop.await();
            }
            LoadFigures figures = load.stop();
            narrator.say("The load has stopped; looking for every acknowledged write");
            CheckResult check = check(load);
            migration.verify();
            Report report = migration
                    .report()
                    .checkedBy(new Report.Checker(check.acknowledged(), check.lost(), check.duplicated()));
            return new Outcome(report, check, figures, jobs);
        }
    }

    private Optional<Jobs> moves(DemoWorld world, LiveMigration live, String token) throws InterruptedException {
        Optional<DemoJobs> jobs = world.jobs(live.address(), token);
        try {
            for (DemoWorld.Move move : world.moves()) {
                move(live.migration(), move);
                watch(settings.watch());
            }
            if (jobs.isEmpty()) {
                return Optional.empty();
            }
            String sentence = jobs.get().stop();
            return Optional.of(new Jobs(sentence, jobs.get().isClean()));
        } finally {
            jobs.ifPresent(DemoJobs::close);
        }
    }

    /** Nobody is moved to an application that answers otherwise. */
    private void find(Migration migration, DemoWorld.Mistake mistake) throws InterruptedException {
        long until = System.nanoTime() + FIND_LIMIT.toNanos();
        Optional<String> found = answersGate(migration);
        while (found.isEmpty()) {
            if (System.nanoTime() > until) {
                throw new Problem(Problem.Kind.FAILED, "nobody found that " + mistake.words());
            }
            watch(FIND_EVERY);
            found = answersGate(migration);
        }
        narrator.say("No cutover yet: " + found.get());
        mistake.mend().run();
        migration.answers().forget(WHO);
        narrator.say("That was so: " + mistake.words() + ". It is mended");
    }

    private static Optional<String> answersGate(Migration migration) {
        return migration.status().gates().stream()
                .filter(gate -> gate.name().startsWith("answers of") && !gate.open())
                .map(gate -> gate.name() + ": " + gate.because())
                .findFirst();
    }

    private void move(Migration migration, DemoWorld.Move move) throws InterruptedException {
        narrator.say(move.words() + " …");
        FlipAnswer answer = throughOpenGates(migration, move);
        if (answer instanceof FlipAnswer.Done done) {
            narrator.moved(move.words(), done.move());
            return;
        }
        String because = answer instanceof FlipAnswer.Closed closed
                ? String.join("; ", closed.because())
                : ((FlipAnswer.GivenUp) answer).move().flip().because();
        throw new Problem(Problem.Kind.FAILED, move.words() + " did not go through: " + because);
    }

    /**
     * A gate may be closed for a while where all of the demo shares a busy machine: a lag, a table looked at too
     * slowly.
     */
    private FlipAnswer throughOpenGates(Migration migration, DemoWorld.Move move) throws InterruptedException {
        long until = System.nanoTime() + GATES_LIMIT.toNanos();
        FlipAnswer answer = migration.move(move.slice(), move.to(), WHO);
        while (answer instanceof FlipAnswer.Closed closed && System.nanoTime() < until) {
            narrator.say("Not yet: " + String.join("; ", closed.because()));
            watch(GATES_EVERY);
            answer = migration.move(move.slice(), move.to(), WHO);
        }
        return answer;
    }

    /** Both sides hold the same a moment after the last write; until then only the owning side is judged. */
    private static CheckResult check(DemoWorld.Load load) throws SQLException {
        long until = System.nanoTime() + REST_LIMIT.toNanos();
        while (true) {
            CheckResult result = load.check();
            if (result.sidesEqual() || System.nanoTime() > until) {
                return result;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
        }
    }

    private static void watch(Duration time) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(time.toNanos());
    }
}
