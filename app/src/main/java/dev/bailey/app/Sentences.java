package dev.bailey.app;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bailey.core.Slice;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** What the API answers, as sentences. */
final class Sentences {

    private Sentences() {}

    /** {@code forward: no request waited longer than 84 ms (hold 9 ms, fence 4 ms)}. */
    static String flip(JsonNode flip) {
        List<String> steps = new ArrayList<>();
        flip.path("steps")
                .properties()
                .forEach(step -> steps.add(step.getKey() + " " + Figures.millis(step.getValue())));
        String because = flip.path("because").asText("");
        return flip.path("direction").asText() + ": "
                + (because.isEmpty() ? "" : "given up, " + because + "; ") + pause(flip)
                + (steps.isEmpty() ? "" : " (" + String.join(", ", steps) + ")");
    }

    /** {@code 3 tenants, served by the target, epoch 4}. */
    static String slice(JsonNode slice) {
        return who(slice) + (slice.path("validates").asBoolean() ? ", to try the target out" : "") + ", served by the "
                + slice.path("side").asText() + ", epoch "
                + slice.path("epoch").asLong()
                + (slice.path("moving").asBoolean() ? ", moving" : "")
                + (slice.path("canary").isObject() ? canary(slice.path("canary")) : "");
    }

    /** {@code ; reads from the target, 1,200 so far, …}. */
    private static String canary(JsonNode canary) {
        boolean on = canary.path("state").asText().equals("on");
        String because = canary.path("because").asText();
        if (!on && !canary.path("since").isTextual()) {
            return "; may read from the target, nobody has asked for it";
        }
        return (on ? "; reads from the target" : "; reads from the target ended")
                + " (" + canary.path("by").asText() + (because.isEmpty() ? "" : ": " + because) + "), "
                + Figures.count(canary.path("target")) + " answered there; by the source "
                + Figures.count(canary.path("recentWrites")) + " after a write, "
                + Figures.count(canary.path("behind")) + " by lag, "
                + Figures.count(canary.path("fellBack")) + " that the target failed";
    }

    private static String who(JsonNode slice) {
        if (slice.path("tenants").isNumber()) {
            long tenants = slice.path("tenants").asLong();
            return tenants + (tenants == 1 ? " tenant" : " tenants");
        }
        long share = slice.path("share").asLong();
        return share == Slice.EVERYONE
                ? "all who are in no other slice"
                : "up to " + BigDecimal.valueOf(share, 2).stripTrailingZeros().toPlainString() + " %";
    }

    private static String pause(JsonNode flip) {
        if (flip.path("pauseMillis").isNumber()) {
            return "no request waited longer than " + Figures.millis(flip.path("pauseMillis"));
        }
        boolean noneHeld = flip.path("held").isNumber() && flip.path("held").asLong() == 0;
        return noneHeld ? "no request had to wait" : "the pause was not measured";
    }

    /** {@code go: ben approved (rollback was rehearsed), which counted}. */
    static String approval(JsonNode line) {
        return line.path("at").asText() + " " + line.path("name").asText() + ": "
                + line.path("decision").asText() + " by " + line.path("by").asText() + ", \""
                + line.path("reason").asText() + "\""
                + (line.path("counted").asBoolean() ? ", and counted" : "")
                + (line.path("evidence").isTextual()
                        ? " (evidence " + line.path("evidence").asText() + ")"
                        : "");
    }

    /** {@code finish, asked for by ada at …; over at …}. */
    static String ended(JsonNode ended) {
        return ended.path("way").asText() + ", asked for by " + ended.path("by").asText() + " at "
                + ended.path("askedAt").asText()
                + (ended.path("decidedAt").isTextual()
                        ? "; decided for good at " + ended.path("decidedAt").asText()
                        : "")
                + (ended.path("overAt").isTextual()
                        ? "; over at " + ended.path("overAt").asText()
                        : "; not over yet");
    }

    /** {@code everyone: writes held from … to …, 84 ms (cutover of epoch 1; 12 requests; seen by router)}. */
    static String degraded(JsonNode time) {
        String more = details(time);
        String seenBy = time.path("seenBy").asText("");
        return time.path("slice").asText() + ": " + time.path("kind").asText() + " from "
                + time.path("from").asText() + " to " + time.path("to").asText() + ", "
                + Figures.millis(time.path("millis"))
                + (more.isEmpty() ? "" : " (" + more + ")")
                + (seenBy.isEmpty() ? "" : ", seen by " + seenBy);
    }

    /** {@code writes held (web; cutover of epoch 1; 12 requests)}. */
    static String felt(JsonNode time) {
        String more = details(time);
        return time.path("kind").asText() + (more.isEmpty() ? "" : " (" + more + ")");
    }

    private static String details(JsonNode time) {
        List<String> more = new ArrayList<>();
        if (!time.path("service").asText("").isEmpty()) {
            more.add(time.path("service").asText());
        }
        if (!time.path("cause").asText("").isEmpty()) {
            more.add(time.path("cause").asText());
        }
        if (time.path("router").isTextual()) {
            more.add("router " + time.path("router").asText());
        }
        if (time.path("requests").isNumber()) {
            more.add(Figures.count(time.path("requests")) + " requests");
        }
        if (time.path("longestMillis").isNumber()) {
            more.add("none waited longer than " + Figures.millis(time.path("longestMillis")));
        }
        if (time.path("probes").isNumber()) {
            more.add(Figures.count(time.path("probes")) + " probes");
        }
        return String.join("; ", more);
    }

    /** Behind the refusal of a table that is not moved: which one was meant, by the tables that the answer names. */
    static String tableHint(String table, JsonNode answer) {
        List<String> known = new ArrayList<>();
        answer.path("tables").forEach(each -> known.add(each.asText()));
        List<String> inSchemas =
                known.stream().filter(each -> each.endsWith("." + table)).toList();
        return inSchemas.isEmpty()
                ? Spelling.hint(table, known)
                : "; did you mean \"" + String.join("\" or \"", inSchemas) + "\"?";
    }

    /** The reasons, one line each. */
    static List<String> because(JsonNode answer) {
        List<String> reasons = new ArrayList<>();
        answer.path("because").forEach(reason -> reasons.add(reason.asText()));
        return reasons.isEmpty() ? List.of("no reason was given; look at the log of the run") : reasons;
    }
}
