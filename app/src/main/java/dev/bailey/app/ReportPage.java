package dev.bailey.app;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The report of a migration as one HTML page that needs nothing else, for people and for paper. */
final class ReportPage {

    private static final String STYLE = """
            body{font:15px/1.5 system-ui,sans-serif;color:#1b1f24;max-width:1040px;margin:2em auto;padding:0 1em}
            h1{font-size:1.6em;margin-bottom:0}h2{font-size:1.15em;margin:1.6em 0 .4em;border-bottom:1px solid #d0d7de}
            table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.25em .8em .25em 0;
            border-bottom:1px solid #eaeef2;overflow-wrap:anywhere}th{font-weight:600;white-space:nowrap}
            .sentence{font-size:1.1em;border-left:4px solid #9a6700;padding-left:.8em}.sentence.none{border-color:#1a7f37}
            svg{width:100%;height:auto;font-size:12px}svg text{fill:#1b1f24}.grid{stroke:#d0d7de}
            .expected{fill:#fff;stroke:#8c959f;stroke-dasharray:4 2}.actual{fill:#0969da}.move{fill:#8250df}
            .held{fill:#d4a72c}.bad{fill:#cf222e}.well{fill:#1a7f37}.unknown{fill:#8c959f}.approval{fill:#1a7f37}
            code{overflow-wrap:anywhere}
            @media print{body{margin:0;max-width:none;font-size:11px}h2{break-after:avoid}tr,svg{break-inside:avoid}}
            """;

    private final JsonNode report;
    private final Html page = new Html();

    private ReportPage(JsonNode report) {
        this.report = report;
    }

    static String of(JsonNode report) {
        return new ReportPage(report).render();
    }

    private String render() {
        String title = "Migration " + report.path("migration").asText() + ": "
                + report.path("outcome").asText("not finished").replace('_', ' ');
        page.raw("<!DOCTYPE html>").raw("<html lang=\"en\"><head><meta charset=\"utf-8\">");
        page.element("title", title)
                .raw("<style>" + STYLE + "</style></head><body>")
                .element("h1", title);
        availability();
        rows(
                "Claims",
                List.of("Claim", "Figure"),
                "claims",
                claim -> List.of(text(claim, "claim"), text(claim, "figure")));
        String timeLine = TimeLine.of(report);
        if (!timeLine.isEmpty()) {
            page.element("h2", "Time line").raw(timeLine);
        }
        moves();
        observations();
        people();
        data();
        steps();
        end();
        return page.raw("</body></html>").toString().stripTrailing();
    }

    private void availability() {
        JsonNode availability = report.path("availability");
        if (!availability.isObject()) {
            return;
        }
        String kind = availability.path("noDowntime").asBoolean() ? "sentence none" : "sentence";
        page.element("p class=\"" + kind + "\"", text(availability, "sentence") + ".");
        if (!availability.path("disagreements").isEmpty()) {
            page.element("h2", "Where routers and probers do not say the same");
            page.list(texts(availability.path("disagreements")));
        }
    }

    private void moves() {
        rows(
                "Changes of sides",
                List.of("When", "Of whom", "By", "What"),
                "flips",
                flip -> List.of(text(flip, "at"), text(flip, "slice"), text(flip, "by"), Sentences.flip(flip)));
        rows(
                "Worse for users",
                List.of("From", "To", "How long", "What", "Seen by"),
                "degraded",
                window -> List.of(
                        text(window, "from"),
                        text(window, "to"),
                        Figures.millis(window.path("millis")),
                        Sentences.felt(window),
                        text(window, "seenBy")));
    }

    private void observations() {
        rows(
                "Observations",
                List.of("From", "To", "How it ended", "Why"),
                "observations",
                line -> List.of(
                        text(line, "since"),
                        text(line, "endedAt"),
                        text(line, "end").replace('_', ' '),
                        text(line, "because")));
    }

