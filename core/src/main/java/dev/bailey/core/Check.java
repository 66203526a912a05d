package dev.bailey.core;

/**
 * Something that is looked at before a migration, and while one runs.
 *
 * @param id names it, the same in every version, such as {@code wal-level}
 * @param role of the database or application in which it matters
 * @param why it matters
 */
public record Check(String id, Severity severity, Role role, String why) {

    /** What comes of a finding. */
    public enum Severity {
        /** Nothing begins before it is mended, or accepted by name. */
        BLOCK,
        /** People should know it before they begin. */
        WARN,
        /** Good to know. */
        INFO
    }

    /** Each side has both: changes are read from its log, and those of the other side are written to it. */
    public enum Role {
        /** Changes are read from here: that is the way there for a source, and the way back for a target. */
        READ,
        /** Changes are written here: that is the way there for a target, and the way back for a source. */
        WRITTEN,
        BOTH
    }
}
