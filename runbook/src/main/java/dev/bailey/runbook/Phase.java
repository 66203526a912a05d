package dev.bailey.runbook;

import java.util.Locale;

/** A part of a migration, in the order in which they come. */
public enum Phase {
    /** Before anything of the migration is begun. */
    PREPARE,
    /** While both sides are made alike and kept so. */
    REPLICATE,
    /** Before the first cutover, when both sides are alike. */
    VALIDATE,
    /** At every cutover, before users are moved. */
    CUTOVER,
    /** After a cutover, while the new side is watched. */
    OBSERVE,
    /** When the old side is given up. */
    FINISH;

    /** As plans and people write it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
