package dev.bailey.control;

import dev.bailey.telling.Notice;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a migration stands, as people are told at an interval. */
final class UpdateText {

    /** Of closed gates and waiting steps, since the rest is in the status. */
    private static final int LISTED_MAX = 10;

    private static final int PERCENT = 100;

    private UpdateText() {}

    static Notice of(Status status) {
        String owner = status.owner();
        return new Notice(
                status.at(),
                status.migration(),
                Notice.Event.UPDATE,
                status.phase() + ", the " + owner + " (" + status.sides().getOrDefault(owner, owner) + ") serves",
                String.join("\n", lines(status)),
                fields(status));
    }

    private static List<String> lines(Status status) {
        List<String> lines = new ArrayList<>();
        lines.add(status.readiness());
        long done = status.steps().stream()
                .filter(step -> step.state().equals("done"))
                .count();
        lines.add("steps: " + done + " of " + status.steps().size() + " done");
        status.steps().stream()
                .filter(step -> step.state().equals("running"))
                .forEach(step ->
                        lines.add("now: " + step.title() + (step.detail().isEmpty() ? "" : ": " + step.detail())));
        for (Status.StoreLine store : status.stores()) {
            if (!store.copy().done() && store.copy().bytesTotal() > 0) {
                lines.add("copy of " + store.name() + ": "
                        + store.copy().bytes() * PERCENT / store.copy().bytesTotal() + " %");
            }
            lines.add("lag of " + store.name() + ": " + lag(store.forward()) + " to the target, " + lag(store.reverse())
                    + " back");
        }
        lines.add("verdict: " + status.verdict());
        lines.addAll(gates(status));
        status.waiting().stream()
                .limit(LISTED_MAX)
                .forEach(waiting -> lines.add("waits for a person: " + waiting.because()));
        Status.Range pause = status.forecast().pauseMillis();
        if (pause != null) {
            lines.add("a cutover is expected to hold writes " + pause.low() + " to " + pause.high() + " ms");
        }
        return lines;
    }

    private static List<String> gates(Status status) {
        List<String> closed = status.gates().stream()
                .filter(gate -> !gate.open())
                .limit(LISTED_MAX)
                .map(gate -> "closed: " + gate.name() + ": " + gate.because())
                .toList();
        return closed.isEmpty() ? List.of("all " + status.gates().size() + " gates are open") : closed;
    }

    private static Map<String, String> fields(Status status) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("phase", status.phase());
        fields.put("owner", status.owner());
        fields.put(
                "gatesClosed",
                Long.toString(
                        status.gates().stream().filter(gate -> !gate.open()).count()));
        fields.put("waiting", Integer.toString(status.waiting().size()));
        for (Status.StoreLine store : status.stores()) {
            put(
                    fields,
                    "lagMillis." + store.name() + ".forward",
                    store.forward().lagMillis());
            put(
                    fields,
                    "lagMillis." + store.name() + ".reverse",
                    store.reverse().lagMillis());
        }
        return fields;
    }

    private static void put(Map<String, String> fields, String name, @Nullable Long value) {
        if (value != null) {
            fields.put(name, value.toString());
        }
    }

    private static String lag(Status.StreamLine stream) {
        return stream.lagMillis() == null ? "not measured" : stream.lagMillis() + " ms";
    }
}
