package dev.bailey.runbook;

import java.time.Instant;

/**
 * A yes or a no of a person. Immutable.
 *
 * @param evidence what the person saw
 */
public record Vote(String by, boolean yes, String reason, Instant at, Evidence evidence) {

    static Vote of(Entry entry) {
        return new Vote(
                entry.details().getOrDefault("by", ""),
                entry.text().equals(Approvals.GIVEN),
                entry.details().getOrDefault("reason", ""),
                entry.at(),
                Evidence.of(entry.details().getOrDefault("evidence", "")));
    }

    String told() {
        return by + " (" + reason + ") at " + at;
    }
}
