package dev.bailey.runbook;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A step that comes up once more, such as at another cutover. Immutable.
 *
 * @param occurrence which time it is, such as {@code epoch 5}; empty for a step that comes up once
 * @param undoes 0 for the step itself; for its undo, which round of the step is undone
 */
record Occasion(String step, Phase phase, String occurrence, int undoes) {

    /** Part of paths, and of what people type. */
    private static final Pattern OCCURRENCE = Pattern.compile("|[A-Za-z0-9][A-Za-z0-9 ._-]{0,63}");

    private static final String UNDO = "undo:";

    Occasion {
        if (!OCCURRENCE.matcher(occurrence).matches()) {
            throw new IllegalArgumentException("the occurrence \"" + occurrence + "\" of step " + step
                    + " is at most 64 letters, digits, spaces, dots, dashes and underscores");
        }
    }

    /** By which the journal, the folder of its output and people name it. Step names hold none of its signs. */
    String key() {
        String plain = occurrence.isEmpty() ? step : step + "@" + occurrence;
        return undoes == 0 ? plain : UNDO + plain + (undoes == 1 ? "" : "#" + undoes);
    }

    boolean isUndo() {
        return undoes > 0;
    }

    /** The undo of one round of this step. */
    Occasion undo(int round) {
        return new Occasion(step, phase, occurrence, round);
    }

    Map<String, String> details() {
        Map<String, String> details = new LinkedHashMap<>();
        details.put("step", step);
        details.put("phase", phase.label());
        details.put("occurrence", occurrence);
        return details;
    }

    /** The occasion that an entry is about, if with it a step of the plan begins that is no undo. */
    static Optional<Occasion> of(Entry entry) {
        Map<String, String> details = entry.details();
        if (!entry.text().equals(Course.BEGUN) || entry.subject().startsWith(UNDO)) {
            return Optional.empty();
        }
        return Optional.of(new Occasion(
                details.getOrDefault("step", ""),
                Phase.valueOf(details.getOrDefault("phase", "").toUpperCase(Locale.ROOT)),
                details.getOrDefault("occurrence", ""),
                0));
    }
}
