package dev.bailey.control;

import dev.bailey.core.Side;
import dev.bailey.router.Trouble;
import dev.bailey.runbook.Entry;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A time in which requests through a router fared badly, as the journal has it. Immutable.
 *
 * @param id of the window, the same in each entry about it
 * @param cause in words; empty where the kind says it
 * @param epoch of the hold that it belongs to; 0 for none
 * @param longestMillis the longest time that a request was held
 */
record RouterTrouble(
        String id,
        String router,
        String service,
        Trouble.Kind kind,
        Optional<Side> side,
        String cause,
        long epoch,
        Instant from,
        Instant to,
        long requests,
        long longestMillis,
        boolean over) {

    /** The kind of the journal's entries about it; their subject is the service. */
    static final String KIND = "trouble";

    /** @param instance the router's process */
    static RouterTrouble of(String router, String service, String instance, Trouble trouble) {
        return new RouterTrouble(
                instance + "/" + service + "/" + trouble.number(),
                router,
                service,
                trouble.kind(),
                Optional.ofNullable(trouble.side()),
                trouble.failure() == null ? "" : trouble.failure().words(),
                trouble.epoch(),
                trouble.from(),
                trouble.to(),
                trouble.requests(),
                trouble.longestMillis(),
                trouble.over());
    }

    static RouterTrouble of(Entry entry) {
        Map<String, String> details = entry.details();
        return new RouterTrouble(
                value(details, "id"),
                value(details, "router"),
                entry.subject(),
                Trouble.Kind.valueOf(value(details, "kind")),
                Optional.ofNullable(details.get("side")).map(Side::valueOf),
                details.getOrDefault("cause", ""),
                number(details, "epoch").orElse(0),
                Instant.parse(value(details, "from")),
                Instant.parse(value(details, "to")),
                number(details, "requests").orElseThrow(),
                number(details, "longestMillis").orElse(0),
                Boolean.parseBoolean(details.get("over")));
    }

    Map<String, String> details() {
        Map<String, String> details = new LinkedHashMap<>();
        details.put("id", id);
        details.put("router", router);
        details.put("kind", kind.name());
        side.ifPresent(which -> details.put("side", which.name()));
        if (!cause.isEmpty()) {
            details.put("cause", cause);
        }
        if (epoch > 0) {
            details.put("epoch", Long.toString(epoch));
        }
        details.put("from", from.toString());
        details.put("to", to.toString());
        details.put("requests", Long.toString(requests));
        if (longestMillis > 0) {
            details.put("longestMillis", Long.toString(longestMillis));
        }
        details.put("over", Boolean.toString(over));
        return details;
    }

    boolean isHeld() {
        return kind == Trouble.Kind.WRITES_HELD;
    }

    private static OptionalLong number(Map<String, String> details, String key) {
        String value = details.get(key);
        return value == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(value));
    }

    private static String value(Map<String, String> details, String key) {
        String value = details.get(key);
        if (value == null) {
            throw new IllegalStateException("the journal's entry about a trouble has no \"" + key + "\": " + details);
        }
        return value;
    }
}
