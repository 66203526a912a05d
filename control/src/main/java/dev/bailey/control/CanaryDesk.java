package dev.bailey.control;

import dev.bailey.core.Problem;
import dev.bailey.core.Route;
import dev.bailey.core.Side;
import dev.bailey.core.Slice;
import dev.bailey.core.Verdict;
import dev.bailey.replication.StreamStatus;
import dev.bailey.router.ReadCanary;
import dev.bailey.runbook.Answer;
import dev.bailey.runbook.Entry;
import dev.bailey.runbook.Journal;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets reads of slices go to the target before their writes do, when somebody asks for it, and ends that by itself as
 * soon as anything speaks against it. In rounds it finds out up to where the target has what the source has; the
 * routers decide by that about each read. Thread-safe.
 */
final class CanaryDesk implements AutoCloseable {

    /** The kind of the journal's entries about it. */
    static final String KIND = "canary";

    static final String ON = "on";
    static final String OFF = "off";

    /** Between two rounds; who has written reads from the source for about that and the lag. */
    private static final Duration PAUSE = Duration.ofMillis(100);

    private static final String BY_ITSELF = "Bailey";

    private static final Logger LOG = LoggerFactory.getLogger(CanaryDesk.class);

    private final Sources from;
    private final Map<String, Canary> on = new LinkedHashMap<>();
    private final List<Repeated> threads;

    /** When the last round began that was covered, or might have been. */
    private volatile long coveredNanos = System.nanoTime();

    /** The router in a process of its own that was told last how to serve; null before the first. */
    private volatile @Nullable Newcomer newcomer;

    private boolean resumed;

    /**
     * What it asks.
     *
     * @param routers those of this process; empty where no slice accepts reads from the target
     * @param joined those of other processes
     * @param health why the application of the target is not well; empty when it is
     */
    record Sources(
            Optional<ReadCanary> routers,
            Fleet joined,
            List<MovingStore> stores,
            MovingSlices slices,
            Ledgers ledgers,
            Flips flips,
            Journal journal,
            Supplier<Verdict> verdict,
            Supplier<Optional<String>> health,
            BooleanSupplier ready) {}

    private record Newcomer(String name, long atNanos) {}

    /** @param epoch of the route of its slice when it began */
    private record Canary(Slice slice, long epoch, Duration lagMax, long sinceNanos) {}

    CanaryDesk(Sources from) {
        this.from = from;
        from.joined().whenOneComes(this::comes);
        this.threads = from.routers().isEmpty()
                ? List.of()
                : List.of(
                        Repeated.every(PAUSE, "read canary", this::round),
                        Repeated.every(PAUSE, "read canary watch", this::look));
    }

    /** Lets its reads go to the target from now on, if nothing speaks against it. */
    synchronized Answer begin(MovingSlice moving, String reason, String by) {
        Slice slice = moving.slice();
        if (on.containsKey(slice.name())) {
            return new Answer.Refused("reads of " + slice.name() + " go to the target already");
        }
        Optional<String> hindered =
                against(slice).or(() -> from.health().get().map(trouble -> "the target is not well: " + trouble));
        if (hindered.isPresent()) {
            return new Answer.Refused(hindered.get());
        }
        // before it happens, so that nothing happens without a name
        note(slice.name(), ON, reason, by);
        start(slice);
        Optional<String> meanwhile = newcomer();
        if (meanwhile.isPresent()) {
            end(slice.name(), meanwhile.get(), BY_ITSELF);
            return new Answer.Refused(meanwhile.get());
        }
        return new Answer.Done("reads of " + slice.name()
                + " go to the target where it has all that their tenant wrote; \"bailey slices\" shows how many do");
    }

    private void start(Slice slice) {
        Route route = from.ledgers().of(slice).route();
        Duration lagMax = slice.canaryLag().orElseThrow();
        on.put(slice.name(), new Canary(slice, route.epoch(), lagMax, System.nanoTime()));
        from.routers().orElseThrow().begin(slice.name(), route.epoch(), lagMax);
    }

    /** Its reads go to the source again. */
    synchronized Answer end(MovingSlice moving, String reason, String by) {
        return end(moving.name(), reason, by)
                ? new Answer.Done("reads of " + moving.name() + " go to the source")
                : new Answer.Refused("reads of " + moving.name() + " follow its writes already");
    }

    private boolean end(String slice, String reason, String by) {
        if (on.remove(slice) == null) {
            return false;
        }
        from.routers().ifPresent(routers -> routers.end(slice));
        note(slice, OFF, reason, by);
        return true;
    }

    /** For what takes away from the target what it had. */
    synchronized void endAll(String because) {
        List.copyOf(on.keySet()).forEach(slice -> end(slice, because, BY_ITSELF));
    }

    /** Nobody may write through another router before the last read has gone to the target through this one. */
    private void comes(String router) {
        newcomer = new Newcomer(router, System.nanoTime());
        from.routers().ifPresent(routers -> from.ledgers().slices().all().forEach(slice -> routers.end(slice.name())));
    }

    private void note(String slice, String what, String reason, String by) {
        from.journal()
                .append(KIND, slice, what, reason.isBlank() ? Map.of("by", by) : Map.of("by", by, "because", reason));
    }

