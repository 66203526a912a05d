package dev.bailey.core;

/**
 * How far a change log has been read (LSN, GTID set, resume token). Positions of one log are partially ordered.
 * Immutable; made and read back by the connector alone.
 */
public interface Position {

    /** Whether everything up to {@code earlier} lies at or before this position. */
    boolean covers(Position earlier);

    /** The engine's own notation, from which {@link ChangeLog#position} makes it again. */
    String text();
}
