package dev.bailey.control;

import dev.bailey.core.Catalog;
import dev.bailey.core.Check;
import dev.bailey.core.Connector;
import dev.bailey.core.Finding;
import dev.bailey.core.Side;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
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

    /** The most serious first, by part of the plan and side. */
    public record Outcome(List<PreflightLine> lines, List<Extent> extents, Foretold foretold) {
        public Outcome {
            lines = List.copyOf(lines);
            extents = List.copyOf(extents);
        }

        /** Where nothing is to be said of anything. */
        public static Outcome empty() {
            return new Outcome(List.of(), List.of(), Foretold.NOTHING);
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

    public static Outcome of(Plan plan, Map<String, Connector> connectors, RehearsalBook book, InstantSource clock)
            throws InterruptedException {
        Gathered gathered = new Gathered(plan.accepted());
        List<Extent> extents = new ArrayList<>();
        Map<String, Look> looks = new TreeMap<>();
        plan.stores().forEach((name, store) -> {
            StorePreflight one = new StorePreflight(name, store, plan.streams(name), gathered);
            one.look(connectors).ifPresent(extents::add);
            one.tables().ifPresent(look -> looks.put(name, look));
        });
        ServicePreflight services = new ServicePreflight(gathered, clock);
        for (Map.Entry<String, Plan.Service> service : plan.services().entrySet()) {
            services.look(service.getKey(), service.getValue());
        }
        gathered.lines.sort(Comparator.comparing(PreflightLine::part)
                .thenComparing(PreflightLine::side)
                .thenComparing(line -> line.accepted().isPresent())
                .thenComparing(line -> line.finding().check().severity()));
        return new Outcome(gathered.lines, extents, foretold(plan, looks, book, clock));
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

        void add(String part, Side side, Finding finding) {
            lines.add(new PreflightLine(
                    part,
                    side,
                    finding,
                    Optional.ofNullable(accepted.get(finding.check().id()))));
        }
    }
}
