package dev.bailey.control;

import dev.bailey.core.Catalog;
import dev.bailey.core.Checkpoint;
import dev.bailey.core.Connector;
import dev.bailey.core.Database;
import dev.bailey.core.Milestones;
import dev.bailey.core.Problem;
import dev.bailey.core.Side;
import dev.bailey.replication.Replication;
import dev.bailey.replication.ReplicationSettings;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * Tries the way there and the way back of a store that is not being moved yet: for some time, marks are written into
 * each side's log, carried by streams of their own without any table, and looked for in the other side's checkpoint.
 * Takes away all that it made, and what one that was killed has left. Confined to one thread.
 */
final class LiveProbe {

    /** A mark that was not seen by then shows that the way is not open. */
    private static final Duration MARK_LIMIT = Duration.ofSeconds(30);

    /** Between two marks of a side: a load that no server notices. */
    private static final Duration PAUSE = Duration.ofMillis(100);

    private static final long POLL_NANOS = TimeUnit.MICROSECONDS.toNanos(500);

    /** What a replication's name may be long. */
    private static final int NAME_MAX = 40;

    private static final String OWN = "_probe";

    private static final String AGAIN = "probe again once it is mended: that also takes away what this probe left";

    private final String name;
    private final Plan.Store store;
    private final String streams;
    private final Preflight.Gathered gathered;
    private final Duration time;
    private final InstantSource clock;

    /**
     * @param streams those of the migration begin so
     * @param time for which marks are sent
     */
    LiveProbe(
            String name,
            Plan.Store store,
            String streams,
            Preflight.Gathered gathered,
            Duration time,
            InstantSource clock) {
        this.name = name;
        this.store = store;
        this.streams = streams.substring(0, Math.min(streams.length(), NAME_MAX - OWN.length())) + OWN;
        this.gathered = gathered;
        this.time = time;
        this.clock = clock;
    }

    /** Tells for each side what came of the marks written there; nothing where the store could not be probed. */
    List<Preflight.Trip> probe(Connector connector) throws InterruptedException {
        try (Database source = connector.open(store.source());
                Database target = connector.open(store.target())) {
            Map<Side, Database> sides = new EnumMap<>(Map.of(Side.SOURCE, source, Side.TARGET, target));
            return isFree(sides) ? probe(sides) : List.of();
        }
    }

    private boolean isFree(Map<Side, Database> sides) {
        boolean free = true;
        for (Map.Entry<Side, Database> side : sides.entrySet()) {
            if (!side.getValue().catalog().holdsOnly(own())) {
                free = false;
                add(
                        side.getKey(),
                        ControlCheck.NOT_PROBED,
                        "a migration keeps its state in this database",
                        "ask that one: bailey status tells how long its drills take");
            }
        }
        return free;
    }

    private List<Preflight.Trip> probe(Map<Side, Database> sides) throws InterruptedException {
        try {
            clear(sides);
            sides.values().forEach(database -> database.catalog().install());
            return sendMarks(sides);
        } catch (Problem problem) {
            add(Side.SOURCE, ControlCheck.LIVE_PROBE, String.valueOf(problem.getMessage()), AGAIN);
            return List.of();
        } finally {
            clear(sides);
        }
    }

    private List<Preflight.Trip> sendMarks(Map<Side, Database> sides) throws InterruptedException {
        Map<Side, List<Duration>> took = new EnumMap<>(Side.class);
        try (Replication replication = new Replication(
                streams,
                at(sides, Side.SOURCE),
                at(sides, Side.TARGET),
                List.of(),
                ReplicationSettings.defaults(),
                clock,
                Milestones.UNHEARD)) {
            replication.prepare();
            replication.start();
            for (Side from : Side.values()) {
                send(sides, from, replication); // opens the way, and is not counted
            }
            long start = System.nanoTime();
            do {
                for (Side from : Side.values()) {
                    took.computeIfAbsent(from, side -> new ArrayList<>()).add(send(sides, from, replication));
                }
                TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
            } while (System.nanoTime() - start < time.toNanos());
        }
        List<Preflight.Trip> trips = new ArrayList<>();
        took.forEach((from, times) -> trips.add(Preflight.Trip.of(name, from, times)));
        return trips;
    }

    private Duration send(Map<Side, Database> sides, Side from, Replication replication) throws InterruptedException {
        String mark = "probe " + UUID.randomUUID();
        long start = System.nanoTime();
        at(sides, from).log().mark(mark);
        while (!isSeen(sides, from, mark)) {
            if (System.nanoTime() - start > MARK_LIMIT.toNanos()) {
                throw new Problem(
                        Problem.Kind.FAILED,
                        "what was written into the log of the " + from.label() + " was not seen on the "
                                + from.opposite().label() + " within " + MARK_LIMIT.toSeconds() + " s"
                                + replication.stream(from)
                                        .failure()
                                        .map(failure -> ": " + failure.getMessage())
                                        .orElse(""));
            }
            TimeUnit.NANOSECONDS.sleep(POLL_NANOS);
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private boolean isSeen(Map<Side, Database> sides, Side from, String mark) {
        return at(sides, from.opposite())
                .checkpoint(stream(from))
                .map(Checkpoint::mark)
                .filter(mark::equals)
                .isPresent();
    }

    /** Somebody who began to migrate meanwhile keeps what is theirs. */
    private void clear(Map<Side, Database> sides) {
        sides.forEach((side, database) -> database.log().drop(stream(side)));
        sides.values().stream()
                .map(Database::catalog)
                .filter(catalog -> catalog.holdsOnly(own()))
                .forEach(Catalog::uninstall);
    }

    private static Database at(Map<Side, Database> sides, Side side) {
        return Objects.requireNonNull(sides.get(side));
    }

    private Set<String> own() {
        return Set.of(stream(Side.SOURCE), stream(Side.TARGET));
    }

    private String stream(Side reads) {
        return MovingStore.streamReading(reads, streams);
    }

    private void add(Side side, ControlCheck check, String found, String remedy) {
        gathered.add("store " + name, side, check.finding("", found, remedy));
    }
}
