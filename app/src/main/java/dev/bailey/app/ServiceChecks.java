package dev.bailey.app;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bailey.router.Hops;
import dev.bailey.router.Limit;
import dev.bailey.router.Timeout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What must hold of a service's clients and of its rules, and no schema can say. */
final class ServiceChecks {

    private final YamlDocument plan;
    private final List<PlanProblem> problems;

    /** @param problems to which those that are found are added */
    ServiceChecks(YamlDocument plan, List<PlanProblem> problems) {
        this.plan = plan;
        this.problems = problems;
    }

    void check(JsonNode service, String path) {
        checkRules(service, path);
        if (service.has("ca") && !isHttps(service.path("source")) && !isHttps(service.path("target"))) {
            problems.add(plan.error(path + ".ca", "nobody is vouched for: neither source nor target is https"));
        }
        for (String side : List.of("source", "target")) {
            checkNamedClients(service.path(side), path + "." + side + ".proxy_protocol");
        }
        JsonNode trusted = service.path("trusted");
        for (int at = 0; at < trusted.size(); at++) {
            checkTrusted(trusted.get(at), path + ".trusted[" + at + "]");
        }
        if (service.path("proxy_protocol").asBoolean() && trusted.isEmpty()) {
            problems.add(plan.error(
                    path + ".proxy_protocol", "anybody could name a client; name what stands in front under trusted"));
        }
        for (Timeout which : Timeout.values()) {
            JsonNode value = service.path("timeouts").path(which.key());
            if (PlanText.duration(value.asText()).equals(Optional.of(Duration.ZERO))) {
                String at = path + ".timeouts." + which.key();
                problems.add(plan.error(at, "nothing happens in no time; allow more than 0"));
            }
        }
        for (Limit which : Limit.values()) {
            OptionalLong bytes =
                    PlanText.bytes(service.path("limits").path(which.key()).asText());
            if (bytes.isPresent() && !which.allows(bytes.getAsLong())) {
                String at = path + ".limits." + which.key();
                problems.add(plan.error(at, "this must be " + which.range() + " bytes"));
            }
        }
    }

    private void checkRules(JsonNode service, String path) {
        List<String> reads = new ArrayList<>();
        service.path("reads").forEach(rule -> reads.add(rule.asText()));
        JsonNode writes = service.path("writes");
        for (int at = 0; at < writes.size(); at++) {
            String rule = writes.get(at).asText();
            if (reads.contains(rule)) {
                String read = YamlDocument.item(path + ".reads", reads.indexOf(rule));
                problems.add(plan.error(
                        YamlDocument.item(path + ".writes", at),
                        "\"" + rule + "\" stands among the reads as well, on line " + plan.line(read) + "; keep one"));
            }
        }
    }

    private void checkNamedClients(JsonNode side, String path) {
        if (!side.has("proxy_protocol")) {
            return;
        }
        if (isHttps(side)) {
            problems.add(plan.error(
                    path, "not yet: the router names clients by it only to applications that it speaks http to"));
        } else if (side.path("protocol").asText().equals("h2")) {
            problems.add(plan.error(
                    path,
                    "a connection of HTTP/2 carries the requests of many clients and cannot name one of them;"
                            + " leave this out, X-Forwarded-For names each"));
        }
    }

    private static boolean isHttps(JsonNode side) {
        return (side.isTextual() ? side : side.path("url")).asText().startsWith("https://");
    }

    private void checkTrusted(JsonNode network, String path) {
        if (!network.isTextual()) {
            return;
        }
        String text = network.textValue();
        if (!Hops.isNetwork(text)) {
            problems.add(plan.error(
                    path, "\"" + text + "\" is not a network such as 10.0.0.0/8 or fd00::/8, nor an address"));
        } else if (text.endsWith("/0")) {
            problems.add(PlanProblem.warning(
                    plan.line(path),
                    path,
                    "everybody may say who the client is; name only the networks of what stands in front"));
        }
    }
}
