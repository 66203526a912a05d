package dev.bailey.router;

/**
 * Is given what both sides made of the same request, once {@link Shadow#tells} has named it.
 *
 * <p>Called on one thread of the router's shadow, one call after the other, and a moment after the fact. While a call
 * lasts, further pairs wait, a thousand of them or as many as fit the memory of {@link ShadowSettings#bytesMax}; the
 * rest is counted and forgotten ({@link ShadowFigures#pairsDropped}). So a sink may take its time, and may be late; it
 * never holds up a request. What it throws is logged, and the next pair comes. It may call {@link Shadow#ask} and hold
 * on to what it is given, which keeps no connection alive.
 */
@FunctionalInterface
public interface ShadowSink {

    /**
     * Takes one pair.
     *
     * @param primary what the user got
     * @param shadow what the other side answered, or why there is no answer of it: {@link ShadowDrop#isOfTheSide} tells
     *     whether that speaks against the side. What was never sent is counted, and does not come here.
     */
    void compare(ShadowedRequest request, ShadowAnswer primary, ShadowOutcome shadow);
}
