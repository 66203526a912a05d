package dev.bailey.control;

import dev.bailey.core.Milestones;
import dev.bailey.core.Side;
import dev.bailey.core.Slice;
import dev.bailey.runbook.Journal;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** All slices of a migration that move, with what moves and observes each, in the order of the plan. Thread-safe. */
final class MovingSlices implements AutoCloseable {

    private final Surroundings around;
    private final Map<String, MovingSlice> all = new LinkedHashMap<>();
    private final Map<String, Observation> observations = new LinkedHashMap<>();
    private final FigureBooks figures;

    /**
     * What of a migration they stand on.
     *
     * @param ready whether it is, so that what is seen means something
     */
    record Surroundings(
            Plan plan,
            List<MovingStore> stores,
            Routers routers,
            Ledgers ledgers,
            Flips flips,
            Journal journal,
            StateFolder folder,
            BooleanSupplier ready,
            InstantSource clock) {}

    /**
     * What one would ask for next, by the order of the plan: a cutover where there is one left, else the way back of
     * the last.
     */
    record Next(MovingSlice slice, Side to) {
        List<NamedGate> gates() {
            return slice.gates().towards(to);
        }
    }

    /** @param gates those of each slice */
    MovingSlices(Surroundings around, Function<Slice, Gates> gates, Milestones milestones) {
        this.around = around;
        this.figures = new FigureBooks(
                around.plan().cutover().observing(),
                new LiveFigures((store, side) -> around.stores().stream()
                        .filter(moving -> moving.name().equals(store))
                        .findFirst()
                        .orElseThrow()
                        .database(side)),
                around.ledgers()::owners,
                System::nanoTime);
        for (Slice slice : around.plan().slices().moving()) {
            MovingSlice moving = new MovingSlice(
                    slice, around.ledgers().of(slice), gates.apply(slice), crossing(slice, milestones), before(slice));
            all.put(slice.name(), moving);
            observations.put(slice.name(), observation(moving));
        }
    }

    private Crossing crossing(Slice slice, Milestones milestones) {
        Plan.Cutover cutover = around.plan().cutover();
        return new Crossing(
                around.stores().stream()
                        .filter(store -> store.has(slice))
                        .map(store -> store.of(slice))
                        .toList(),
                around.routers(),
                around.ledgers().of(slice),
                CrossingSettings.within(cutover.holdMax(), cutover.lease()),
                around.clock(),
                milestones);
    }

    private BeforeCutover before(Slice slice) {
        return new BeforeCutover(
                around.plan().cutover().observing(),
                new ObservationLog(around.journal(), slice.name()),
                () -> WayBack.of(around.stores(), Side.TARGET),
                figures,
                System::nanoTime);
    }

    private Observation observation(MovingSlice slice) {
        return new Observation(
                around.plan().cutover().observing(),
                new LiveSenses(around.stores(), around.routers(), around.ready()),
                around.flips().mover(slice),
                slice.ledger(),
                slice.before(),
                around.folder(),
                around.clock(),
                System::nanoTime,
                RollBack.ASIDE);
    }

    /** Begins to observe, where the plan asks for it. */
    void start() {
        figures.start();
        observations.values().forEach(Observation::start);
    }

    List<MovingSlice> all() {
        return List.copyOf(all.values());
    }

    Optional<MovingSlice> of(String name) {
        return Optional.ofNullable(all.get(name));
    }

    /** The one that a move is under way of, or was left open of. */
    Optional<MovingSlice> open() {
        return all.values().stream()
                .filter(slice -> slice.ledger().open().isPresent())
                .findFirst();
    }

    Next next() {
        return all.values().stream()
                .filter(slice -> slice.ledger().route().writes() == Side.SOURCE)
                .findFirst()
                .map(slice -> new Next(slice, Side.TARGET))
                .orElseGet(() -> new Next(all().get(all.size() - 1), Side.SOURCE));
    }

    /** Every observation so far. */
    List<Observed> observed() {
        return observations.values().stream()
                .flatMap(observation -> observation.history().stream())
                .toList();
    }

    /** That of the cutover that was last; null when nothing is observed. */
    Status.@Nullable Observation observation() {
        return observations.values().stream()
                .map(Observation::line)
                .filter(Objects::nonNull)
                .max(Comparator.comparing(Status.Observation::since))
                .orElse(null);
    }

    /** Why the last cutover of a slice is not settled; empty when all are, or nobody looks. */
    Optional<String> unsettled() {
        return observations.values().stream()
                .map(Observation::unsettled)
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** The gate of a move of this slice that waits for those before it. */
    List<NamedGate> promotion(Slice further, Side to) {
        if (to == Side.SOURCE || observations.size() < 2) {
            return List.of();
        }
        return List.of(unproven(further)
                .map(because -> NamedGate.closed("promotion", because))
                .orElseGet(() -> NamedGate.open("promotion")));
    }

    /**
     * Why no further slice should cross: one that has crossed is not proven to be well, where the plan asks for that.
     */
    private Optional<String> unproven(Slice further) {
        return observations.entrySet().stream()
                .filter(each -> !each.getKey().equals(further.name()))
                .flatMap(each -> each.getValue().unproven().map(because -> each.getKey() + ": " + because).stream())
                .findFirst();
    }

    /** Lets the observation of a slice go on that asks; tells what it asked. */
    Optional<String> goOn(String slice, String reason, String by) {
        return Optional.ofNullable(observations.get(slice)).flatMap(observation -> observation.goOn(reason, by));
    }

    @Override
    public void close() {
        observations.values().forEach(Observation::close);
        figures.close();
    }
}
