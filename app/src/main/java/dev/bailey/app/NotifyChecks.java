package dev.bailey.app;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bailey.telling.Mailbox;
import dev.bailey.telling.Recipients;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What must hold where a plan says who is told what happens, and no schema can say. No sentence shows a secret. */
final class NotifyChecks {

    private static final Pattern LOOPBACK = Pattern.compile("localhost|127\\..*|::1");

    private final YamlDocument plan;
    private final List<PlanProblem> problems;

    /** @param problems to which those that are found are added */
    NotifyChecks(YamlDocument plan, List<PlanProblem> problems) {
        this.plan = plan;
        this.problems = problems;
    }

    void check() {
        JsonNode notify = plan.root().path("notify");
        Optional<Duration> every = PlanText.duration(notify.path("every").asText());
        if (every.isPresent() && every.get().compareTo(Recipients.EVERY_MIN) < 0) {
            problem("notify.every", "nobody would read so many; say 1m or more");
        }
        if (notify.path("webhooks").size() > Recipients.WEBHOOKS_MAX) {
            problem("notify.webhooks", "at most " + Recipients.WEBHOOKS_MAX + " are told");
        }
        int index = 0;
        for (JsonNode webhook : notify.path("webhooks")) {
            String path = YamlDocument.item("notify.webhooks", index++);
            if (webhook.path("url").isTextual()) {
                attempt(path + ".url", () -> NotifyReader.webhook(webhook));
            }
        }
        if (notify.path("email").isObject()) {
            checkMail(notify.path("email"));
        }
    }

    private void checkMail(JsonNode email) {
        if (email.has("user") != email.has("password")) {
            problem("notify.email", "user and password come together, or neither");
        }
        if (isRight("notify.email")) {
            attempt("notify.email", () -> {
                Mailbox mailbox = NotifyReader.mailbox(email);
                if (mailbox.tls() == Mailbox.Tls.NONE
                        && !LOOPBACK.matcher(mailbox.host()).matches()) {
                    problems.add(PlanProblem.warning(
                            plan.line("notify.email.tls"),
                            "notify.email.tls",
                            "mail" + (mailbox.login().isPresent() ? " and password go" : " goes")
                                    + " over the network as they are; leave this out, or send to this machine"));
                }
            });
        }
    }

    /** Of the plan as it was written, without what its placeholders stand for. */
    static void checkWritten(YamlDocument written, List<PlanProblem> problems) {
        JsonNode notify = written.root().path("notify");
        warnOfSecret(written, problems, notify.path("email").path("password"), "notify.email.password");
        int index = 0;
        for (JsonNode webhook : notify.path("webhooks")) {
            if (webhook.path("format").asText().equals("slack")) {
                warnOfSecret(
                        written, problems, webhook.path("url"), YamlDocument.item("notify.webhooks", index) + ".url");
            }
            index++;
        }
    }

    private static void warnOfSecret(YamlDocument written, List<PlanProblem> problems, JsonNode value, String path) {
        if (value.isTextual() && !value.asText().contains("${")) {
            problems.add(PlanProblem.warning(
                    written.line(path),
                    path,
                    "whoever reads the plan can use this; use ${env:NAME} or ${file:/absolute/path}"));
        }
    }

    private void attempt(String path, Runnable read) {
        try {
            read.run();
        } catch (IllegalArgumentException wrong) {
            problem(path, String.valueOf(wrong.getMessage()));
        }
    }

    /** Whether nothing was found there already, which would be told twice. */
    private boolean isRight(String path) {
        return problems.stream().noneMatch(problem -> problem.path().startsWith(path) && !problem.warning());
    }

    private void problem(String path, String sentence) {
        problems.add(plan.error(path, sentence));
    }
}
