package dev.bailey.control;

import dev.bailey.core.Catalog;
import dev.bailey.core.Check;
import dev.bailey.core.Connector;
import dev.bailey.core.Finding;
import dev.bailey.core.Side;
import dev.bailey.runbook.Entry;
import dev.bailey.runbook.Journal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Looks at both sides of everything that a plan moves, for the way there and for the way back. Changes nothing, and
 * needs no migration that runs.
 */
public final class Preflight {

    private Preflight() {}

    /**
     * What there is of a store.
     *
     * @param tables that the plan's patterns find on the source
     * @param rows as the server estimates them
     * @param pace at which some of the largest table was read; empty where there is too little to measure
     */
    public record Extent(String store, int tables, long rows, long bytes, Optional<Catalog.Pace> pace) {}

    /**
     * What the rehearsals of this plan say of a run, with tables as they are.
     *
     * @param rehearsals that count
     * @param pause for which a cutover holds requests; empty where too little was measured
     * @param total from the first step to the end of the last move
     */
    public record Foretold(int rehearsals, Optional<Forecast> pause, Optional<Forecast> total) {
        static final Foretold NOTHING = new Foretold(0, Optional.empty(), Optional.empty());
    }

    /**
     * What a live probe measured: from before something was written into the log of a side until it was read from the
     * database of the other one.
     *
     * @param from the side where it was written
     */
    public record Trip(String store, Side from, int marks, Duration p50, Duration p99, Duration max) {

        static Trip of(String store, Side from, List<Duration> took) {
            List<Duration> sorted = took.stream().sorted().toList();
            return new Trip(
                    store,
                    from,
                    sorted.size(),
                    quantile(sorted, 0.5),
                    quantile(sorted, 0.99),
                    sorted.get(sorted.size() - 1));
        }

        /** The smallest that is not exceeded by this share of them. */
        private static Duration quantile(List<Duration> sorted, double share) {
            return sorted.get((int) Math.ceil(share * sorted.size()) - 1);
        }
    }

    /**
     * The most serious first, by part of the plan and side.
     *
     * @param trips by live probe, where one was asked for
     */
    public record Outcome(List<PreflightLine> lines, List<Extent> extents, List<Trip> trips, Foretold foretold) {
        public Outcome {
            lines = List.copyOf(lines);
            extents = List.copyOf(extents);
            trips = List.copyOf(trips);
        }

        /** Where nothing is to be said of anything. */
        public static Outcome empty() {
            return new Outcome(List.of(), List.of(), List.of(), Foretold.NOTHING);
        }

        /** Whether nothing should begin before something is mended. */
        public boolean blocks() {
            return lines.stream().anyMatch(PreflightLine::blocks);
        }
    }

    /** All that are made with these connectors: those that know no engine, then those of each. */
    public static List<Check> checks(Map<String, Connector> connectors) {
        List<Check> checks = new ArrayList<>();
        for (ControlCheck check : ControlCheck.values()) {
            checks.add(check.check());
        }
        connectors.values().forEach(connector -> checks.addAll(connector.checks()));
        return checks;
    }

