package dev.bailey.control;

import dev.bailey.core.Milestones;
import dev.bailey.core.Problem;
import dev.bailey.core.Side;
import dev.bailey.core.Verdict;
import dev.bailey.runbook.Answer;
import dev.bailey.runbook.Approvals;
import dev.bailey.runbook.Desk;
import dev.bailey.runbook.Journal;
import dev.bailey.runbook.Phase;
import dev.bailey.runbook.PlannedSteps;
import dev.bailey.runbook.Runbook;
import dev.bailey.runbook.RunbookListener;
import dev.bailey.runbook.StepStatus;
import dev.bailey.runbook.UndoPlan;
import dev.bailey.runbook.Waiting;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a migration does besides moving data and traffic: the plan's own steps, what people decide, and the end.
 * Thread-safe.
 */
final class Conduct implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Conduct.class);

    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private final Procedure procedure;
    private final Journal journal;
    private final RunbookListener listener;
    private final OwnSteps own;
    private final Schemas schemas;
    private final RehearsalBook book;
    private final RehearsalGate rehearsals;
    private final GoNoGo goNoGo;
    private final Quiet quiet;
    private final Ending ending;
    private volatile Optional<Repeated> looking = Optional.empty();
    private volatile Optional<Runbook> last = Optional.empty();

    /** What of a running migration it needs. */
    record Surroundings(
            String migration,
            List<MovingStore> stores,
            Routers routers,
            Ledgers ledgers,
            Flips flips,
            Supplier<Verdict> verdict,
            Runnable rest,
            Runnable closing) {}

    /** @param runner who runs the migration, and so approves nothing */
    Conduct(
            Procedure procedure,
            Surroundings around,
            Journal journal,
            StateFolder folder,
            String runner,
            InstantSource clock,
            Milestones milestones,
            RunbookListener listener) {
        this.procedure = procedure;
        this.journal = journal;
        this.listener = listener;
        this.schemas = new Schemas(around.stores());
        this.book = new RehearsalBook(folder, clock);
        this.rehearsals = new RehearsalGate(procedure, book, schemas::now, clock);
        this.goNoGo = new GoNoGo(
                procedure,
                new Approvals(journal, clock, procedure.people(), Set.of(runner)),
                around.ledgers(),
                around.verdict(),
                schemas::now,
                rehearsals);
        Desk desk = new Desk(journal);
        PlannedSteps planned =
                new PlannedSteps(journal, desk, goNoGo::gate, folder.steps(), folder.plans(), clock, milestones);
        this.own = new OwnSteps(procedure, journal, around.ledgers(), around.flips(), planned, desk, listener);
        this.quiet = new Quiet(around.stores(), around.routers(), around.ledgers(), procedure.finish());
        this.ending = new Ending(
                around.migration(),
                around.stores(),
                journal,
                around.ledgers(),
                around.flips(),
                own,
                quiet,
                around.verdict(),
                around.rest(),
                around.closing());
    }

    OwnSteps own() {
        return own;
    }

    GoNoGo goNoGo() {
        return goNoGo;
    }

    /** What has to be so before a move to this side, besides data and traffic. */
    List<NamedGate> towards(Side to) {
        List<NamedGate> gates = new ArrayList<>();
        gates.addAll(asked("rehearsals", () -> rehearsals.towards(to)));
        gates.addAll(asked("approvals", () -> goNoGo.towards(to)));
        gates.addAll(own.towards(to));
        ending.underWay().ifPresent(way -> gates.add(NamedGate.closed("end", "the end of the migration is under way")));
        return gates;
    }

    /** What cannot be known while a database is away is closed, and says so. */
    private static List<NamedGate> asked(String name, Supplier<List<NamedGate>> gates) {
        try {
            return gates.get();
        } catch (Problem unknown) {
            return List.of(NamedGate.closed(name, String.valueOf(unknown.getMessage())));
        }
    }

    /** From now on the slice may move. Goes on with an end that an earlier process had begun. */
    void start() {
        own.start();
        looking = Optional.of(Repeated.every(LOOK_EVERY, "quiet", quiet::look));
        ending.underWay().ifPresent(this::runEnd);
    }

    /** Whether nothing of what a migration needs may be made again. */
    boolean isEndDecided() {
        return ending.isDecided();
    }

    boolean isOver() {
        return ending.isOver();
    }

    /**
     * Begins to end the migration.
     *
     * @return why not; none when it has begun
     */
    List<String> end(Ending.Way way, String by) {
        List<String> because = ending.because(way);
        if (because.isEmpty()) {
            ending.ask(way, by);
            runEnd(way);
        }
        return because;
    }

    private void runEnd(Ending.Way way) {
        Runbook steps = new Runbook(journal, ending.steps(way), listener);
        last = Optional.of(steps);
        Thread runner = new Thread(() -> run(steps), "bailey-end");
        runner.setDaemon(true);
        runner.start();
    }

    private static void run(Runbook steps) {
        try {
            steps.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Problem problem) {
            LOG.error(
                    "the end of the migration stopped: {}; start Bailey again when it is mended", problem.getMessage());
        }
    }

    /** Carries out an end that was decided, in this thread: the streams that a migration needs are not made again. */
    void goOnWithTheEnd() throws InterruptedException {
        Runbook steps = new Runbook(journal, ending.steps(ending.underWay().orElseThrow()), listener);
        last = Optional.of(steps);
        steps.run();
    }

    /** All of them, whether or not they count. */
    List<Rehearsal> rehearsals() {
        return book.all();
    }

    /** What the plan says, without its addresses. */
    Fingerprint planText() {
        return procedure.text();
    }

    /** How the tables look on both sides. */
    Map<Side, Fingerprint> schemas() {
        return schemas.now();
    }

    /** Sentences about steps that did not go through at the first attempt. */
    List<String> surprises() {
        return Surprises.of(journal);
    }

    /** Removes every trace of Bailey from both sides, whoever serves. */
    void leave() {
        ending.leave();
    }

    Answer confirm(String step, String by, String note) {
        return own.desk().confirm(step, by, note);
    }

    Answer again(String step, String by, String note) {
        return own.desk().again(step, by, note);
    }

    /** The steps that wait for a person. */
    List<Waiting> waiting() {
        return own.desk().waiting();
    }

    /** How the steps around the last move, and those of the end, stand. */
    List<StepStatus> status() {
        List<StepStatus> all = new ArrayList<>(own.status());
        last.ifPresent(steps -> all.addAll(steps.status()));
        return all;
    }

    /** What would be taken back if the migration were given up now. */
    UndoPlan undo() {
        return own.undo(EnumSet.allOf(Phase.class));
    }

    /** Expected of each step by name, and of a move's pause, from the rehearsals that count. */
    Forecasts forecasts() {
        try {
            return procedure.rehearsals().required() == 0 ? Forecasts.NONE : Forecasts.of(rehearsals.counting());
        } catch (Problem unknown) {
            return Forecasts.NONE; // the gate says why
        }
    }

    @Override
    public void close() {
        looking.ifPresent(Repeated::close);
        own.close();
    }
}
