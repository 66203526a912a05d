package dev.bailey.runbook;

import java.util.regex.Pattern;

/**
 * A step that the plan asks for. Immutable.
 *
 * @param name identifies it in the plan, in the journal and to people; stays the same across restarts
 * @param undo how to take back what it does
 */
public record PlannedStep(String name, Phase phase, Action action, Undo undo) {

    /** Names are parts of paths and of what people type. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    public PlannedStep {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("step \"" + name
                    + "\" needs a name of at most 64 letters, digits, dots, dashes and underscores that begins with a"
                    + " letter or digit");
        }
    }
}
