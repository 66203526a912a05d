package dev.bailey.control;

import dev.bailey.core.Database;
import dev.bailey.core.Finding;
import dev.bailey.core.Guard;
import dev.bailey.core.GuardState;
import dev.bailey.core.Problem;
import dev.bailey.core.Side;
import dev.bailey.core.Slice;
import dev.bailey.core.Table;
import dev.bailey.core.Verdict;
import dev.bailey.replication.CopyProgress;
import dev.bailey.replication.StreamStatus;
import dev.bailey.runbook.Journal;
import dev.bailey.runbook.Runbook;
import dev.bailey.runbook.Step;
import dev.bailey.runbook.StepProgress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The steps that make a migration ready for its first cutover, in order. Each may be run again. */
final class MigrationSteps {

    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** Reads the catalogs of both sides. */
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** A table that is altered while it is compared, again and again, is not waited for without end. */
    private static final int COMPARED_AGAIN_MAX = 2;

    private final List<MovingStore> stores;
    private final Ledgers ledgers;
    private final MovingSlices slices;
    private final Flips flips;
    private final Verdicts verdicts;
    private final Comparisons comparisons;
    private final Rounds rounds;
    private final Watch watch;
    private final Drills drills;
    private final MembersFile members;
    private final Duration lagBudget;
    /** Checks that may find what they find. */
    private final Set<String> accepted;

    private final OwnSteps own;

    MigrationSteps(
            List<MovingStore> stores,
            Ledgers ledgers,
            MovingSlices slices,
            Flips flips,
            Verdicts verdicts,
            Comparisons comparisons,
            Rounds rounds,
            Watch watch,
            Drills drills,
            MembersFile members,
            OwnSteps own,
            Plan plan) {
        this.stores = List.copyOf(stores);
        this.ledgers = ledgers;
        this.slices = slices;
        this.flips = flips;
        this.verdicts = verdicts;
        this.comparisons = comparisons;
        this.rounds = rounds;
        this.watch = watch;
        this.drills = drills;
        this.members = members;
        this.own = own;
        this.lagBudget = plan.cutover().lag();
        this.accepted = plan.accepted().keySet();
    }

    /** Whether every table was guarded on both sides once; before that, guards tell only how far a run got. */
    static boolean guarded(Journal journal) {
        return journal.last(Runbook.KIND, BaileyStep.STREAMS.id()).isPresent();
    }

    /** With the plan's own steps where their phases end. */
    List<Step> steps() {
        List<Step> steps = new ArrayList<>();
        for (BaileyStep name : BaileyStep.values()) {
            steps.add(new Part(name, work(name)));
            name.ends().ifPresent(phase -> steps.addAll(own.once(phase)));
        }
        return steps;
    }

    private Work work(BaileyStep name) {
        return switch (name) {
            case SETTLE -> this::settle;
            case CHECK -> this::check;
            case SCHEMA -> this::schema;
            case GUARDS -> this::guards;
            case STREAMS -> this::streams;
            case COPY -> this::copy;
            case INDEXES -> this::indexes;
            case CATCH_UP -> this::catchUp;
            case VERIFY -> this::verify;
            case DRILL -> this::drill;
        };
    }

    private interface Work {
        void run(StepProgress progress) throws InterruptedException;
    }

    private record Part(BaileyStep part, Work work) implements Step {
        @Override
        public String name() {
            return part.id();
        }

        @Override
        public String title() {
            return part.title();
        }

        @Override
        public boolean always() {
            return part.always();
        }

        @Override
        public void run(StepProgress progress) throws InterruptedException {
            work.run(progress);
        }
    }

    private void check(StepProgress progress) {
        List<String> obstacles = new ArrayList<>();
        for (MovingStore store : stores) {
            for (Side side : Side.values()) {
                Database database = store.database(side);
                progress.tell(store.name() + " on the " + side.label() + ": " + database.label());
                List<Finding> found = new ArrayList<>(store.obstacles(side));
                // the target gets its foreign keys when the rows are there; the gates look at them from then on
                found.addAll(side == Side.SOURCE ? store.tenantPaths(side) : List.of());
                for (Finding obstacle : found) {
                    String sentence = store.name() + ", " + side.label() + ": " + obstacle.sentence();
                    if (accepted.contains(obstacle.check().id())) {
                        progress.tell("accepted by the plan: " + sentence);
                    } else {
                        obstacles.add(sentence);
                    }
                }
            }
        }
        if (!obstacles.isEmpty()) {
            throw new Problem(Problem.Kind.UNFIT, String.join("\n", obstacles));
        }
        progress.tell("nothing stands in the way");
    }

