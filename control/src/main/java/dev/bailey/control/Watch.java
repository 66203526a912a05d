package dev.bailey.control;

import dev.bailey.core.Problem;
import dev.bailey.core.Route;
import dev.bailey.core.Side;
import dev.bailey.core.TableId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What goes on all the time while a migration is ready: drills, comparisons of what changed, routes sent again. */
final class Watch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);

    private static final Duration DRILL_EVERY = Duration.ofSeconds(20);
    private static final Duration COMPARE_EVERY = Duration.ofSeconds(1);
    private static final Duration SETTLE_EVERY = Duration.ofSeconds(2);

    /** As long as not all is known, and then longer each time. */
    private static final Duration FULL_EVERY = Duration.ofSeconds(30);

    private static final Duration FULL_EVERY_MAX = Duration.ofHours(1);

    private static final Duration TABLES_EVERY = Duration.ofSeconds(2);
    private static final Duration ROUTE_EVERY = Duration.ofSeconds(1);
    private static final Duration CHECKS_EVERY = Duration.ofSeconds(5);
    private static final Duration KEYS_EVERY = Duration.ofSeconds(1);

    /** One for each task, so that a slow one holds up no other. */
    private static final int THREADS = 9;

    /** Rows compared in one go; the rest wait for the next. */
    private static final int COMPARED_AT_ONCE = 20_000;

    private final List<MovingStore> stores;
    private final Drills drills;
    private final Comparisons comparisons;
    private final Rounds rounds;
    private final Predicate<MovingStore> pressed;
    private final StandingChecks checks;
    private final Routers routers;
    private final Ledgers ledgers;
    private final MovingSlices slices;
    private final Flips flips;
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(THREADS, task -> {
        Thread thread = new Thread(task, "bailey-watch");
        thread.setDaemon(true);
        return thread;
    });

    /** Kept so that nobody takes them for forgotten; they end with their threads. */
    private final List<Future<?>> repeated = new ArrayList<>();

    private volatile Duration compareAgainAfter = FULL_EVERY;
    private volatile long compareAgainNanos = System.nanoTime();

    /** What the last comparison left so, by store. */
    private Map<String, Set<TableId>> stillUnproven = Map.of();

    Watch(
            List<MovingStore> stores,
            Drills drills,
            Comparisons comparisons,
            Rounds rounds,
            Predicate<MovingStore> pressed,
            StandingChecks checks,
            Routers routers,
            Ledgers ledgers,
            MovingSlices slices,
            Flips flips) {
        this.stores = List.copyOf(stores);
        this.drills = drills;
        this.comparisons = comparisons;
        this.rounds = rounds;
        this.pressed = pressed;
        this.checks = checks;
        this.routers = routers;
        this.ledgers = ledgers;
        this.slices = slices;
        this.flips = flips;
    }

    /**
     * From when the streams run: what changes before the migration is ready has to be noticed as well, and after a
     * restart both sides may give out keys already.
     */
    void startTables() {
        every(TABLES_EVERY, this::keepUp);
        every(KEYS_EVERY, () -> stores.forEach(MovingStore::keepKeysApart)); // a move is no reason to wait
    }

    void start() {
        every(DRILL_EVERY, this::drill);
        every(COMPARE_EVERY, this::compareChanges);
        every(ROUTE_EVERY, this::sendRoutesAgain);
        every(SETTLE_EVERY, this::settle);
        every(TABLES_EVERY, this::compareWhatIsUnknown);
        every(TABLES_EVERY, this::compareInRounds);
        every(CHECKS_EVERY, this::look);
    }

    void drill() {
        for (Side side : Side.values()) {
            if (!flips.underWay()) {
                drills.drill(side);
            }
        }
    }

    private void look() {
        if (!flips.underWay()) {
            checks.look();
        }
    }

    /** What is new to be compared is compared soon, however long something else has been unknown. */
    void keepUp() {
        for (MovingStore store : stores) {
            Optional<String> hindered = flips.between(() -> {
                if (store.keepUp()) {
                    compareAgainAfter = FULL_EVERY;
                    compareAgainNanos = System.nanoTime();
                }
            });
            hindered.ifPresent(because -> LOG.debug("the tables of {} were not looked at: {}", store.name(), because));
        }
    }

    private void compareChanges() {
        for (MovingStore store : stores) {
            if (!flips.underWay()) {
                store.comparison().compareChanges(COMPARED_AT_ONCE);
            }
        }
    }

    /** A move that an unexpected failure left open while the process lives. */
    private void settle() {
        Optional<MovingSlice> open = slices.open();
        if (!flips.underWay() && open.isPresent()) {
            try {
                flips.settleWhatWasLeftOpen(open.get());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * What an earlier process found equal may not be known to be equal now, a link that broke in the middle of a
     * comparison leaves it unknown for no lasting reason, and so do a TRUNCATE and more changes than can be remembered.
     */
    private void compareWhatIsUnknown() {
        stores.forEach(store -> store.comparison().restore());
        Map<String, Set<TableId>> unproven = unproven();
        if (unproven.values().stream().allMatch(Set::isEmpty)) {
            compareAgainAfter = FULL_EVERY;
        } else if (!flips.underWay()
                && stores.stream().allMatch(MovingStore::isCopied)
                && (hasMore(unproven) || System.nanoTime() - compareAgainNanos >= 0)) {
            comparisons.compareUnproven(Unheard.PROGRESS);
            stillUnproven = unproven();
            // What stays unknown for a lasting reason must not be read again and again for as long as Bailey runs.
            compareAgainNanos = System.nanoTime() + compareAgainAfter.toNanos();
            Duration longer = compareAgainAfter.multipliedBy(2);
            compareAgainAfter = longer.compareTo(FULL_EVERY_MAX) > 0 ? FULL_EVERY_MAX : longer;
        }
    }

    /**
     * Whole tables again, while there is nothing more urgent, no move, and the users of the side that serves feel none.
     */
    private void compareInRounds() {
        rounds.goOn(store -> flips.underWay()
                || ledgers.open().isPresent()
                || !store.isCopied()
                || !store.proof().unproven().isEmpty()
                || pressed.test(store));
    }

    private Map<String, Set<TableId>> unproven() {
        return stores.stream()
                .collect(Collectors.toMap(
                        MovingStore::name, store -> store.proof().unproven()));
    }

    /** Whether some are new among them, which need not wait for those that stay so. */
    private boolean hasMore(Map<String, Set<TableId>> unproven) {
        return unproven.entrySet().stream()
                .anyMatch(store ->
                        !stillUnproven.getOrDefault(store.getKey(), Set.of()).containsAll(store.getValue()));
    }

    private void sendRoutesAgain() {
        ledgers.routes().forEach(this::sendAgain);
    }

    private void sendAgain(Route decided) {
        if (!flips.underWay() && routers.isBehind(decided)) {
            LOG.info(
                    "sending the route of {} to the {} again, epoch {}",
                    decided.slice(),
                    decided.writes().label(),
                    decided.epoch());
            routers.publish(decided).whenComplete((done, failure) -> {
                if (failure != null) {
                    LOG.warn("a router did not take it: {}", failure.getMessage());
                }
            });
        }
    }

    private void every(Duration period, Runnable task) {
        repeated.add(threads.scheduleWithFixedDelay(
                () -> {
                    try {
                        task.run();
                    } catch (Problem problem) {
                        LOG.warn("{}; tried again in {} s", problem.getMessage(), period.toSeconds());
                    } catch (RuntimeException bug) {
                        LOG.error("a bug in what is done every {} s", period.toSeconds(), bug);
                    }
                },
                0,
                period.toMillis(),
                TimeUnit.MILLISECONDS));
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