    /** Finds out up to where the target has what the source has. May hang for as long as a database does. */
    private void round() {
        Optional<Duration> longest = now().stream().map(Canary::lagMax).max(Comparator.naturalOrder());
        // Marks of a move must not be overtaken. What was known before gets too old by itself.
        if (longest.isEmpty() || from.flips().underWay()) {
            return;
        }
        ReadCanary routers = from.routers().orElseThrow();
        long begun = System.nanoTime();
        long round = routers.beginRound();
        try {
            from.stores().forEach(store -> store.catchUp(Side.SOURCE, longest.get()));
        } catch (Problem late) {
            LOG.debug("{}", late.getMessage());
            return;
        }
        routers.covered(round);
        coveredNanos = begun;
    }

    /** Ends what should not go on, whatever hangs. */
    private synchronized void look() {
        if (!from.ready().getAsBoolean()) {
            return;
        }
        if (!resumed) {
            resumed = true;
            resume();
        }
        if (from.flips().underWay()) {
            coveredNanos = System.nanoTime(); // there are no rounds now
        }
        for (Canary canary : List.copyOf(on.values())) {
            trouble(from.routers().orElseThrow(), canary)
                    .ifPresent(because -> end(canary.slice().name(), because, BY_ITSELF));
        }
    }

    private List<Canary> now() {
        synchronized (this) {
            return List.copyOf(on.values());
        }
    }

    private Optional<String> trouble(ReadCanary routers, Canary canary) {
        Route route = from.ledgers().of(canary.slice()).route();
        long sinceNanos = Math.max(coveredNanos, canary.sinceNanos());
        if (routers.isBroken(canary.slice().name())) {
            return Optional.of("the target did not answer what the source could, several times in a row");
        } else if (route.epoch() != canary.epoch()) {
            return Optional.of("the slice was moved");
        } else if (System.nanoTime() - sinceNanos > canary.lagMax().toNanos()) {
            return Optional.of(
                    "the target did not have within " + Spoken.duration(canary.lagMax()) + " what the source had");
        }
        return against(canary.slice());
    }

    /** After a restart they go on as people had them. */
    private void resume() {
        for (MovingSlice moving : from.slices().all()) {
            Optional<Entry> wasOn = from.journal()
                    .last(KIND, moving.name())
                    .filter(entry -> entry.text().equals(ON));
            if (wasOn.isPresent()) {
                against(moving.slice())
                        .ifPresentOrElse(
                                because -> note(moving.name(), OFF, because, BY_ITSELF), () -> start(moving.slice()));
            }
        }
    }

    /** Why its reads may not go to the target now. */
    private Optional<String> against(Slice slice) {
        if (slice.canaryLag().isEmpty() || from.routers().isEmpty()) {
            return Optional.of("the plan does not say that its tenants accept reads from the target; give slice "
                    + slice.name() + " a read_canary");
        }
        if (!from.ready().getAsBoolean()) {
            return Optional.of("the steps before the first cutover are not done");
        }
        if (from.ledgers().of(slice).route().writes() == Side.TARGET) {
            return Optional.of("slice " + slice.name() + " is on the target, with its reads; there is no canary of"
                    + " reads on the source, \"bailey rollback " + slice.name() + "\" brings all of it back");
        }
        if (from.ledgers().of(slice).open().isPresent()) {
            return Optional.of("the slice is being moved");
        }
        Optional<String> others = others();
        if (others.isPresent()) {
            return others;
        }
        Verdict verdict = from.verdict().get();
        return verdict instanceof Verdict.Different
                ? Optional.of("the sides are " + verdict.sentence())
                : from.stores().stream()
                        .map(CanaryDesk::against)
                        .flatMap(Optional::stream)
                        .findFirst();
    }

    /** What is written through a router elsewhere is not known here before it is answered. */
    private Optional<String> others() {
        List<String> joined = from.joined().names();
        return joined.isEmpty()
                ? newcomer()
                : Optional.of("router " + String.join(", ", joined) + " is in a process of its own, and a tenant may"
                        + " write there and read here");
    }

    private Optional<String> newcomer() {
        Newcomer last = newcomer;
        return last == null || System.nanoTime() - last.atNanos() > Fleet.SEEN_LATELY.toNanos()
                ? Optional.empty()
                : Optional.of("router " + last.name() + " in a process of its own begins to serve");
    }

    private static Optional<String> against(MovingStore store) {
        StreamStatus stream = store.replication().stream(Side.SOURCE);
        if (stream.mode() != StreamStatus.Mode.FOLLOWING) {
            return Optional.of("the stream of " + store.name() + " is " + StatusView.lower(stream.mode())
                    + stream.failure()
                            .map(problem -> ": " + problem.getMessage())
                            .orElse(""));
        }
        return store.isCopied() ? Optional.empty() : Optional.of("a table of " + store.name() + " is being copied");
    }

    /** How it stands with one slice; null where the plan has none for it. */
    synchronized Status.@Nullable CanaryLine line(Slice slice) {
        if (slice.canaryLag().isEmpty() || from.routers().isEmpty()) {
            return null;
        }
        Optional<Entry> last = from.journal().last(KIND, slice.name());
        var figures = from.routers().get().figures(slice.name());
        return new Status.CanaryLine(
                on.containsKey(slice.name()) ? ON : OFF,
                slice.canaryLag().get().toMillis(),
                last.map(Entry::at).orElse(null),
                last.map(entry -> entry.details().getOrDefault("by", "")).orElse(""),
                last.map(entry -> entry.details().getOrDefault("because", "")).orElse(""),
                figures.target(),
                figures.recentWrites(),
                figures.behind(),
                figures.fellBack());
    }

    /** Without a word in the journal, so that they go on after a restart. */
    @Override
    public void close() {
        threads.forEach(Repeated::close);
        synchronized (this) {
            on.keySet().forEach(slice -> from.routers().ifPresent(routers -> routers.end(slice)));
        }
    }
}
