package dev.bailey.app;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What of a report happened when, as a picture: steps as expected and as they were, moves, and what users felt. */
final class TimeLine {

    private static final int WIDTH = 1_000;
    private static final int LABELS = 230;
    private static final int ROW = 22;
    private static final int TICKS = 5;

    /** Where a time as text has its month, and where its day ends. */
    private static final int MONTH = "2026-".length();

    private static final int DAY = "2026-11-20".length();

    /** Whatever took no time to speak of must still be seen. */
    private static final double BAR_MIN = 2;

    private final List<Row> rows = new ArrayList<>();

    private record Bar(Instant from, Instant to, String style, String told) {}

    private record Row(String label, List<Bar> bars) {}

    private TimeLine(JsonNode report) {
        report.path("steps").forEach(this::step);
        row("changes of sides", report.path("flips"), this::flip);
        row("worse for users", report.path("degraded"), this::degraded);
        for (JsonNode prober : report.path("availability").path("probed")) {
            String name = prober.path("probe").asText();
            List<Bar> bars = new ArrayList<>();
            bars.add(bar(prober, "well", name + " probed"));
            prober.path("notProbed").forEach(gap -> bars.add(bar(gap, "unknown", "nobody probed")));
            rows.add(new Row("probed: " + name, bars));
        }
        row("approvals", report.path("approvals"), this::approval);
    }

    /** An SVG element; empty where nothing has a time. */
    static String of(JsonNode report) {
        TimeLine line = new TimeLine(report);
        return line.rows.stream().allMatch(row -> row.bars.isEmpty()) ? "" : line.svg();
    }

    private interface Drawing {
        Bar bar(JsonNode thing);
    }

    private void row(String label, JsonNode things, Drawing drawing) {
        List<Bar> bars = new ArrayList<>();
        things.forEach(thing -> {
            if (!thing.path("at").isMissingNode() || !thing.path("from").isMissingNode()) {
                bars.add(drawing.bar(thing));
            }
        });
        if (!bars.isEmpty()) {
            rows.add(new Row(label, bars));
        }
    }

    private void step(JsonNode step) {
        if (!step.path("startedAt").isTextual()) {
            return;
        }
        Instant start = Instant.parse(step.path("startedAt").asText());
        JsonNode expected = step.path("expectedMillis");
        List<Bar> bars = new ArrayList<>();
        if (expected.isObject()) {
            Instant high = start.plusMillis(expected.path("high").asLong());
            bars.add(new Bar(
                    start,
                    high,
                    "expected",
                    "expected " + Figures.millis(expected.path("low")) + " to "
                            + Figures.millis(expected.path("high"))));
        }
        Instant end = start.plusMillis(step.path("millis").asLong(0));
        bars.add(new Bar(start, end, "actual", "took " + Figures.millis(step.path("millis"))));
        rows.add(new Row(step.path("name").asText(), bars));
    }

    private Bar flip(JsonNode flip) {
        Instant at = Instant.parse(flip.path("at").asText());
        return new Bar(at.minusMillis(flip.path("pauseMillis").asLong(0)), at, "move", Sentences.flip(flip));
    }

    private Bar degraded(JsonNode window) {
        boolean held = window.path("kind").asText().equals("writes held");
        return bar(window, held ? "held" : "bad", Sentences.degraded(window));
    }

    private Bar approval(JsonNode approval) {
        Instant at = Instant.parse(approval.path("at").asText());
        return new Bar(at, at, "approval", Sentences.approval(approval));
    }

    private static Bar bar(JsonNode span, String style, String told) {
        return new Bar(
                Instant.parse(span.path("from").asText()),
                Instant.parse(span.path("to").asText()),
                style,
                told);
    }

    private String svg() {
        Instant begin = bars().stream().map(Bar::from).min(Instant::compareTo).orElseThrow();
        Instant end = bars().stream().map(Bar::to).max(Instant::compareTo).orElseThrow();
        double millis = Math.max(1, Duration.between(begin, end).toMillis());
        int height = ROW * (rows.size() + 1) + 8;
        StringBuilder svg = new StringBuilder("<svg role=\"img\" aria-label=\"time line\" viewBox=\"0 0 " + WIDTH + " "
                + height + "\" xmlns=\"http://www.w3.org/2000/svg\">\n");
        String day = day(begin);
        svg.append("<text x=\"0\" y=\"14\">").append(day).append("</text>\n");
        for (int tick = 0; tick <= TICKS; tick++) {
            double x = LABELS + (double) (WIDTH - LABELS) * tick / TICKS;
            Instant at = begin.plusMillis(Math.round(millis * tick / TICKS)).truncatedTo(ChronoUnit.SECONDS);
            String anchor = tick == 0 ? "start" : tick == TICKS ? "end" : "middle";
            svg.append(String.format(
                    Locale.ROOT,
                    "<line class=\"grid\" x1=\"%1$.1f\" x2=\"%1$.1f\" y1=\"%2$d\" y2=\"%3$d\"/>"
                            + "<text x=\"%1$.1f\" y=\"14\" text-anchor=\"%4$s\">%5$s</text>%n",
                    x,
                    ROW - 2,
                    height,
                    anchor,
                    (day(at).equals(day) ? "" : day(at).substring(MONTH) + " ") + timeOfDay(at)));
            day = day(at);
        }
        for (int i = 0; i < rows.size(); i++) {
            row(svg, rows.get(i), ROW * (i + 1), begin, millis);
        }
        return svg.append("</svg>").toString();
    }

    private static String day(Instant at) {
        return at.toString().substring(0, DAY);
    }

    private static String timeOfDay(Instant at) {
        return at.toString().substring(DAY + 1).replace("Z", "");
    }

    private List<Bar> bars() {
        return rows.stream().flatMap(row -> row.bars.stream()).toList();
    }

    private static void row(StringBuilder svg, Row row, int y, Instant begin, double millis) {
        svg.append("<text x=\"0\" y=\"").append(y + 15).append("\">").append(Html.escaped(row.label));
        svg.append("</text>\n");
        for (Bar bar : row.bars) {
            double scale = (WIDTH - LABELS) / millis;
            double x = LABELS + Duration.between(begin, bar.from).toMillis() * scale;
            double width = Math.max(BAR_MIN, Duration.between(bar.from, bar.to).toMillis() * scale);
            svg.append(String.format(
                    Locale.ROOT,
                    "<rect class=\"%s\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\"><title>%s</title></rect>%n",
                    bar.style,
                    Math.min(x, WIDTH - BAR_MIN),
                    y + 4,
                    width,
                    ROW - 8,
                    Html.escaped(bar.told)));
        }
    }
}
