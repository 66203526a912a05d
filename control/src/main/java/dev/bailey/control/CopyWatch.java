package dev.bailey.control;

import dev.bailey.core.Catalog;
import dev.bailey.core.Problem;
import dev.bailey.core.Side;
import dev.bailey.router.Percentiles;
import dev.bailey.router.SideTraffic;
import dev.bailey.runbook.Entry;
import dev.bailey.runbook.Journal;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sets the speed of every store's copy each second, by what users of the side that it reads feel, or a person says.
 * Thread-safe.
 */
final class CopyWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CopyWatch.class);

    private static final Duration EVERY = Duration.ofSeconds(1);

    /** The kind of the journal's entries about it. */
    private static final String KIND = "throttle";

    private final Routers routers;
    private final Journal journal;
    private final String migration;
    private final Map<String, Paced> paced = new HashMap<>();
    private final Repeated repeated;

    private static final class Paced {
        private final MovingStore store;
        private final CopyPace pace;
        private long bytes;
        private long atNanos = System.nanoTime();
        private volatile Speed speed;

        Paced(MovingStore store, Plan.Copy plan) {
            this.store = store;
            this.pace = new CopyPace(plan);
            this.speed = new Speed(0, plan.bytesPerSecond(), "");
        }
    }

    /**
     * How fast a copy goes and may go, and why.
     *
     * @param bytesPerSecondMax {@link Plan.Copy#UNLIMITED} for as fast as it goes
     */
    record Speed(long bytesPerSecond, long bytesPerSecondMax, String because) {}

    /** @param plans of the stores, by name */
    CopyWatch(
            List<MovingStore> stores,
            Map<String, Plan.Store> plans,
            Routers routers,
            Journal journal,
            String migration) {
        this.routers = routers;
        this.journal = journal;
        this.migration = migration;
        for (MovingStore store : stores) {
            paced.put(
                    store.name(),
                    new Paced(
                            store,
                            Objects.requireNonNull(plans.get(store.name())).copy()));
        }
        journal.last(KIND, migration).map(Entry::text).flatMap(Throttling::of).ifPresent(this::set);
        this.repeated = Repeated.every(EVERY, "copy-watch", this::lookAtAll);
    }

    /** Limits every store's copy by hand, over a restart too, until told otherwise. */
    void byHand(Throttling throttling, String by) {
        journal.append(KIND, migration, throttling.toString(), Map.of("by", by));
        set(throttling);
    }

    private synchronized void set(Throttling throttling) {
        paced.values().forEach(each -> {
            each.pace.byHand(throttling.setting());
            apply(each, each.pace.decide(felt(each, each.speed.bytesPerSecond)));
        });
    }

    /** As decided last; asks nobody. */
    Speed speed(MovingStore store) {
        return Objects.requireNonNull(paced.get(store.name())).speed;
    }

    /** Whether the users of the side that serves feel more than the plan lets a copy cost them. */
    boolean isPressed(MovingStore store) {
        Paced one = Objects.requireNonNull(paced.get(store.name()));
        return one.pace.isPastALimit(felt(one, /* reached= */ 0));
    }

    private synchronized void lookAtAll() {
        for (Paced each : paced.values()) {
            try {
                look(each);
            } catch (RuntimeException bug) {
                LOG.error("a bug while pacing the copy of {}", each.store.name(), bug);
            }
        }
    }

    private void look(Paced each) {
        long now = System.nanoTime();
        long bytes = each.store.replication().copiedBytes();
        double seconds = (double) Math.max(1, now - each.atNanos) / 1e9;
        long reached = Math.round((bytes - each.bytes) / seconds);
        each.bytes = bytes;
        each.atNanos = now;
        each.speed = new Speed(reached, each.speed.bytesPerSecondMax, each.speed.because);
        if (!each.store.replication().copy().done()) {
            apply(each, each.pace.decide(felt(each, reached)));
        }
    }

    private static void apply(Paced each, CopyPace.Decision decision) {
        each.store.replication().copyAtMost(decision.bytesPerSecond());
        each.speed = new Speed(each.speed.bytesPerSecond, decision.bytesPerSecond(), decision.because());
    }

    private CopyPace.Felt felt(Paced each, long reached) {
        Side owner = each.store.owner();
        List<SideTraffic> traffic =
                routers.trafficNow().stream().map(router -> router.of(owner)).toList();
        long inFlight = traffic.stream().mapToLong(SideTraffic::inFlight).sum();
        return new CopyPace.Felt(p99(traffic), inFlight, connectionsPercent(each), reached);
    }

    /** The worst router's, which is never better than all together. */
    private static Optional<Duration> p99(List<SideTraffic> traffic) {
        double worst = -1;
        for (SideTraffic router : traffic) {
            Percentiles recent = router.recentMillis();
            worst = recent == null ? worst : Math.max(worst, recent.p99());
        }
        return worst < 0 ? Optional.empty() : Optional.of(Duration.ofNanos((long) (worst * 1e6)));
    }

    private static OptionalInt connectionsPercent(Paced each) {
        if (each.pace.asksForConnections()) {
            try {
                Catalog.Connections connections =
                        each.store.database(each.store.owner()).catalog().connections();
                return OptionalInt.of(connections.percent());
            } catch (Problem unknown) {
                return OptionalInt.empty(); // whoever reads the log from there says why
            }
        }
        return OptionalInt.empty();
    }

    @Override
    public void close() {
        repeated.close();
    }
}
