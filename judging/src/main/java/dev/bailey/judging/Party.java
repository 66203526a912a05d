package dev.bailey.judging;

/** Who is asked. */
public enum Party {
    /** The side that answers the user. */
    SERVING,
    /** The side that would, after a move. */
    OTHER
}
