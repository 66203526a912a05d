package dev.bailey.app;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bailey.control.Plan;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * How a migration stands, on one page of a terminal, from what its API says: what is as it should be takes one line,
 * and what needs a look has its own. Immutable.
 */
final class StatusPage {

    private static final int NAME_WIDTH = 12;

    /** In these modes a stream has not failed, but goes on once people have done something. */
    private static final Set<String> WAITING = Set.of("waiting", "halted");

    /** Of moves, the last; the others are in the report. */
    private static final int FLIPS_SHOWN = 3;

    private final JsonNode status;
    private final boolean all;
    private final StringBuilder page = new StringBuilder();

    private StatusPage(JsonNode status, boolean all) {
        this.status = status;
        this.all = all;
    }

    /** @param all whether what is as it should be is shown one by one */
    static String of(JsonNode status, boolean all) {
        return new StatusPage(status, all).render();
    }

    private String render() {
        head();
        forecast();
        steps();
        section("stores", status.path("stores"), this::store);
        traffic();
        section("routers", status.path("routers"), this::router);
        if (status.path("slices").size() > 1) {
            section("slices", status.path("slices"), this::slice);
        }
        gates();
        section(
                "waiting",
                status.path("waiting"),
                step -> line(step.path("step").asText(), step.path("because").asText()));
        observation();
        flips();
        telling();
        return Wrapping.at(page.toString().stripTrailing(), NAME_WIDTH + 2);
    }

    private void head() {
        page.append(status.path("migration").asText())
                .append(": ")
                .append(status.path("phase").asText());
        String owner = status.path("owner").asText();
        if (!owner.isEmpty()) {
            page.append(", writes go to the ")
                    .append(owner)
                    .append(" (")
                    .append(status.path("sides").path(owner).asText(owner))
                    .append(')');
        }
        page.append('\n');
        String question = status.path("observation").path("question").asText("");
        if (status.path("observation").path("question").isTextual()) {
            page.append("paused: ")
                    .append(question)
                    .append("; \"bailey rollback ")
                    .append(lastMoved())
                    .append("\", or \"bailey go-on")
                    .append(lastMoved().equals(Plan.EVERYONE) ? "" : " " + lastMoved())
                    .append("\" with a reason\n");
        }
        for (String sentence : List.of("readiness", "verdict")) {
            String text = status.path(sentence).asText("");
            if (!text.isEmpty()) {
                page.append(sentence).append(": ").append(text).append('\n');
            }
        }
    }

    /** Whose cutover is observed. */
    private String lastMoved() {
        JsonNode flips = status.path("flips");
        return flips.path(flips.size() - 1).path("slice").asText(Plan.EVERYONE);
    }

    private void forecast() {
        JsonNode pause = status.path("forecast").path("pauseMillis");
        JsonNode total = status.path("forecast").path("totalMillis");
        if (pause.isObject()) {
            page.append("forecast: a cutover holds writes ")
                    .append(range(pause))
                    .append('\n');
        }
        if (total.isObject()) {
            page.append("forecast: from the first step to the last move ")
                    .append(range(total))
                    .append('\n');
        }
    }

    private void section(String title, JsonNode items, Consumer<JsonNode> each) {
        heading(title, !items.isEmpty());
        items.forEach(each);
    }

    private void heading(String title, boolean wanted) {
        if (wanted) {
            page.append('\n').append(title).append('\n');
        }
    }

    private void steps() {
        List<JsonNode> steps = some(status.path("steps"), step -> true);
        List<JsonNode> done = some(status.path("steps"), step -> is(step, "done"));
        List<JsonNode> later = some(status.path("steps"), step -> is(step, "waiting"));
        heading("steps", !steps.isEmpty());
        if (all) {
            steps.forEach(this::step);
            return;
        }
        if (!done.isEmpty()) {
            line("done", count(done, "step"));
        }
        steps.stream()
                .filter(step -> !done.contains(step) && !later.contains(step))
                .forEach(this::step);
        if (!later.isEmpty()) {
            line(
                    "later",
                    count(later, "step") + ", next: "
                            + later.get(0).path("title").asText());
        }
    }

    private static boolean is(JsonNode item, String state) {
        return item.path("state").asText().equalsIgnoreCase(state);
    }

    private static List<JsonNode> some(JsonNode items, Predicate<JsonNode> which) {
        List<JsonNode> some = new ArrayList<>();
        items.forEach(item -> {
            if (which.test(item)) {
                some.add(item);
            }
        });
        return some;
    }

    private static String count(List<JsonNode> items, String what) {
        return items.size() + " " + what + (items.size() == 1 ? "" : "s");
    }

