package dev.bailey.control;

import java.time.Instant;
import java.util.List;

/**
 * How an approval stands, in the shape in which API and command line show it. Immutable.
 *
 * @param because what is missing; empty when it is given
 * @param evidence what it is about, one fact a line
 * @param hash of that evidence
 */
public record ApprovalLine(
        String name, boolean open, String because, List<String> evidence, String hash, List<VoteLine> votes) {

    public ApprovalLine {
        evidence = List.copyOf(evidence);
        votes = List.copyOf(votes);
    }

    /** What a person said last, whether it still counts or not. */
    public record VoteLine(String by, boolean yes, String reason, Instant at) {}
}
