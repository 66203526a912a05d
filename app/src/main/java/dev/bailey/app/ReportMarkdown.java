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
        availability();
        claims();
        flips();
        observations();
        traffic();
        data();
        checker();
        degraded();
        approvals();
        surprises();
        rehearsals();
        steps();
        end();
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
                .forEach(time ->
                        page.append("- ").append(Sentences.degraded(time)).append('\n'));
    }

    private void approvals() {
        if (!report.path("approvals").isEmpty()) {
            heading("Approvals");
            report.path("approvals").forEach(line -> item(Sentences.approval(line)));
        }
    }

    private void surprises() {
        if (!report.path("surprises").isEmpty()) {
            heading("Surprises");
            report.path("surprises").forEach(sentence -> item(sentence.asText()));
        }
    }

    private void rehearsals() {
        if (report.path("rehearsals").isEmpty()) {
            return;
        }
        heading("Rehearsals");
        report.path("rehearsals").forEach(line -> {
            String because = line.path("because").asText("");
            item(line.path("number").asText() + " at " + line.path("at").asText() + ": "
                    + (line.path("green").asBoolean() ? "green" : "not green")
                    + (because.isEmpty() ? "" : ", " + because) + ", in " + Figures.millis(line.path("millis")));
            line.path("surprises")
                    .forEach(surprise -> item("surprise " + surprise.path("id").asText() + ", "
                            + surprise.path("sentence").asText() + ": "
                            + surprise.path("closed").asText("not closed")));
        });
    }

    private void steps() {
        if (report.path("steps").isEmpty()) {
            return;
        }
        heading("Steps");
        page.append("| Step | State | Took | Expected |\n|---|---|---|---|\n");
        report.path("steps").forEach(step -> {
            JsonNode expected = step.path("expectedMillis");
            page.append("| ").append(step.path("title").asText()).append(" | ");
            page.append(step.path("state").asText()).append(" | ");
            page.append(step.path("millis").isNumber() ? Figures.millis(step.path("millis")) : "")
                    .append(" | ");
            page.append(
                            expected.isObject()
                                    ? Figures.millis(expected.path("low")) + " to "
                                            + Figures.millis(expected.path("high"))
                                    : "")
                    .append(" |\n");
        });
    }

    private void end() {
        if (report.path("ended").isObject()) {
            heading("The end");
            page.append(Sentences.ended(report.path("ended"))).append(".\n");
        }
        JsonNode journal = report.path("journal");
        if (journal.isObject()) {
            heading("Proof");
            page.append("Entry ")
                    .append(journal.path("entries").asText())
                    .append(" of the journal has hash ")
                    .append(journal.path("hash").asText())
                    .append(".\n");
        }
    }

    private void item(String text) {
        page.append("- ").append(text).append('\n');
    }

    private void availability() {
        JsonNode availability = report.path("availability");
        if (!availability.isObject()) {
            return;
        }
        heading("Downtime");
        page.append(availability.path("sentence").asText()).append(".\n");
        availability
                .path("disagreements")
                .forEach(sentence -> page.append("\n- ").append(sentence.asText()));
        if (!availability.path("disagreements").isEmpty()) {
            page.append('\n');
        }
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
