package dev.bailey.router;

/**
 * What came of a recording. Immutable.
 *
 * @param recorded requests that the sink was given
 * @param dropped requests in the sample that it was not given: too large, never answered, streams, or too many at once
 */
public record RecordFigures(long recorded, long dropped) {}