    private void step(JsonNode step) {
        List<String> parts = new ArrayList<>();
        parts.add(step.path("title").asText());
        if (step.path("fraction").isNumber() && step.path("state").asText().equalsIgnoreCase("running")) {
            parts.add(Figures.percent(step.path("fraction").asDouble()));
        }
        if (step.path("millis").isNumber()) {
            parts.add(Figures.millis(step.path("millis")));
        }
        if (step.path("expectedMillis").isObject()) {
            parts.add("expected " + range(step.path("expectedMillis")));
        }
        String detail = step.path("detail").asText("");
        line(
                step.path("state").asText().toLowerCase(Locale.ROOT),
                String.join(", ", parts) + (detail.isEmpty() ? "" : ": " + detail));
    }

    private static String range(JsonNode millis) {
        return Figures.millis(millis.path("low")) + " to " + Figures.millis(millis.path("high"));
    }

    private void store(JsonNode store) {
        JsonNode copy = store.path("copy");
        if (copy.isObject()) {
            line(
                    store.path("name").asText(),
                    "copy " + (copy.path("done").asBoolean() ? "done, " : "")
                            + of(Figures.count(copy.path("tables")), Figures.count(copy.path("tablesTotal")))
                            + " tables, "
                            + of(Figures.count(copy.path("rows")), Figures.count(copy.path("rowsTotal"))) + " rows, "
                            + of(Figures.bytes(copy.path("bytes")), Figures.bytes(copy.path("bytesTotal")))
                            + copying(copy));
            String because = store.path("speed").path("because").asText("");
            if (!copy.path("done").asBoolean() && !because.isEmpty()) {
                line("", "copying at " + Figures.bytes(store.path("speed").path("bytesPerSecond")) + "/s: " + because);
            }
        }
        if (store.path("comparison").path("begunAt").isTextual()) {
            line("", compared(store.path("comparison")));
        }
        for (String direction : List.of("forward", "reverse")) {
            if (store.path(direction).isObject()) {
                stream(copy.isObject() ? "" : store.path("name").asText(), direction, store.path(direction));
            }
        }
    }

    private static String compared(JsonNode comparison) {
        JsonNode begun = comparison.path("begunAt");
        JsonNode ended = comparison.path("endedAt");
        if (ended.isTextual() && !Instant.parse(ended.asText()).isBefore(Instant.parse(begun.asText()))) {
            return "all tables compared by " + Figures.time(ended);
        }
        return of(Figures.count(comparison.path("read")), Figures.count(comparison.path("tables")))
                + " tables compared since " + Figures.time(begun)
                + (ended.isTextual() ? ", all of them by " + Figures.time(ended) : "");
    }

    private static String copying(JsonNode copy) {
        List<String> current = new ArrayList<>();
        copy.path("current").forEach(table -> current.add(table.asText()));
        String trouble = copy.path("trouble").asText("");
        return (current.isEmpty() ? "" : ", copying " + String.join(", ", current))
                + (trouble.isEmpty() || copy.path("trouble").isNull() ? "" : ", held up: " + trouble);
    }

    private void stream(String store, String direction, JsonNode stream) {
        String failure = stream.path("failure").asText("");
        String log = stream.path("log").asText("");
        line(
                store,
                direction + " " + stream.path("mode").asText() + ", lag " + Figures.millis(stream.path("lagMillis"))
                        + ", applied " + Figures.count(stream.path("applied"))
                        + ", foreign " + Figures.count(stream.path("foreign"))
                        + ", conflicts " + Figures.count(stream.path("conflicts"))
                        + (stream.path("healed").asLong() > 0
                                ? " (" + Figures.count(stream.path("healed")) + " healed)"
                                : "")
                        + (log.isEmpty() || stream.path("log").isNull() ? "" : ", " + log)
                        + (failure.isEmpty() || stream.path("failure").isNull()
                                ? ""
                                : (WAITING.contains(stream.path("mode").asText()) ? ", waits: " : ", failed: ")
                                        + failure));
    }

    private void traffic() {
        JsonNode traffic = status.path("traffic");
        if (!traffic.isObject()) {
            return;
        }
        page.append("\ntraffic\n");
        line(
                "requests",
                Figures.count(traffic.path("requests")) + ", failed " + Figures.count(traffic.path("failed"))
                        + ", held " + Figures.count(traffic.path("held"))
                        + " (now " + Figures.count(traffic.path("heldNow")) + ")");
        for (String side : List.of("source", "target")) {
            JsonNode of = traffic.path(side);
            line(side, Figures.count(of.path("requests")) + ", in flight " + Figures.count(of.path("inFlight")));
        }
        traffic.path("shadows").forEach(this::shadow);
    }

