package dev.bailey.control;

import dev.bailey.core.Connector;
import dev.bailey.core.Milestones;
import dev.bailey.core.Problem;
import dev.bailey.core.Side;
import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import dev.bailey.core.Verdict;
import dev.bailey.router.Router;
import dev.bailey.runbook.Journal;
import dev.bailey.runbook.Runbook;
import dev.bailey.runbook.RunbookListener;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A migration under way: its stores, streams, routers and journal. {@link #prepare} makes it ready; then its slice may
 * be moved and moved back as often as one likes. Thread-safe once open.
 */
public final class Migration implements AutoCloseable {

    /** The kind of the journal's entries about the migration as a whole. */
    private static final String KIND = "migration";

    private final Plan plan;
    private final InstantSource clock;
    private final Journal journal;
    private final Routers routers;
    private final Fleet fleet;
    private final List<MovingStore> stores;
    private final Ledger ledger;
    private final Verdicts verdicts;
    private final Comparisons comparisons;
    private final Flips flips;
    private final Gates gates;
    private final Readiness readiness;
    private final Watch watch;
    private final CopyWatch copyWatch;
    private final ConflictDesk conflicts;
    private final Runbook runbook;
    private final Instant since;
    private volatile Phase phase = Phase.PREPARING;

    private enum Phase {
        PREPARING,
        READY,
        FAILED
    }

    /**
     * Opens the journal, the routers and the databases. The routers serve from here on.
     *
     * @param connectors by the engine that they are for
     *     <p>A migration that was ready before waits for databases that are not there: its routers may be all that its
     *     users have. One that never was says so at once.
     * @throws Problem with nothing left open
     */
    public static Migration open(
            Plan plan,
            Map<String, Connector> connectors,
            StateFolder folder,
            InstantSource clock,
            Milestones milestones,
            RunbookListener listener)
            throws InterruptedException {
        Opening opening = new Opening(plan, folder, clock, milestones);
        try {
            Journal journal = opening.journal();
            Ledger ledger = new Ledger(journal, Plan.EVERYONE);
            Map<String, Router> routers = opening.routers(ledger);
            Verdicts verdicts = new Verdicts();
            List<MovingStore> stores = opening.stores(
                    connectors, Patience.of(wasReady(journal, plan)), MigrationSteps.guarded(journal), verdicts);
            return new Migration(plan, journal, routers, stores, verdicts, ledger, clock, milestones, listener);
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
            Ledger ledger,
            InstantSource clock,
            Milestones milestones,
            RunbookListener listener) {
        this.plan = plan;
        this.clock = clock;
        this.since = clock.instant();
        this.journal = journal;
        this.fleet = new Fleet(journal, ledger.route(), System::nanoTime);
        this.routers = new Routers(routers, fleet);
        this.stores = List.copyOf(stores);
        this.verdicts = verdicts;
        this.ledger = ledger;
        this.comparisons = new Comparisons(stores, ledger);
        Plan.Cutover cutover = plan.cutover();
        Drills drills = new Drills(stores, clock);
        StandingChecks checks = new StandingChecks(stores, plan.accepted().keySet());
        this.gates = new Gates(
                stores,
                this.routers,
                ledger,
                verdicts,
                drills,
                new Health(plan.services()),
                checks,
                cutover.lag(),
                cutover.holdMax(),
                () -> phase == Phase.READY,
                clock);
        Crossing crossing = new Crossing(
                List.copyOf(stores),
                this.routers,
                ledger,
                CrossingSettings.within(cutover.holdMax(), cutover.lease()),
                clock,
                milestones);
        this.flips = new Flips(Plan.EVERYONE, stores, this.routers, crossing, ledger, gates);
        this.readiness = new Readiness(drills, clock);
        this.watch = new Watch(stores, drills, comparisons, checks, this.routers, ledger, flips);
        this.copyWatch = new CopyWatch(stores, plan.stores(), this.routers, journal, plan.migration());
        this.conflicts = new ConflictDesk(stores, journal);
        MigrationSteps steps = new MigrationSteps(stores, ledger, flips, verdicts, comparisons, watch, drills, plan);
        this.runbook = new Runbook(journal, steps.steps(), listener);
    }

    /** What {@link #prepare} will do, in order. */
    public static List<String> stepTitles() {
        return MigrationSteps.titles();
    }

    /** Runs every step that is not done yet; when it returns, the slice may be moved. */
    public void prepare() throws InterruptedException {
        try {
            runbook.run();
            phase = Phase.READY;
            journal.append(KIND, plan.migration(), "ready", Map.of());
        } catch (RuntimeException e) {
            phase = Phase.FAILED;
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

    /** Moves everyone to this side, if every gate is open. */
    public FlipAnswer move(Side to, String by) throws InterruptedException {
        return flips.move(to, by);
    }

    /** Compares every table of every store now, while traffic runs. */
    public Map<String, Map<TableId, Verdict>> verify() {
        comparisons.compareAll(Unheard.PROGRESS);
        return verdicts.byTable();
    }

    String name() {
        return plan.migration();
    }

    /** The routers in processes of their own. */
    Fleet fleet() {
        return fleet;
    }

    /** Lets streams that halted at a conflict go on. */
    ConflictDesk conflicts() {
        return conflicts;
    }

    /** Limits the speed of the copy of every store by hand. */
    void throttle(Throttling throttling, String by) {
        copyWatch.byHand(throttling, by);
    }

    /**
     * Copies one table from the source to the target again, while all else goes on.
     *
     * @param store its store; empty when there is one of that name in only one
     */
    public ReloadAnswer reload(String store, String table, String by) {
        List<MovingStore> among = stores.stream()
                .filter(each -> store.isEmpty() || each.name().equals(store))
                .toList();
        List<MovingStore> found =
                among.stream().filter(each -> named(each, table).isPresent()).toList();
        if (found.size() != 1) {
            return found.isEmpty()
                    ? new ReloadAnswer.NotThere(among.stream()
                            .flatMap(each -> each.tables().stream())
                            .map(each -> each.id().toString())
                            .toList())
                    : new ReloadAnswer.Refused(table + " is in more than one store: say which");
        }
        TableId id = named(found.get(0), table).orElseThrow();
        List<String> refused = new ArrayList<>();
        Optional<String> hindered = flips.between(() -> {
            // before it happens, so that nothing happens without a name
            journal.append("reload", found.get(0).name() + " " + id, "asked for", Map.of("by", by));
            try {
                found.get(0).reload(id);
            } catch (Problem problem) {
                refused.add(String.valueOf(problem.getMessage()));
            }
        });
        hindered.ifPresent(refused::add);
        if (!refused.isEmpty()) {
            return new ReloadAnswer.Refused(refused.get(0));
        }
        return new ReloadAnswer.Started(found.get(0).name(), id);
    }

    private static Optional<TableId> named(MovingStore store, String table) {
        return store.tables().stream()
                .map(Table::id)
                .filter(id -> id.toString().equals(table))
                .findFirst();
    }

    /** How it stands. Asks the databases, so not for an event loop. */
    public Status status() {
        Side owner = ledger.route().writes();
        List<FlipRecord> done = flips.done();
        List<NamedGate> towards = gates.towards(owner.opposite());
        Verdict verdict = verdicts.overall(stores);
        return new Status(
                plan.migration(),
                flips.underWay() ? "flipping" : StatusView.lower(phase),
                clock.instant(),
                owner.label(),
                Map.of("source", plan.sourceLabel(), "target", plan.targetLabel()),
                phase == Phase.READY ? readiness.sentence(owner, towards, done, verdict) : "not ready yet",
                verdict.sentence(),
                runbook.status().stream().map(StatusView::step).toList(),
                stores.stream()
                        .map(store -> StatusView.store(store, copyWatch.speed(store)))
                        .toList(),
                towards.stream().map(StatusView::gate).toList(),
                StatusView.traffic(routers),
                routers.lines(),
                done.stream().map(StatusView::flip).toList());
    }

    public Report report() {
        Verdict overall = verdicts.overall(stores);
        return ReportView.of(
                status(),
                flips.done(),
                verdicts,
                ledger.route().writes(),
                phase == Phase.FAILED,
                overall instanceof Verdict.Equal,
                since);
    }

    public Side owner() {
        return ledger.route().writes();
    }

    /** Where each service is served, by name. */
    public Map<String, Integer> ports() {
        return routers.ports();
    }

    @Override
    public void close() {
        flips.finish(plan.cutover().holdMax().multipliedBy(3));
        watch.close();
        copyWatch.close();
        fleet.close();
        routers.close();
        stores.forEach(MovingStore::close);
        journal.close();
    }
}