    private void schema(StepProgress progress) {
        stores.forEach(store -> new TargetSchema(store).make(progress));
        progress.tell("the target has every table");
    }

    private void guards(StepProgress progress) {
        for (MovingStore store : stores) {
            for (Side side : List.of(Side.TARGET, Side.SOURCE)) {
                progress.tell(store.name() + " on the " + side.label());
                store.database(side).catalog().install();
                // before the guard, by which it is known later that they are not those that people made with the tables
                if (ledgers.sole().equals(Optional.of(side.opposite()))) {
                    store.triggers().takeOff(side);
                }
                List<Table> tables = store.tablesToGuard(side, ledgers.common());
                GuardState initial = side == Side.SOURCE ? GuardState.open(0) : GuardState.shut(0);
                slicesOf(store).forEach(slice -> store.guard(side, slice).install(tables, initial));
                store.guard(side).keepOnly(store.tablesOf(side));
            }
        }
        requireGuardsAgree();
        members.keep(ledgers.slices());
        progress.tell("in place");
    }

    /** A journal that was lost, or is an old copy, would send users and streams the wrong way. */
    private void requireGuardsAgree() {
        for (MovingStore store : stores) {
            slicesOf(store).forEach(slice -> requireGuardsAgree(store, slice));
        }
    }

    private List<Slice> slicesOf(MovingStore store) {
        return ledgers.slices().all().stream().filter(store::has).toList();
    }

    private void requireGuardsAgree(MovingStore store, Slice slice) {
        Side owner = ledgers.of(slice).route().writes();
        Guard.Reading mine = store.guard(owner, slice).read();
        Guard.Reading other = store.guard(owner.opposite(), slice).read();
        if (!mine.accepts() || !other.state().isShut()) {
            throw new Problem(
                    Problem.Kind.CONFLICT,
                    store.name() + ": by the journal the " + owner.label() + " owns " + slice.name()
                            + ", but there the guard is "
                            + mine.state() + ", on the " + owner.opposite().label() + " " + other.state()
                            + "; the journal is not this migration's last: put the right one back");
        }
    }

    /**
     * Before anything else, because users wait: a move that was left open may keep both sides shut. It needs nothing
     * that could stand in its way. Without streams it cannot go forward, and retreats.
     */
    private void settle(StepProgress progress) throws InterruptedException {
        Optional<MovingSlice> open = slices.open();
        if (open.isEmpty()) {
            progress.tell("none was left open");
            return;
        }
        Slice slice = open.get().slice();
        LeftOpen left = leftOpen(slice, open.get().ledger().open().orElseThrow());
        for (MovingStore store : stores) {
            try {
                store.startStreams(left.ownership(ledgers, store));
            } catch (Problem problem) {
                progress.tell(String.valueOf(problem.getMessage()));
            }
        }
        flips.settleWhatWasLeftOpen(open.get());
        progress.tell("the " + open.get().ledger().route().writes().label() + " serves " + slice.name());
    }

    /** By the guards of the first store, the new side's first: it may open while they are read. */
    private LeftOpen leftOpen(Slice slice, Intent intent) {
        MovingStore first =
                stores.stream().filter(store -> store.has(slice)).findFirst().orElseThrow();
        GuardState fresh = first.guard(intent.to(), slice).read().state();
        GuardState old = first.guard(intent.from(), slice).read().state();
        return new LeftOpen(slice, intent, old, fresh);
    }

    private void streams(StepProgress progress) {
        for (MovingStore store : stores) {
            progress.tell(store.name());
            store.startStreams(ledgers.ownership(store.tenancy()));
        }
        watch.startTables();
        progress.tell("running in both directions");
    }

    private void copy(StepProgress progress) throws InterruptedException {
        while (true) {
            List<CopyProgress> copies =
                    stores.stream().map(store -> store.replication().copy()).toList();
            for (CopyProgress copy : copies) {
                if (copy.failure().isPresent()) {
                    throw copy.failure().get();
                }
            }
            requireStreams();
            tell(progress, copies);
            halted().ifPresent(progress::tell);
            if (copies.stream().allMatch(CopyProgress::done)) {
                return;
            }
            pause(POLL_NANOS);
        }
    }

