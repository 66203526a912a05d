package dev.bailey.control;

import dev.bailey.core.Finding;
import dev.bailey.core.Side;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What stood in nobody's way when the migration began, looked at all the time while it runs. Thread-safe. */
final class StandingChecks {

    /** Ten thousand tables take seconds to look at, and their server has other work. */
    private static final int REST = 20;

    private final List<MovingStore> stores;
    private final Set<String> accepted;
    private final Map<String, List<PreflightLine>> found = new ConcurrentHashMap<>();
    private volatile long nextNanos = System.nanoTime();

    /** @param accepted checks that may find what they find */
    StandingChecks(List<MovingStore> stores, Set<String> accepted) {
        this.stores = List.copyOf(stores);
        this.accepted = Set.copyOf(accepted);
    }

    /** To be called now and then; looks when enough time has passed for what it takes. */
    synchronized void look() {
        long began = System.nanoTime();
        if (began - nextNanos < 0) {
            return;
        }
        for (MovingStore store : stores) {
            List<PreflightLine> lines = new ArrayList<>();
            for (Side side : Side.values()) {
                List<Finding> findings = new ArrayList<>(store.obstacles(side));
                findings.addAll(store.tenantPaths(side));
                for (Finding finding : findings) {
                    if (!accepted.contains(finding.check().id())) {
                        lines.add(new PreflightLine("store " + store.name(), side, finding, Optional.empty()));
                    }
                }
            }
            found.put(store.name(), List.copyOf(lines));
        }
        nextNanos = System.nanoTime()
                + Duration.ofNanos(System.nanoTime() - began).multipliedBy(REST).toNanos();
    }

    /** What speaks against a move: a cutover needs the way back too, a rollback nothing of the way there. */
    Optional<String> trouble(MovingStore store, Side to) {
        return found.getOrDefault(store.name(), List.of()).stream()
                .filter(line -> to == Side.TARGET || line.direction() != PreflightLine.Direction.FORWARD)
                .findFirst()
                .map(line -> line.finding().check().id() + " on the "
                        + line.side().label() + ": " + line.finding().sentence());
    }
}
