package dev.bailey.control;

import dev.bailey.core.Problem;
import dev.bailey.core.Side;
import dev.bailey.core.Slice;
import dev.bailey.router.Latencies;
import dev.bailey.router.SideAnswers;
import dev.bailey.runbook.Journal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;

/** An observation with a journal of its own, and routers, streams, moves and a clock that are as a test says. */
final class ObservedWorld implements Observation.Senses, Observation.Mover, AutoCloseable {

    private static final Instant START = Instant.parse("2026-11-28T03:00:00Z");
    private static final String SLICE = "everyone";

    private final Path folder;
    private final Observing plan;
    private final Map<Side, SideAnswers> answers = new EnumMap<>(Side.class);

    /** Who asked to move back. */
    final List<String> moves = new ArrayList<>();

    int perSecond = 100;
    int errorsPerSecond;
    double millis = 20;
    List<String> silent = List.of();
    Optional<Duration> behind = Optional.of(Duration.ofMillis(5));
    long conflicts;
    long foreign;

    /** How many orders come in a second, on average. */
    double ordersPerSecond = 2;

    /** So that no two seconds are the same. */
    private final SplittableRandom random = new SplittableRandom(7);

    private double orders;

    /** Why nobody can count them; empty when one can. */
    String unreadable = "";

    /** Why no move is possible; empty when one is. */
    String closed = "";

    private long seconds;
    private Side owner = Side.SOURCE;
    private long epoch;
    private int process;
    private Journal journal;
    private Ledger ledger;
    private BeforeCutover before;
    private FigureBooks figures;
    private Observation observation;

    ObservedWorld(Path folder, Observing plan) {
        this.folder = folder;
        this.plan = plan;
        begin();
    }

    private void begin() {
        process++;
        answers.put(Side.SOURCE, SideAnswers.NONE);
        answers.put(Side.TARGET, SideAnswers.NONE);
        journal = Journal.open(folder.resolve("journal.db"), this::now);
        ledger = new Ledger(journal, Slice.everyone(SLICE));
        figures = new FigureBooks(plan, this::figure, () -> Set.of(owner), this::nanos);
        before = new BeforeCutover(plan, new ObservationLog(journal, SLICE), this::wayBack, figures, this::nanos);
        observation = new Observation(
                plan,
                this,
                this,
                ledger,
                before,
                new StateFolder(folder, folder),
                this::now,
                this::nanos,
                Runnable::run);
    }

    Instant now() {
        return START.plusSeconds(seconds);
    }

    private long nanos() {
        return Duration.ofSeconds(seconds).toNanos();
    }

    /** So many seconds go by, with requests and a look in each. */
    void pass(int count) {
        for (int i = 0; i < count; i++) {
            seconds++;
            double[] times = new double[perSecond];
            Arrays.fill(times, millis);
            SideAnswers more = new SideAnswers(errorsPerSecond, 0, Latencies.ofMillis(times));
            answers.merge(owner, more, SideAnswers::plus);
            orders += ordersPerSecond * random.nextDouble(0.5, 1.5);
            plan.triggers().stream()
                    .filter(trigger -> trigger instanceof Trigger.Figure figure
                            && seconds % figure.every().toSeconds() == 0)
                    .forEach(figure -> figures.of((Trigger.Figure) figure).read());
            observation.look();
        }
    }

    private double figure(FigureSource source, Side side, Duration limit) {
        if (side != owner) {
            throw new AssertionError("the " + side + " serves nobody");
        } else if (!unreadable.isEmpty()) {
            throw new Problem(Problem.Kind.UNREACHABLE, unreadable);
        }
        return orders;
    }

    void cutOver() {
        cross(Side.TARGET, "ada");
    }

    FlipRecord cross(Side to, String by) {
        Intent intent = new Intent(SLICE, to.opposite(), epoch + 1, by);
        before.capture(intent);
        ledger.intended(intent);
        Flip flip = new Flip(intent, Flip.Outcome.FLIPPED, to, now(), Map.of(), "");
        ledger.ended(flip);
        owner = to;
        epoch = intent.endEpoch();
        return new FlipRecord(flip, OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());
    }

    /** Bailey is killed, and comes back. */
    void away(Duration time) {
        observation.close();
        journal.close();
        seconds += time.toSeconds();
        begin();
    }

    Side owner() {
        return owner;
    }

    Optional<String> goOn(String reason) {
        return observation.goOn(reason, "grace");
    }

    Optional<String> unsettled() {
        return observation.unsettled();
    }

    Status.Observation line() {
        Status.Observation line = observation.line();
        if (line == null) {
            throw new AssertionError("nothing is observed");
        }
        return line;
    }

    boolean isObserved() {
        return observation.line() != null;
    }

    /** The newest one in the journal. */
    Observed last() {
        List<Observed> all = observation.history();
        return all.get(all.size() - 1);
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public RoutersAnswers answers(Side side) {
        return new RoutersAnswers(Map.of("edge " + process, answers.getOrDefault(side, SideAnswers.NONE)), silent);
    }

    @Override
    public WayBack wayBack() {
        return new WayBack(behind, conflicts, foreign, Optional.empty());
    }

    @Override
    public boolean underWay() {
        return false;
    }

    @Override
    public FlipAnswer move(Side to, String by) {
        moves.add(by);
        return closed.isEmpty() ? new FlipAnswer.Done(cross(to, by)) : new FlipAnswer.Closed(List.of(closed));
    }

    @Override
    public void close() {
        observation.close();
        journal.close();
    }
}
