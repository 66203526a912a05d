package dev.bailey.judging;

/**
 * Whether both sides answer an endpoint alike, as far as it was looked at. Immutable.
 *
 * @param served requests of users, of which samples were taken
 * @param compared samples of which it is known whether they are alike
 * @param lagging of these, those that were alike once the other side had caught up
 * @param unknown samples of which it is not known: a side did not answer, or did not catch up
 * @param more samples that are still needed, about; 0 but for {@link State#NEEDS_MORE}
 * @param because the verdict in a sentence
 */
public record EndpointVerdict(
        String endpoint,
        State state,
        long served,
        long compared,
        long lagging,
        long unknown,
        long more,
        String because) {

    /** What can be said. */
    public enum State {
        ALIKE,
        DIFFERENT,
        NEEDS_MORE,
        /** More samples would not help. */
        UNKNOWN
    }
}
