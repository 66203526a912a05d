package dev.bailey.runbook;

import dev.bailey.core.Problem;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Runs steps in order and notes each in the journal, so that a run that was cut off goes on where it stood.
 * {@link #status} is thread-safe; {@link #run} is called once, by one thread.
 */
public final class Runbook {

    /** The kind of the journal's entries about steps; their subject is the step's name. */
    public static final String KIND = "step";

    /** The text of the entry with which a step begins. */
    public static final String STARTED = "started";

    /** The text of the entry with which a step ends well; its details have {@code millis}. */
    public static final String DONE = "done";

    /** The text of the entry with which a step ends badly; its details have {@code because}. */
    public static final String FAILED = "failed";

    /** The text of the entry with which a step is tried again; its details have {@code because}. */
    public static final String RETRIED = "retried";

    private final Journal journal;
    private final Backoff backoff;
    private final List<StepRun> runs;

    public Runbook(Journal journal, List<Step> steps, RunbookListener... listeners) {
        this(journal, Backoff.PATIENT, steps, listeners);
    }

    Runbook(Journal journal, Backoff backoff, List<Step> steps, RunbookListener... listeners) {
        this.journal = journal;
        this.backoff = backoff;
        this.runs = steps.stream()
                .map(step -> new StepRun(step, List.of(listeners)))
                .toList();
        requireDistinct(steps);
    }

    /** How every step stands, in order. */
    public List<StepStatus> status() {
        return runs.stream().map(StepRun::status).toList();
    }

    /**
     * Runs every step that is not done yet.
     *
     * @throws Problem of the step that failed, which is then the last in the journal
     */
    public void run() throws InterruptedException {
        for (StepRun run : runs) {
            Optional<Entry> last = journal.last(KIND, run.step().name());
            if (last.isPresent()
                    && last.get().text().equals(DONE)
                    && !run.step().always()) {
                skip(run, last.get());
            } else {
                carryOut(run);
            }
        }
    }

    private void skip(StepRun run, Entry done) {
        Optional<Duration> took = Optional.ofNullable(done.details().get("millis"))
                .map(millis -> Duration.ofMillis(Long.parseLong(millis)));
        run.skipped(
                took.map(done.at()::minus), took, "done before, at " + done.at().truncatedTo(ChronoUnit.SECONDS));
    }

    private void carryOut(StepRun run) throws InterruptedException {
        String name = run.step().name();
        Instant at = journal.append(KIND, name, STARTED, Map.of()).at();
        long start = System.nanoTime();
        run.started(at);
        try {
            attempt(run);
        } catch (RuntimeException e) {
            String because = e instanceof Problem ? String.valueOf(e.getMessage()) : "a bug in Bailey: " + e;
            run.failed(since(start), because);
            note(name, because, e);
            throw e;
        }
        Duration took = since(start);
        journal.append(KIND, name, DONE, Map.of("millis", Long.toString(took.toMillis())));
        run.done(took);
    }

    private void attempt(StepRun run) throws InterruptedException {
        for (int attempts = 1; ; attempts++) {
            try {
                run.step().run(run);
                return;
            } catch (Problem problem) {
                if (!problem.isRetryable() || attempts >= backoff.attemptsMax()) {
                    throw problem;
                }
                if (attempts == 1) {
                    // the first tells the story; a world that is away for an hour would fill the journal
                    journal.append(
                            KIND, run.step().name(), RETRIED, Map.of("because", String.valueOf(problem.getMessage())));
                }
                Duration wait = backoff.after(attempts);
                run.tell(problem.getMessage() + " (attempt " + attempts + "; next in " + wait.toMillis() + " ms)");
                TimeUnit.NANOSECONDS.sleep(wait.toNanos());
            }
        }
    }

    // The failure itself matters more than a journal that cannot be written any more.
    private void note(String name, String because, RuntimeException failure) {
        try {
            journal.append(KIND, name, FAILED, Map.of("because", because));
        } catch (Problem unwritten) {
            failure.addSuppressed(unwritten);
        }
    }

    private static Duration since(long startNanos) {
        return Duration.ofNanos(System.nanoTime() - startNanos);
    }

    private static void requireDistinct(List<Step> steps) {
        Set<String> names = new HashSet<>();
        for (Step step : steps) {
            if (!names.add(step.name())) {
                throw new IllegalArgumentException("two steps are named " + step.name());
            }
        }
    }
}