    private static void tell(StepProgress progress, List<CopyProgress> copies) {
        long rows = 0;
        long bytes = 0;
        long bytesExpected = 0;
        int done = 0;
        int tables = 0;
        for (CopyProgress copy : copies) {
            rows += copy.rowsDone();
            bytes += copy.bytesDone();
            bytesExpected += copy.bytesExpected();
            done += copy.tablesDone();
            tables += copy.tables();
        }
        progress.tell(done + " of " + tables + " tables, " + rows + " rows, " + (bytes >> 20) + " of "
                + (bytesExpected >> 20) + " MB");
        progress.fraction(bytesExpected == 0 ? (double) done / Math.max(1, tables) : (double) bytes / bytesExpected);
    }

    private void indexes(StepProgress progress) {
        watch.keepUp();
        stores.forEach(store -> new TargetSchema(store).finish(progress));
        progress.tell("built");
    }

    private void catchUp(StepProgress progress) throws InterruptedException {
        Set<Side> owners = ledgers.owners();
        while (true) {
            requireStreams();
            Duration most = Duration.ZERO;
            boolean known = true;
            String waiting = "waiting for the first heartbeat";
            for (MovingStore store : stores) {
                for (Side owner : owners) {
                    StreamStatus stream = store.replication().stream(owner);
                    Duration behind = stream.behind().orElse(null);
                    known &= behind != null;
                    waiting = stream.failure().map(Problem::getMessage).orElse(waiting);
                    most = behind != null && behind.compareTo(most) > 0 ? behind : most;
                }
            }
            progress.tell(known ? most.toMillis() + " ms behind" : waiting);
            halted().ifPresent(progress::tell);
            if (known && most.compareTo(lagBudget) <= 0) {
                return;
            }
            pause(POLL_NANOS);
        }
    }

    private void verify(StepProgress progress) throws InterruptedException {
        Verdict overall = compared(progress);
        for (int again = 0; again < COMPARED_AGAIN_MAX && overall instanceof Verdict.Unknown; again++) {
            overall = compared(progress);
        }
        if (!(overall instanceof Verdict.Equal)) {
            throw new Problem(Problem.Kind.CONFLICT, "the sides are " + overall.sentence());
        }
        progress.tell(overall.sentence());
    }

    /**
     * Tables that somebody is about to make the same on both sides, or that are new and being copied, are waited for.
     */
    private Verdict compared(StepProgress progress) throws InterruptedException {
        watch.keepUp();
        for (MovingStore store : stores) {
            Optional<String> unlike = store.unlike();
            while (unlike.isPresent()) {
                requireStreams();
                progress.tell(unlike.get());
                pause(LOOK_NANOS);
                unlike = store.unlike();
            }
        }
        rounds.first();
        comparisons.compareTheRest(progress);
        Verdict overall = verdicts.overall(stores);
        if (overall instanceof Verdict.Equal) {
            rounds.firstIsOver();
        }
        return overall;
    }

    private void drill(StepProgress progress) {
        watch.drill();
        for (Side side : Side.values()) {
            if (drills.last(side).isEmpty()) {
                throw new Problem(Problem.Kind.BUSY, "no mark made the round trip from the " + side.label());
            }
        }
        watch.start();
        progress.tell("a mark made the round trip in both directions");
    }

    private void requireStreams() {
        for (MovingStore store : stores) {
            for (Side side : Side.values()) {
                StreamStatus stream = store.replication().stream(side);
                if (stream.mode() == StreamStatus.Mode.STOPPED
                        && stream.failure().isPresent()) {
                    throw stream.failure().get();
                }
            }
        }
    }

    /** Why a stream waits for a person, if one does: the step waits with it. */
    private Optional<String> halted() {
        for (MovingStore store : stores) {
            for (Side side : Side.values()) {
                StreamStatus stream = store.replication().stream(side);
                if (stream.mode() == StreamStatus.Mode.HALTED) {
                    return stream.failure().map(Problem::getMessage);
                }
            }
        }
        return Optional.empty();
    }

    private static void pause(long nanos) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        LockSupport.parkNanos(nanos);
    }
}
