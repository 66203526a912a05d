package dev.bailey.control;

import dev.bailey.core.Problem;
import dev.bailey.core.Side;
import dev.bailey.runbook.Desk;
import dev.bailey.runbook.Entry;
import dev.bailey.runbook.Journal;
import dev.bailey.runbook.Phase;
import dev.bailey.runbook.PlannedSteps;
import dev.bailey.runbook.Runbook;
import dev.bailey.runbook.RunbookListener;
import dev.bailey.runbook.Step;
import dev.bailey.runbook.StepStatus;
import dev.bailey.runbook.UndoPlan;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The plan's own steps around a move: those before a cutover once somebody asks for it, those after it, and the undo of
 * both after a rollback. What is to run follows from the journal alone, so a restart goes on where it stood.
 * Thread-safe.
 */
final class OwnSteps implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(OwnSteps.class);

    private static final Duration EVERY = Duration.ofSeconds(1);

    /** What the world could not do just now, it may later. */
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(15);

    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

    /** Of what comes before a cutover, and begins when somebody asks for that. */
    private static final String GATE = "steps";

    /** The kind of the journal's entries by which people ask for the steps before a cutover. */
    private static final String KIND = "cutover steps";

    private static final Set<Phase> AROUND = EnumSet.of(Phase.CUTOVER, Phase.OBSERVE);

    private final Procedure procedure;
    private final Journal journal;
    private final Ledgers ledgers;
    private final Flips flips;
    private final PlannedSteps planned;
    private final Desk desk;
    private final RunbookListener listener;
    private final Repeated repeated;
    private Work current = Work.NOTHING;
    private Optional<Runbook> runbook = Optional.empty();
    private Optional<Thread> runner = Optional.empty();
    private long notBeforeNanos = System.nanoTime();
    private volatile boolean ready;

    /**
     * What is to be done now.
     *
     * @param cutover how many there will have been when it is over
     */
    private record Work(What what, long cutover) {
        private static final Work NOTHING = new Work(What.NOTHING, 0);
    }

    private enum What {
        NOTHING,
        BEFORE,
        AFTER,
        UNDO
    }

    OwnSteps(
            Procedure procedure,
            Journal journal,
            Ledgers ledgers,
            Flips flips,
            PlannedSteps planned,
            Desk desk,
            RunbookListener listener) {
        this.procedure = procedure;
        this.journal = journal;
        this.ledgers = ledgers;
        this.flips = flips;
        this.planned = planned;
        this.desk = desk;
        this.listener = listener;
        this.repeated = Repeated.every(EVERY, "steps", this::look);
    }

    /** Those of a phase that comes up once. */
    List<Step> once(Phase phase) {
        return planned.of(procedure.steps(), phase, "");
    }

    /** From now on moves may happen. */
    void start() {
        ready = true;
    }

    /** Where people decide about those that wait for them. */
    Desk desk() {
        return desk;
    }

    /** Closed while a step that comes before the next cutover is not done. */
    List<NamedGate> towards(Side to) {
        if (to == Side.SOURCE || procedure.steps(Phase.CUTOVER).isEmpty()) {
            return List.of();
        }
        return List.of(lacking().map(because -> NamedGate.closed(GATE, because)).orElseGet(() -> NamedGate.open(GATE)));
    }

    static boolean isGate(NamedGate gate) {
        return gate.name().equals(GATE);
    }

    /** What is not done before the next cutover. */
    Optional<String> lacking() {
        return lacking(Phase.CUTOVER, cutovers() + 1, "before");
    }

    /** What is not done after the last cutover. */
    Optional<String> lackingAfterwards() {
        return lacking(Phase.OBSERVE, cutovers(), "after");
    }

    private Optional<String> lacking(Phase phase, long cutover, String when) {
        return of(phase, cutover).stream()
                .filter(step -> !isDone(step))
                .findFirst()
                .map(step -> "step " + step.name() + " " + when + " the cutover is not done: " + step.title());
    }

    /** Begins with the steps before the next cutover. */
    void begin(String by) {
        journal.append(KIND, occurrence(cutovers() + 1), "asked for", Map.of("by", by));
        look();
    }

    /** How those stand that run, or ran last. */
    synchronized List<StepStatus> status() {
        return runbook.map(Runbook::status).orElse(List.of());
    }

    /** What would be undone now, of all that ran in these phases. */
    UndoPlan undo(Set<Phase> phases) {
        return UndoPlan.of(journal, procedure.steps(), phases);
    }

    /** The steps that undo it. */
    List<Step> undoing(UndoPlan plan) {
        return planned.undo(plan);
    }

    private synchronized void look() {
        if (procedure.steps().isEmpty()
                || !ready
                || flips.underWay()
                || ledgers.open().isPresent()
                || System.nanoTime() - notBeforeNanos < 0) {
            return;
        }
        Work wanted = wanted();
        if (!wanted.equals(current) && (wanted.what() != What.NOTHING || !isRunning())) {
            stop();
            begin(wanted);
        }
    }

    private Work wanted() {
        long cutovers = cutovers();
        if (ledgers.lastTo() == Side.TARGET && !isDone(Phase.OBSERVE, cutovers)) {
            return new Work(What.AFTER, cutovers);
        }
        // What ran for a slice that stays on the target is not taken back.
        boolean allBack = !ledgers.owners().contains(Side.TARGET);
        if (allBack && !undoAfterRollback(cutovers).items().isEmpty()) {
            return new Work(What.UNDO, cutovers);
        }
        boolean asked = journal.last(KIND, occurrence(cutovers + 1)).isPresent();
        return !asked || isDone(Phase.CUTOVER, cutovers + 1) ? Work.NOTHING : new Work(What.BEFORE, cutovers + 1);
    }

    private void begin(Work work) {
        List<Step> steps = switch (work.what()) {
            case BEFORE -> of(Phase.CUTOVER, work.cutover());
            case AFTER -> of(Phase.OBSERVE, work.cutover());
            case UNDO -> planned.undo(undoAfterRollback(work.cutover()));
            case NOTHING -> List.of();
        };
        current = work;
        if (work.what() != What.NOTHING) {
            Runbook next = new Runbook(journal, steps, listener);
            runbook = Optional.of(next);
            Thread thread = new Thread(() -> run(next), "bailey-steps-runner");
            thread.setDaemon(true);
            runner = Optional.of(thread);
            thread.start();
        }
    }

    private void run(Runbook steps) {
        try {
            steps.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // it goes on when it is wanted again
        } catch (Problem problem) {
            LOG.warn("{}; tried again in {} s", problem.getMessage(), AFTER_FAILURE.toSeconds());
            synchronized (this) {
                notBeforeNanos = System.nanoTime() + AFTER_FAILURE.toNanos();
                current = Work.NOTHING;
            }
        }
    }

    private boolean isRunning() {
        return runner.filter(Thread::isAlive).isPresent();
    }

    private void stop() {
        runner.ifPresent(thread -> {
            thread.interrupt();
            try {
                thread.join(CLOSE_LIMIT.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        runner = Optional.empty();
    }

    private UndoPlan undoAfterRollback(long cutovers) {
        String next = occurrence(cutovers + 1);
        return new UndoPlan(undo(AROUND).items().stream()
                .filter(item -> !item.occurrence().equals(next))
                .toList());
    }

    private List<Step> of(Phase phase, long cutover) {
        return planned.of(procedure.steps(), phase, occurrence(cutover));
    }

    private boolean isDone(Phase phase, long cutover) {
        return of(phase, cutover).stream().allMatch(this::isDone);
    }

    private boolean isDone(Step step) {
        return journal.last(Runbook.KIND, step.name())
                .map(Entry::text)
                .filter(Runbook.DONE::equals)
                .isPresent();
    }

    /** Moves to the target so far. One that was given up leaves what came before it standing for the next attempt. */
    private long cutovers() {
        return ledgers.history().stream()
                .filter(record -> record.flip().isDone() && record.flip().owner() == Side.TARGET)
                .count();
    }

    private static String occurrence(long cutover) {
        return "cutover " + cutover;
    }

    @Override
    public void close() {
        repeated.close();
        synchronized (this) {
            stop();
        }
    }
}
