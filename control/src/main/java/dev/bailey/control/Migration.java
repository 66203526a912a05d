package dev.bailey.control;

import dev.bailey.core.Connector;
import dev.bailey.core.Milestones;
import dev.bailey.core.Problem;
import dev.bailey.core.Side;
import dev.bailey.core.TableId;
import dev.bailey.core.Verdict;
import dev.bailey.router.Router;
import dev.bailey.runbook.Journal;
import dev.bailey.runbook.People;
import dev.bailey.runbook.Runbook;
import dev.bailey.runbook.RunbookListener;
import dev.bailey.runbook.StepStatus;
import dev.bailey.telling.Notice;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A migration under way: its stores, streams, routers and journal. {@link #prepare} makes it ready; then its slices may
 * be moved and moved back as often as one likes. Thread-safe once open.
 */
public final class Migration implements AutoCloseable {

    /** The kind of the journal's entries about the migration as a whole. */
    static final String KIND = "migration";

    private final Plan plan;
    private final StateFolder folder;
    private final InstantSource clock;
    private final Journal journal;
    private final Routers routers;
    private final Fleet fleet;
    private final List<MovingStore> stores;
    private final Ledgers ledgers;
    private final MovingSlices slices;
    private final Verdicts verdicts;
    private final Comparisons comparisons;
    private final Rounds rounds;
    private final Flips flips;
    private final StatusBoard board;
    private final Watch watch;
    private final Questions questions = new Questions();
    private final CopyWatch copyWatch;
    private final ConflictDesk conflicts;
    private final ReloadDesk reloads;
    private final RepairDesk repairs;
    private final ValidationDesk validation;
    private final RecordDesk recording;
    private final AnswerDesk answers;
    private final CanaryDesk canaries;
    private final Conduct conduct;
    private final OutageWatch outages;
    private final Runbook runbook;
    private final Crier crier;
    private final Reporting reporting;
    private volatile MigrationPhase phase = MigrationPhase.PREPARING;

    /**
     * Opens the journal, the routers and the databases. The routers serve from here on.
     *
     * @param connectors by the engine that they are for
     * @param runner who runs it, as the journal will name them
     *     <p>A migration that was ready before waits for databases that are not there: its routers may be all that its
     *     users have. One that never was says so at once.
     * @throws Problem with nothing left open
     */
    public static Migration open(
            Plan plan,
            Map<String, Connector> connectors,
            StateFolder folder,
            String runner,
            InstantSource clock,
            Milestones milestones,
            RunbookListener listener)
            throws InterruptedException {
        Opening opening = new Opening(plan, folder, clock, milestones);
        try {
            Journal journal = opening.journal();
            Ledgers ledgers = new Ledgers(journal, plan.slices());
            new MembersFile(folder.members()).requireNobodyMoves(plan.slices(), journal);
            Map<String, Router> routers = opening.routers(ledgers);
            Verdicts verdicts = new Verdicts();
            List<MovingStore> stores = opening.stores(
                    connectors, Patience.of(wasReady(journal, plan)), MigrationSteps.guarded(journal), verdicts);
            return new Migration(
                    plan, journal, routers, stores, verdicts, ledgers, folder, runner, clock, milestones, listener);
        } catch (RuntimeException | InterruptedException e) {
            opening.undo();
            throw e;
        }
    }

    private static boolean wasReady(Journal journal, Plan plan) {
        return journal.last(KIND, plan.migration()).isPresent();
    }

    private Migration(
            Plan plan,
            Journal journal,
            Map<String, Router> routers,
            List<MovingStore> stores,
            Verdicts verdicts,
            Ledgers ledgers,
            StateFolder folder,
            String runner,
            InstantSource clock,
            Milestones milestones,
            RunbookListener listener) {
        this.plan = plan;
        this.folder = folder;
        this.clock = clock;
        this.journal = journal;
        this.fleet = new Fleet(journal, ledgers.routes(), System::nanoTime);
        this.routers = new Routers(routers, fleet);
        this.stores = List.copyOf(stores);
        this.verdicts = verdicts;
        this.ledgers = ledgers;
        this.comparisons = new Comparisons(stores, ledgers);
        this.rounds = new Rounds(stores, comparisons, plan.compareEvery(), clock);
        Drills drills = new Drills(stores, clock);
        StandingChecks checks = new StandingChecks(stores, plan.accepted().keySet());
        this.flips = new Flips(stores, this.routers, ledgers);
        this.answers = new AnswerDesk(
                this.routers.ownShadows(), plan.answers(), fleet::compared, this.stores, journal, this::isReady);
        Health health = new Health(plan.services());
        this.slices = new MovingSlices(
                new MovingSlices.Surroundings(
                        plan, this.stores, this.routers, ledgers, flips, journal, folder, this::isReady, clock),
                slice -> new Gates(
                        stores,
                        this.routers,
                        ledgers,
                        slice,
                        verdicts,
                        drills,
                        health,
                        checks,
                        questions,
                        plan.cutover().lag(),
                        plan.cutover().holdMax(),
                        this::isReady,
                        List.of(this::towards, to -> slices().promotion(slice, to)),
                        clock),
                milestones);
        this.copyWatch = new CopyWatch(stores, plan.stores(), this.routers, journal, plan.migration());
        this.watch = new Watch(
                stores,
                drills,
                comparisons,
                rounds,
                copyWatch::isPressed,
                checks,
                this.routers,
                ledgers,
                slices,
                flips);
        this.conflicts = new ConflictDesk(stores, journal);
        this.canaries = new CanaryDesk(new CanaryDesk.Sources(
                this.routers.canary(),
                fleet,
                this.stores,
                slices,
                ledgers,
                flips,
                journal,
                () -> verdicts.overall(this.stores),
                () -> health.trouble(Side.TARGET),
                this::isReady));
        this.reloads = new ReloadDesk(stores, flips, journal, canaries::endAll);
        this.repairs = new RepairDesk(stores, flips, ledgers, journal);
        this.validation = new ValidationDesk(stores, flips, journal);
        this.recording = new RecordDesk(this.routers, folder, journal);
        this.conduct = new Conduct(
                plan.procedure(),
                new Conduct.Surroundings(
                        plan.migration(),
                        stores,
                        this.routers,
                        ledgers,
                        flips,
                        () -> verdicts.overall(stores),
                        this::rest,
                        this::closeReport),
                journal,
                folder,
                runner,
                clock,
                milestones,
                listener);
        this.board = new StatusBoard(
                new StatusBoard.Sources(
                        plan,
                        this.stores,
                        this.routers,
                        ledgers,
                        slices,
                        verdicts,
                        rounds,
                        conduct,
                        copyWatch,
                        canaries,
                        clock),
                new Readiness(drills, clock));
        MigrationSteps steps = new MigrationSteps(
                stores,
                ledgers,
                slices,
                flips,
                verdicts,
                comparisons,
                rounds,
                watch,
                drills,
                new MembersFile(folder.members()),
                conduct.own(),
                plan);
        this.runbook = new Runbook(journal, steps.steps(), listener);
        slices.start();
        Attention attention =
                new Attention(stores, plan.procedure(), conduct.goNoGo(), this::stepsNow, this::gatesOfTheNextMove);
        this.crier = new Crier(plan.migration(), plan.recipients(), attention, this::status, clock);
        crier.start(plan.migration(), journal);
        this.outages = new OutageWatch(plan, journal, this.routers, clock);
        this.reporting = new Reporting(
                new Reporting.Sources(
                        plan.migration(),
                        clock.instant(),
                        journal,
                        this.stores,
                        ledgers,
                        verdicts,
                        slices::observed,
                        conduct,
                        outages),
                this::status);
    }

    private boolean isReady() {
        return phase == MigrationPhase.READY;
    }

    private List<NamedGate> towards(Side to) {
        return Stream.concat(conduct.towards(to).stream(), answers.towards(to).stream())
                .toList();
    }

    private List<StepStatus> stepsNow() {
        return Stream.concat(runbook.status().stream(), conduct.status().stream())
                .toList();
    }

    private Attention.Towards gatesOfTheNextMove() {
        MovingSlices.Next next = slices.next();
        boolean movable = isReady() && !flips.underWay();
        return new Attention.Towards(next.to(), movable ? next.gates() : List.of());
    }

    /** Ends what goes on all the time, before what it needs is taken away. */
    private void rest() {
        phase = MigrationPhase.FINISHING;
        canaries.endAll("the migration ends");
        canaries.close();
        watch.close();
        copyWatch.close();
        answers.close();
    }

    /** Everything that a run of such a plan does, in order. */
    public static List<String> stepTitles(Procedure procedure) {
        return BaileyStep.titles(procedure);
    }

    /** What Bailey's own steps are called in the journal. */
    public static List<String> stepNames() {
        return BaileyStep.names();
    }

    /** Runs every step that is not done yet; when it returns, the slice may be moved, or the migration is over. */
    public void prepare() throws InterruptedException {
        try {
            if (conduct.isEndDecided()) {
                conduct.goOnWithTheEnd();
                return;
            }
            runbook.run();
            phase = MigrationPhase.READY;
            journal.append(KIND, plan.migration(), "ready", Map.of());
            conduct.start();
        } catch (RuntimeException e) {
            phase = MigrationPhase.FAILED;
            throw e;
        }
    }

    /** Whether requests have come through its routers. */
    public boolean serves() {
        return routers.traffic().stream().anyMatch(router -> router.requests() > 0);
    }

    /** Whether it has been ready in this process or an earlier one, so that users may depend on its routers. */
    public boolean wasReady() {
        return wasReady(journal, plan);
    }

    /** Which side's jobs and consumers may work. */
    Flags flags() {
        return new Flags(ledgers, plan.cutover().lease(), clock);
    }

    /** What tenants that validate the target left there. */
    public ValidationDesk validation() {
        return validation;
    }

    /** Reads that go to the target before their writes do. */
    CanaryDesk canaries() {
        return canaries;
    }

    /** What both sides answer to the same requests. */
    public AnswerDesk answers() {
        return answers;
    }

    /** Those that move, with what moves and observes each. */
    MovingSlices slices() {
        return slices;
    }

    /**
     * Moves a slice to this side, if every gate is open.
     *
     * @param slice of the plan
     */
    public FlipAnswer move(String slice, Side to, String by) throws InterruptedException {
        return move(
                slices.of(slice).orElseThrow(() -> new IllegalArgumentException("there is no slice " + slice)), to, by);
    }

    FlipAnswer move(MovingSlice slice, Side to, String by) throws InterruptedException {
        Optional<String> hindered = to == Side.TARGET ? conduct.goNoGo().hinders(by) : Optional.empty();
        if (hindered.isPresent()) {
            return new FlipAnswer.Closed(List.of(hindered.get()));
        }
        Optional<String> lacking = to == Side.TARGET ? conduct.own().lacking() : Optional.empty();
        if (lacking.isPresent() && hindrances(slice, to).isEmpty()) {
            conduct.own().begin(by);
            return new FlipAnswer.Begun(List.of(lacking.get()));
        }
        return flips.move(slice, to, by);
    }

    /** Why a move to this side cannot be asked for now; steps of the plan that come before it begin when it is. */
    static List<String> hindrances(MovingSlice slice, Side to) {
        return slice.gates().closed(to).stream()
                .filter(gate -> !OwnSteps.isGate(gate))
                .map(NamedGate::sentence)
                .toList();
    }

    /** Compares every table of every store now, while traffic runs. */
    public Map<String, Map<TableId, Verdict>> verify() {
        Instant since = clock.instant();
        comparisons.compareAll(Unheard.PROGRESS);
        rounds.whole(since);
        return verdicts.byTable();
    }

    /** What of both sides is not compared. */
    List<VerdictLines.LeftOut> leftOut() {
        return stores.stream()
                .flatMap(store -> store.comparison().leftOut().stream())
                .toList();
    }

    String name() {
        return plan.migration();
    }

    People people() {
        return plan.procedure().people();
    }

    /** The routers in processes of their own. */
    Fleet fleet() {
        return fleet;
    }

    /** Steps of the plan's own, approvals, and the end. */
    Conduct conduct() {
        return conduct;
    }

    /** Lets streams that halted at a conflict go on. */
    ConflictDesk conflicts() {
        return conflicts;
    }

    /** Records traffic when it is asked to, once it is told where to. */
    RecordDesk recording() {
        return recording;
    }

    /** From now on traffic can be recorded, into files that this one makes. */
    public void recordsInto(TrafficFile.Maker maker) {
        recording.writes(maker);
    }

    /** Limits the speed of the copy of every store by hand. */
    void throttle(Throttling throttling, String by) {
        copyWatch.byHand(throttling, by);
    }

    /**
     * Lets another share of requests go to the other side as well.
     *
     * @param service all that have a shadow, if empty
     * @return the services that it was done for
     */
    List<String> shadow(Optional<String> service, double percent, String by) {
        List<String> changed = routers.shadow(service, percent);
        changed.forEach(each -> journal.append("shadow", each, percent + "%", Map.of("by", by)));
        return changed;
    }

    /**
     * Copies one table from the source to the target again, while all else goes on.
     *
     * @param store its store; empty when there is one of that name in only one
     */
    public ReloadAnswer reload(String store, String table, String by) {
        return reloads.reload(store, table, by);
    }

    /** Makes rows that are known to differ what they are on the side that owns them. */
    public RepairAnswer repair(RepairOrder order, String by) {
        return repairs.repair(order, by);
    }

    /** How it stands. Asks the databases, so not for an event loop. */
    public Status status() {
        return board.now(phaseNow(), isReady(), stepsNow(), crier.lines());
    }

    /** Whether it has ended, and only its routers go on. */
    public boolean isOver() {
        return conduct.isOver();
    }

    /** Tells this one, too, what people are told of it from now on. It must not block. */
    public void hear(Consumer<Notice> listener) {
        crier.hear(listener);
    }

    /** The slice of which a move was left open that nobody has settled yet: its writes wait. */
    public Optional<String> leftOpen() {
        return ledgers.open().map(Intent::slice);
    }

    private MigrationPhase phaseNow() {
        if (isOver()) {
            return MigrationPhase.OVER;
        }
        return flips.underWay() ? MigrationPhase.FLIPPING : phase;
    }

    public Report report() {
        return reporting.now();
    }

    private void closeReport() {
        reporting.close(folder.report(), clock.instant());
    }

    /** The side that serves what is everyone's. */
    public Side owner() {
        return ledgers.common();
    }

    /** Where each service is served, by name. */
    public Map<String, Integer> ports() {
        return routers.ports();
    }

    @Override
    public void close() {
        crier.rest();
        conduct.close();
        outages.stopProbing();
        flips.finish(plan.cutover().holdMax().multipliedBy(3));
        canaries.close();
        slices.close();
        watch.close();
        copyWatch.close();
        answers.close();
        fleet.close();
        recording.close();
        routers.close();
        outages.close();
        questions.close();
        stores.forEach(MovingStore::close);
        journal.close();
        crier.close();
    }
}
