package dev.bailey.control;

import dev.bailey.core.Problem;
import dev.bailey.core.Side;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Proves, again and again, that a crossing would work: a mark written into one side's log is applied on the other and
 * read back from there, in both directions. Thread-safe.
 */
final class Drills {

    private static final Logger LOG = LoggerFactory.getLogger(Drills.class);

    private final List<MovingStore> stores;
    private final InstantSource clock;
    private final Map<Side, Drill> last = new ConcurrentHashMap<>();

    Drills(List<MovingStore> stores, InstantSource clock) {
        this.stores = List.copyOf(stores);
        this.clock = clock;
    }

    /**
     * The last round trip that worked.
     *
     * @param took of the slowest store
     */
    record Drill(Instant at, Duration took) {}

    /** Drills the streams that read this side's log; a drill that fails leaves the last good one standing. */
    void drill(Side from) {
        try {
            Duration slowest = Duration.ZERO;
            for (MovingStore store : stores) {
                Duration took = store.catchUp(from);
                slowest = took.compareTo(slowest) > 0 ? took : slowest;
            }
            last.put(from, new Drill(clock.instant(), slowest));
        } catch (Problem problem) {
            LOG.warn("drill from the {}: {}", from.label(), problem.getMessage());
        }
    }

    Optional<Drill> last(Side from) {
        return Optional.ofNullable(last.get(from));
    }
}
