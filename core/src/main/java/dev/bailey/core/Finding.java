package dev.bailey.core;

/**
 * What a check found before a migration, or while one runs.
 *
 * @param check names the check, the same in every version, such as {@code wal-level}
 * @param role of the database in which this matters
 * @param subject what it is about, such as a table; empty for the database as a whole
 * @param found what is so
 * @param why it matters
 * @param remedy what to do about it
 */
public record Finding(
        String check, Severity severity, Role role, String subject, String found, String why, String remedy) {

    /** What comes of it. */
    public enum Severity {
        /** Nothing begins before it is mended, or accepted by name. */
        BLOCK,
        /** People should know it before they begin. */
        WARN,
        /** Good to know. */
        INFO
    }

    /** Each database has both: changes are read from its log, and those of the other side are written to it. */
    public enum Role {
        /** Changes are read from here: that is the way there for a source, and the way back for a target. */
        READ,
        /** Changes are written here: that is the way there for a target, and the way back for a source. */
        WRITTEN,
        BOTH
    }

    /** What was found and what to do, in one line. */
    public String sentence() {
        return remedy.isEmpty() ? found : found + ": " + remedy;
    }
}