    private void people() {
        rows(
                "Approvals",
                List.of("When", "Approval", "Who", "What", "Reason", "Counted", "Evidence"),
                "approvals",
                line -> List.of(
                        text(line, "at"),
                        text(line, "name"),
                        text(line, "by"),
                        text(line, "decision"),
                        text(line, "reason"),
                        line.path("counted").asBoolean() ? "yes" : "no",
                        text(line, "evidence")));
        if (!report.path("surprises").isEmpty()) {
            page.element("h2", "Surprises").list(texts(report.path("surprises")));
        }
        rows(
                "Rehearsals",
                List.of("Number", "When", "Took", "How it went", "Surprises"),
                "rehearsals",
                line -> List.of(
                        text(line, "number"),
                        text(line, "at"),
                        Figures.millis(line.path("millis")),
                        line.path("green").asBoolean() ? "green" : "not green " + text(line, "because"),
                        String.join("; ", surprises(line))));
    }

    private static List<String> surprises(JsonNode rehearsal) {
        List<String> told = new ArrayList<>();
        rehearsal
                .path("surprises")
                .forEach(surprise -> told.add(text(surprise, "id") + " " + text(surprise, "sentence") + ": "
                        + surprise.path("closed").asText("not closed")));
        return told;
    }

    private void data() {
        JsonNode data = report.path("data");
        JsonNode traffic = report.path("traffic");
        JsonNode verdicts = data.path("verdicts");
        List<List<String>> figures = new ArrayList<>();
        figures.add(List.of("tables equal", Figures.count(verdicts.path("equal"))));
        figures.add(List.of("tables different", Figures.count(verdicts.path("different"))));
        figures.add(List.of("tables unknown", Figures.count(verdicts.path("unknown"))));
        figures.add(List.of("rows copied", Figures.count(data.path("rowsCopied"))));
        figures.add(List.of("changes applied", Figures.count(data.path("changesApplied"))));
        figures.add(List.of("conflicts kept in the databases", Figures.count(data.path("conflicts"))));
        figures.add(List.of("of these healed", Figures.count(data.path("healedConflicts"))));
        figures.add(List.of("foreign writes", Figures.count(data.path("foreignWrites"))));
        figures.add(List.of(
                "lag, 99 % of the time at most",
                Figures.millis(data.path("lagMillis").path("p99"))));
        figures.add(List.of("requests", Figures.count(traffic.path("requests"))));
        figures.add(List.of("requests failed", Figures.count(traffic.path("failed"))));
        figures.add(List.of("requests held", Figures.count(traffic.path("held"))));
        figures.add(List.of(
                "held, longest", Figures.millis(traffic.path("heldMillis").path("max"))));
        JsonNode checker = report.path("checker");
        if (checker.isObject()) {
            figures.add(List.of("writes acknowledged", Figures.count(checker.path("acknowledged"))));
            figures.add(List.of("of these lost", Figures.count(checker.path("lost"))));
            figures.add(List.of("of these duplicated", Figures.count(checker.path("duplicated"))));
        }
        page.table("Verdicts, conflicts and traffic", List.of("Figure", "Value"), figures);
        page.element("p", "Since " + text(traffic, "since") + ", when this process of Bailey began.");
    }

    private void steps() {
        rows(
                "Steps",
                List.of("Step", "State", "Began", "Took", "Expected"),
                "steps",
                step -> List.of(
                        text(step, "title"),
                        text(step, "state"),
                        text(step, "startedAt"),
                        step.path("millis").isNumber() ? Figures.millis(step.path("millis")) : "",
                        step.path("expectedMillis").isObject()
                                ? Figures.millis(step.path("expectedMillis").path("low")) + " to "
                                        + Figures.millis(
                                                step.path("expectedMillis").path("high"))
                                : ""));
    }

    private void end() {
        JsonNode ended = report.path("ended");
        if (ended.isObject()) {
            page.element("h2", "The end").element("p", Sentences.ended(ended));
        }
        JsonNode journal = report.path("journal");
        if (journal.isObject()) {
            page.element("h2", "Proof")
                    .raw("<p>Entry " + Html.escaped(text(journal, "entries")) + " of the journal has hash <code>"
                            + Html.escaped(text(journal, "hash")) + "</code>.</p>");
        }
    }

    private void rows(String title, List<String> columns, String field, Function<JsonNode, List<String>> row) {
        List<List<String>> rows = new ArrayList<>();
        report.path(field).forEach(each -> rows.add(row.apply(each)));
        page.table(title, columns, rows);
    }

    private static String text(JsonNode node, String field) {
        return node.path(field).isNull() ? "" : node.path(field).asText();
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(each -> texts.add(each.asText()));
        return texts;
    }
}
