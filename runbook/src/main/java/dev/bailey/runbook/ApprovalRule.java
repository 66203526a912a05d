package dev.bailey.runbook;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * Whose approval something needs. Immutable.
 *
 * @param by how many different people
 * @param of who may be one of them
 * @param validFor how long one counts, if there is an end
 */
public record ApprovalRule(String name, int by, List<String> of, Optional<Duration> validFor) {

    public ApprovalRule {
        of = List.copyOf(of);
        if (name.isBlank()) {
            throw new IllegalArgumentException("an approval has a name");
        }
        if (new HashSet<>(of).size() != of.size()) {
            throw new IllegalArgumentException("approval " + name + " names somebody twice: " + of);
        }
        if (by < 1 || by > of.size()) {
            throw new IllegalArgumentException(
                    "approval " + name + " is by " + by + " of " + of.size() + " people: " + of);
        }
        validFor.ifPresent(
                duration -> Limits.require(duration, "the time for which an approval of " + name + " is valid"));
    }
}