    /**
     * Looks at both sides, and at what an earlier run has left.
     *
     * @param folder the migration's; it need not be there
     * @param probe for how long marks are sent through every store, unless something stands in the way; not at all
     *     where absent. Makes streams and Bailey's schema on both sides, and takes them away again.
     */
    public static Outcome of(
            Plan plan,
            Map<String, Connector> connectors,
            StateFolder folder,
            Optional<Duration> probe,
            InstantSource clock)
            throws InterruptedException {
        Gathered gathered = new Gathered(plan.accepted());
        members(plan, folder, gathered);
        List<Extent> extents = new ArrayList<>();
        Map<String, Look> looks = new TreeMap<>();
        plan.stores().forEach((name, store) -> {
            StorePreflight one =
                    new StorePreflight(name, store, plan.streams(name), store.tenancy(plan.slices()), gathered, clock);
            one.look(connectors).ifPresent(extents::add);
            one.tables().ifPresent(look -> looks.put(name, look));
        });
        ServicePreflight services = new ServicePreflight(gathered, clock);
        for (Map.Entry<String, Plan.Service> service : plan.services().entrySet()) {
            services.look(service.getKey(), service.getValue());
        }
        FigurePreflight figures = new FigurePreflight(plan, connectors, gathered);
        for (Trigger trigger : plan.cutover().observing().triggers()) {
            if (trigger instanceof Trigger.Figure figure) {
                figures.look(figure);
            }
        }
        List<Trip> trips = probe.isPresent() ? probe(plan, connectors, gathered, probe.get(), clock) : List.of();
        gathered.lines.sort(Comparator.comparing(PreflightLine::part)
                .thenComparing(PreflightLine::side)
                .thenComparing(line -> line.accepted().isPresent())
                .thenComparing(line -> line.finding().check().severity()));
        return new Outcome(
                gathered.lines, extents, trips, foretold(plan, looks, new RehearsalBook(folder, clock), clock));
    }

    private static void members(Plan plan, StateFolder folder, Gathered gathered) {
        MembersFile members = new MembersFile(folder.members());
        if (members.kept().isPresent()) {
            List<Entry> journal = Journal.read(folder.journal());
            members.whoMoves(plan.slices(), slice -> Ledger.standing(slice, journal))
                    .ifPresent(words -> gathered.add(
                            "slices", Side.SOURCE, ControlCheck.SLICE_MEMBERS.finding("", words, MembersFile.REMEDY)));
        }
    }

    private static List<Trip> probe(
            Plan plan, Map<String, Connector> connectors, Gathered gathered, Duration time, InstantSource clock)
            throws InterruptedException {
        List<Trip> trips = new ArrayList<>();
        for (Map.Entry<String, Plan.Store> entry : plan.stores().entrySet()) {
            String name = entry.getKey();
            Plan.Store store = entry.getValue();
            if (gathered.blocks("store " + name)) {
                gathered.add(
                        "store " + name,
                        Side.SOURCE,
                        ControlCheck.NOT_PROBED.finding("", "something stands in the way already", "mend that first"));
            } else {
                LiveProbe live = new LiveProbe(name, store, plan.streams(name), gathered, time, clock);
                trips.addAll(live.probe(Objects.requireNonNull(connectors.get(store.engine()))));
            }
        }
        return trips;
    }

    /** Nothing where a store could not be looked at: nobody knows whether its tables are those of the rehearsals. */
    private static Foretold foretold(Plan plan, Map<String, Look> looks, RehearsalBook book, InstantSource clock) {
        if (!looks.keySet().equals(plan.stores().keySet())) {
            return Foretold.NOTHING;
        }
        Map<Side, Fingerprint> schemas = Schemas.of(looks);
        boolean made =
                looks.values().stream().noneMatch(look -> look.target().tables().isEmpty());
        Map<Side, Fingerprint> known = made ? schemas : Map.of(Side.SOURCE, schemas.get(Side.SOURCE));
        List<Rehearsal> counting = new RehearsalGate(plan.procedure(), book, () -> known, clock).counting();
        Forecasts forecasts = Forecasts.of(counting);
        return new Foretold(counting.size(), forecasts.pause(), forecasts.total());
    }

    /** What was found so far. Confined to one thread. */
    static final class Gathered {
        private final Map<String, String> accepted;
        private final List<PreflightLine> lines = new ArrayList<>();

        Gathered(Map<String, String> accepted) {
            this.accepted = accepted;
        }

        List<PreflightLine> lines() {
            return lines;
        }

        boolean blocks(String part) {
            return lines.stream().anyMatch(line -> line.part().equals(part) && line.blocks());
        }

        void add(String part, Side side, Finding finding) {
            lines.add(new PreflightLine(
                    part,
                    side,
                    finding,
                    Optional.ofNullable(accepted.get(finding.check().id()))));
        }
    }
}