    private void shadow(JsonNode shadow) {
        List<String> dropped = new ArrayList<>();
        shadow.path("dropped")
                .properties()
                .forEach(reason -> dropped.add(
                        Figures.count(reason.getValue()) + " " + reason.getKey().replace('_', ' ')));
        line(
                "shadow",
                shadow.path("service").asText() + ", "
                        + shadow.path("sharePercent")
                                .decimalValue()
                                .stripTrailingZeros()
                                .toPlainString()
                        + "%: "
                        + Figures.count(shadow.path("alike")) + " answered alike, "
                        + Figures.count(shadow.path("unlike")) + " by another status"
                        + (dropped.isEmpty() ? "" : "; left out " + String.join(", ", dropped)));
    }

    private void router(JsonNode router) {
        line(
                router.path("service").asText(),
                router.path("name").asText() + " at " + router.path("address").asText() + ", epoch "
                        + router.path("epoch").asLong()
                        + (router.path("silentMillis").isNumber()
                                ? ", silent for " + Figures.millis(router.path("silentMillis"))
                                : ""));
    }

    private void gates() {
        List<JsonNode> open =
                some(status.path("gates"), gate -> gate.path("open").asBoolean());
        heading("gates" + towards(), !status.path("gates").isEmpty());
        if (!all && !open.isEmpty()) {
            line("open", count(open, "gate"));
        }
        some(status.path("gates"), gate -> all || !gate.path("open").asBoolean())
                .forEach(this::gate);
    }

    /** Where slices are told apart, which move the gates are about. */
    private String towards() {
        JsonNode next = status.path("next");
        return status.path("slices").size() > 1
                ? " of moving " + next.path("slice").asText() + " to the "
                        + next.path("to").asText()
                : "";
    }

    private void slice(JsonNode slice) {
        line(slice.path("name").asText(), Sentences.slice(slice));
    }

    private void flips() {
        List<JsonNode> flips = some(status.path("flips"), flip -> true);
        int earlier = all ? 0 : Math.max(0, flips.size() - FLIPS_SHOWN);
        heading("flips", !flips.isEmpty());
        if (earlier > 0) {
            line("earlier", earlier + ", in the report");
        }
        flips.subList(earlier, flips.size())
                .forEach(flip -> line(flip.path("slice").asText(), Sentences.flip(flip)));
    }

    private void telling() {
        List<JsonNode> shown =
                some(status.path("telling"), way -> all || way.path("trouble").isTextual() || lost(way) > 0);
        heading("telling", !shown.isEmpty());
        shown.forEach(way -> line(
                way.path("trouble").isTextual() ? "trouble" : "well",
                way.path("name").asText() + ", told " + Figures.count(way.path("told")) + ", not delivered " + lost(way)
                        + ", waiting " + Figures.count(way.path("waiting"))
                        + (way.path("trouble").isTextual()
                                ? ": " + way.path("trouble").asText()
                                : "")));
    }

    private static long lost(JsonNode way) {
        return way.path("failed").asLong() + way.path("dropped").asLong();
    }

    private void gate(JsonNode gate) {
        String because = gate.path("because").asText("");
        line(
                gate.path("open").asBoolean() ? "open" : "closed",
                gate.path("name").asText() + (because.isEmpty() ? "" : ": " + because));
    }

    private void observation() {
        JsonNode observation = status.path("observation");
        if (!observation.isObject()) {
            return;
        }
        page.append("\nobservation\n");
        line(
                observation.path("state").asText(),
                "since " + Figures.time(observation.path("since")) + ", until "
                        + Figures.time(observation.path("until")));
        List<JsonNode> fine = some(observation.path("conditions"), condition -> is(condition, "fine"));
        if (!all && !fine.isEmpty()) {
            line("fine", count(fine, "condition"));
        }
        some(observation.path("conditions"), condition -> all || !is(condition, "fine"))
                .forEach(this::condition);
    }

    private void condition(JsonNode condition) {
        line(
                condition.path("state").asText(),
                condition.path("name").asText()
                        + (condition.path("since").isTextual()
                                ? ", since " + Figures.time(condition.path("since"))
                                : "")
                        + ": " + condition.path("measured").asText()
                        + (condition.path("excused").asBoolean() ? " (let be)" : ""));
    }

    private void line(String name, String text) {
        page.append("  ")
                .append(name)
                .append(" ".repeat(Math.max(1, NAME_WIDTH - name.length())))
                .append(text)
                .append('\n');
    }

    private static String of(String some, String all) {
        return some.equals(all) ? all : some + " of " + all;
    }
}
