package dev.bailey.app;

import com.fasterxml.jackson.databind.JsonNode;

/** The report of a migration as Markdown, with the same figures as its JSON. */
final class ReportMarkdown {

    private final JsonNode report;
    private final StringBuilder page = new StringBuilder();

    private ReportMarkdown(JsonNode report) {
        this.report = report;
    }

    static String of(JsonNode report) {
        return new ReportMarkdown(report).render();
    }

    private String render() {
        page.append("# Migration ")
                .append(report.path("migration").asText())
                .append(": ")
                .append(report.path("outcome").asText("not finished").replace('_', ' '))
                .append('\n');
        claims();
        flips();
        observations();
        traffic();
        data();
        checker();
        degraded();
        return page.toString().stripTrailing();
    }

    private void claims() {
        if (report.path("claims").isEmpty()) {
            return;
        }
        heading("Claims");
        table("Claim", "Figure");
        report.path("claims")
                .forEach(claim ->
                        row(claim.path("claim").asText(), claim.path("figure").asText("not measured")));
    }

    private void flips() {
        if (report.path("flips").isEmpty()) {
            return;
        }
        heading("Changes of sides");
        report.path("flips")
                .forEach(flip -> page.append("- ")
                        .append(flip.path("slice").asText())
                        .append(' ')
                        .append(Sentences.flip(flip))
                        .append('\n'));
    }

    private void observations() {
        if (report.path("observations").isEmpty()) {
            return;
        }
        heading("Observations");
        report.path("observations").forEach(observation -> {
            page.append("- from ")
                    .append(observation.path("since").asText())
                    .append(" to ")
                    .append(observation.path("endedAt").asText("now"))
                    .append(": ")
                    .append(observation.path("end").asText("goes on").replace('_', ' '))
                    .append(observation.path("because").isTextual() ? ", " : "")
                    .append(observation.path("because").asText(""))
                    .append(
                            observation.path("unseenMillis").asLong() > 0
                                    ? "; Bailey was away for " + Figures.millis(observation.path("unseenMillis"))
                                    : "")
                    .append('\n');
            observation.path("questions").forEach(this::question);
        });
    }

    private void question(JsonNode question) {
        page.append("  - asked: ")
                .append(question.path("because").asText())
                .append(
                        question.path("by").isTextual()
                                ? "; " + question.path("by").asText() + " let it go on: "
                                        + question.path("reason").asText()
                                : "; not answered")
                .append('\n');
    }

    private void traffic() {
        JsonNode traffic = report.path("traffic");
        JsonNode held = traffic.path("heldMillis");
        heading("Traffic");
        table("Figure", "Value");
        row("requests", Figures.count(traffic.path("requests")));
        row("failed", Figures.count(traffic.path("failed")));
        row("held", Figures.count(traffic.path("held")));
        row("held, half of them at most", Figures.millis(held.path("p50")));
        row("held, 99 % at most", Figures.millis(held.path("p99")));
        row("held, longest", Figures.millis(held.path("max")));
    }

    private void data() {
        JsonNode data = report.path("data");
        JsonNode verdicts = data.path("verdicts");
        heading("Data");
        table("Figure", "Value");
        row("rows copied", Figures.count(data.path("rowsCopied")));
        row("changes applied", Figures.count(data.path("changesApplied")));
        row(
                "lag, half of the time at most",
                Figures.millis(data.path("lagMillis").path("p50")));
        row(
                "lag, 99 % of the time at most",
                Figures.millis(data.path("lagMillis").path("p99")));
        row("tables equal", Figures.count(verdicts.path("equal")));
        row("tables different", Figures.count(verdicts.path("different")));
        row("tables unknown", Figures.count(verdicts.path("unknown")));
        row("expected drift, rows", Figures.count(data.path("expectedDrift")));
        row("conflicts kept in the databases", Figures.count(data.path("conflicts")));
        row("of these healed", Figures.count(data.path("healedConflicts")));
        row("foreign writes", Figures.count(data.path("foreignWrites")));
    }

    private void checker() {
        JsonNode checker = report.path("checker");
        if (!checker.isObject()) {
            return;
        }
        heading("History checker");
        table("Figure", "Value");
        row("writes acknowledged", Figures.count(checker.path("acknowledged")));
        row("lost", Figures.count(checker.path("lost")));
        row("duplicated", Figures.count(checker.path("duplicated")));
    }

    private void degraded() {
        if (report.path("degraded").isEmpty()) {
            return;
        }
        heading("Degraded");
        report.path("degraded")
                .forEach(time -> page.append("- ")
                        .append(time.path("slice").asText())
                        .append(": ")
                        .append(time.path("kind").asText())
                        .append(" from ")
                        .append(time.path("from").asText())
                        .append(" to ")
                        .append(time.path("to").asText())
                        .append(", ")
                        .append(Figures.millis(time.path("millis")))
                        .append('\n'));
    }

    private void heading(String title) {
        page.append("\n## ").append(title).append("\n\n");
    }

    private void table(String left, String right) {
        row(left, right);
        page.append("|---|---|\n");
    }

    private void row(String left, String right) {
        page.append("| ").append(left).append(" | ").append(right).append(" |\n");
    }
}
