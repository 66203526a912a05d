package dev.bailey.control;

import dev.bailey.core.Side;
import dev.bailey.core.Verdict;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** What is known of one row that somebody wants mended. Confined to one thread. */
final class RowToMend {

    private final Verdict.Difference difference;
    private final Map<Side, String> digests = new EnumMap<>(Side.class);
    private Optional<Side> from = Optional.empty();
    private String outcome = "left alone: the sides do not agree whose it is";

    RowToMend(Verdict.Difference difference) {
        this.difference = difference;
    }

    void digest(Side side, long digest) {
        digests.put(side, Long.toHexString(digest));
    }

    void from(Side owner) {
        from = Optional.of(owner);
    }

    void outcome(String became) {
        outcome = became;
    }

    /** For the journal: which row, and what told its two sides apart. */
    String note() {
        return key() + ": " + difference.kind() + ", source " + digests.getOrDefault(Side.SOURCE, "none") + ", target "
                + digests.getOrDefault(Side.TARGET, "none");
    }

    RepairAnswer.Line line() {
        return new RepairAnswer.Line(
                key(),
                difference.kind(),
                from.map(Side::label).orElse(""),
                outcome,
                digests.getOrDefault(Side.SOURCE, ""),
                digests.getOrDefault(Side.TARGET, ""));
    }

    private String key() {
        return VerdictLines.beginning(difference.key());
    }
}
