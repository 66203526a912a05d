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

    /** The most serious first, by part of the plan and side. */
    public record Outcome(List<PreflightLine> lines, List<Extent> extents) {
        public Outcome {
            lines = List.copyOf(lines);
            extents = List.copyOf(extents);
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

    public static Outcome of(Plan plan, Map<String, Connector> connectors, InstantSource clock)
            throws InterruptedException {
        Gathered gathered = new Gathered(plan.accepted());
        List<Extent> extents = new ArrayList<>();
        plan.stores()
                .forEach((name, store) -> new StorePreflight(name, store, plan.streams(name), gathered)
                        .look(connectors)
                        .ifPresent(extents::add));
        ServicePreflight services = new ServicePreflight(gathered, clock);
        for (Map.Entry<String, Plan.Service> service : plan.services().entrySet()) {
            services.look(service.getKey(), service.getValue());
        }
        gathered.lines.sort(Comparator.comparing(PreflightLine::part)
                .thenComparing(PreflightLine::side)
                .thenComparing(line -> line.accepted().isPresent())
                .thenComparing(line -> line.finding().check().severity()));
        return new Outcome(gathered.lines, extents);
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
