package dev.bailey.verification;

import dev.bailey.core.Row;

/**
 * What a comparison has found equal of a table that it goes through in the order of its key, the last keys first.
 * Immutable.
 *
 * @param from the first key of it; all that follow are part of it
 * @param rows how many were compared, on the side that had more
 * @param order the description of the order, without which the key means nothing
 */
public record EqualPart(Row from, long rows, String order) {}
