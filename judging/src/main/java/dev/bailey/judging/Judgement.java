package dev.bailey.judging;

/**
 * What figures of both sides say of the new one. Immutable.
 *
 * @param because the figures that say so, in a sentence
 */
public record Judgement(State state, String because) {

    /** What can be said; only {@link #PASS} lets anybody go on. */
    public enum State {
        PASS,
        FAIL,
        /** The figures fit both; more of them would tell. */
        INCONCLUSIVE
    }
}
