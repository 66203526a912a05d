package dev.bailey.app;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bailey.control.Forecast;
import dev.bailey.control.Plan;
import dev.bailey.control.Preflight;
import dev.bailey.control.PreflightLine;
import dev.bailey.core.Catalog;
import dev.bailey.core.Check;
import dev.bailey.core.Finding;
import dev.bailey.core.Side;
import java.time.Duration;
import java.util.Locale;

/** What preflight found, for people and for programs. Immutable. */
record PreflightPage(Plan plan, Preflight.Outcome outcome) {

    private static final double NANOS_A_MILLI = 1e6;
    private static final String ACCEPTED = "accepted";

    String text() {
        StringBuilder text = new StringBuilder();
        text.append("preflight of ")
                .append(plan.migration())
                .append(": ")
                .append(plan.label(Side.SOURCE))
                .append(" to ")
                .append(plan.label(Side.TARGET))
                .append(", and back\n");
        for (Preflight.Extent extent : outcome.extents()) {
            text.append("%s: %,d %s, about %,d rows, %s%n"
                    .formatted(
                            extent.store(),
                            extent.tables(),
                            extent.tables() == 1 ? "table" : "tables",
                            extent.rows(),
                            Figures.bytes(LongNode.valueOf(extent.bytes()))));
            extent.pace().ifPresent(pace -> text.append(estimate(extent, pace)));
        }
        outcome.trips().forEach(trip -> text.append(trip(trip)));
        foretold(text);
        String heading = "";
        for (PreflightLine line : outcome.lines()) {
            String here = line.part() + " on the " + line.side().label() + named(line.side());
            if (!here.equals(heading)) {
                text.append('\n').append(here).append('\n');
                heading = here;
            }
            append(text, line);
        }
        return text.append('\n').append(summary()).toString();
    }

    private static String trip(Preflight.Trip trip) {
        return "%s: what was written on the %s was seen on the %s after %s (p50), %s (p99), %s at most, of %,d times%n"
                .formatted(
                        trip.store(),
                        trip.from().label(),
                        trip.from().opposite().label(),
                        Figures.duration(trip.p50()),
                        Figures.duration(trip.p99()),
                        Figures.duration(trip.max()),
                        trip.marks());
    }

    private void foretold(StringBuilder text) {
        Preflight.Foretold foretold = outcome.foretold();
        String by = " (by %d rehearsals of this plan)%n".formatted(foretold.rehearsals());
        foretold.pause()
                .ifPresent(pause -> text.append("forecast: a cutover holds writes ")
                        .append(range(pause))
                        .append(by));
        foretold.total()
                .ifPresent(total -> text.append("forecast: from the first step to the last move ")
                        .append(range(total))
                        .append(by));
    }

    private static String range(Forecast forecast) {
        return Figures.duration(forecast.low()) + " to " + Figures.duration(forecast.high());
    }

    /** No more than what was measured lets one say: writing, keys and the other connections are not in it. */
    private static String estimate(Preflight.Extent extent, Catalog.Pace pace) {
        Duration time = pace.timeFor(extent.bytes());
        return "%s: one connection reads that in about %s (%,d rows of %s took %s), while the source writes about %s of log%n"
                .formatted(
                        extent.store(),
                        Figures.duration(time),
                        pace.rows(),
                        pace.table(),
                        Figures.duration(pace.took()),
                        Figures.bytes(LongNode.valueOf(pace.logBytesPerSecond() * time.toMillis() / 1_000)));
    }

    private String named(Side side) {
        return plan.label(side).equals(side.label()) ? "" : " (" + plan.label(side) + ")";
    }

    private static void append(StringBuilder text, PreflightLine line) {
        Finding finding = line.finding();
        text.append("  %-8s %s (%s)%n".formatted(severity(line), finding.check().id(), direction(line)));
        text.append("           ").append(finding.found()).append('\n');
        text.append("           why: ").append(finding.check().why()).append('\n');
        if (!finding.remedy().isEmpty()) {
            text.append("           do:  ").append(finding.remedy()).append('\n');
        }
        line.accepted()
                .ifPresent(reason ->
                        text.append("           accepted: ").append(reason).append('\n'));
    }

    private static String direction(PreflightLine line) {
        return switch (line.direction()) {
            case FORWARD -> "forward";
            case BACK -> "back";
            case BOTH -> "forward and back";
        };
    }

    private static String severity(PreflightLine line) {
        return line.accepted().isPresent()
                ? ACCEPTED
                : line.finding().check().severity().name().toLowerCase(Locale.ROOT);
    }

    private String summary() {
        long accepted = outcome.lines().stream()
                .filter(line -> line.accepted().isPresent())
                .count();
        String counts = count(Check.Severity.WARN) + " to know before you begin"
                + (accepted == 0 ? "" : ", " + accepted + " accepted by the plan");
        long blocking = outcome.lines().stream().filter(PreflightLine::blocks).count();
        return blocking == 0 ? "nothing stands in the way; " + counts : blocking + " in the way; " + counts;
    }

    private long count(Check.Severity severity) {
        return outcome.lines().stream()
                .filter(line ->
                        line.accepted().isEmpty() && line.finding().check().severity() == severity)
                .count();
    }

    ObjectNode tree() {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        tree.put("migration", plan.migration());
        tree.put("blocked", outcome.blocks());
        ArrayNode stores = tree.putArray("stores");
        outcome.extents().forEach(extent -> {
            ObjectNode store = stores.addObject()
                    .put("store", extent.store())
                    .put("tables", extent.tables())
                    .put("rows", extent.rows())
                    .put("bytes", extent.bytes());
            extent.pace()
                    .ifPresent(pace -> store.put("readBytesPerSecond", pace.bytesPerSecond())
                            .put("readSeconds", pace.timeFor(extent.bytes()).toSeconds())
                            .put("logBytesPerSecond", pace.logBytesPerSecond()));
        });
        ArrayNode trips = tree.putArray("probes");
        outcome.trips()
                .forEach(trip -> trips.addObject()
                        .put("store", trip.store())
                        .put("from", trip.from().label())
                        .put("marks", trip.marks())
                        .put("p50Millis", trip.p50().toNanos() / NANOS_A_MILLI)
                        .put("p99Millis", trip.p99().toNanos() / NANOS_A_MILLI)
                        .put("maxMillis", trip.max().toNanos() / NANOS_A_MILLI));
        Preflight.Foretold foretold = outcome.foretold();
        ObjectNode forecast = tree.putObject("forecast").put("rehearsals", foretold.rehearsals());
        foretold.pause().ifPresent(pause -> range(forecast.putObject("pauseMillis"), pause));
        foretold.total().ifPresent(total -> range(forecast.putObject("totalMillis"), total));
        ArrayNode findings = tree.putArray("findings");
        for (PreflightLine line : outcome.lines()) {
            Finding finding = line.finding();
            findings.addObject()
                    .put("check", finding.check().id())
                    .put("severity", finding.check().severity().name().toLowerCase(Locale.ROOT))
                    .put("part", line.part())
                    .put("side", line.side().label())
                    .put("direction", line.direction().name().toLowerCase(Locale.ROOT))
                    .put("subject", finding.subject())
                    .put("found", finding.found())
                    .put("why", finding.check().why())
                    .put("remedy", finding.remedy())
                    .put(ACCEPTED, line.accepted().orElse(null));
        }
        return tree;
    }

    private static void range(ObjectNode range, Forecast forecast) {
        range.put("low", forecast.low().toMillis()).put("high", forecast.high().toMillis());
    }
}
