package dev.bailey.judging;

/**
 * One thing in which two answers differ. Immutable.
 *
 * @param path what differs, the same for all answers of an endpoint: {@code status}, {@code header vary},
 *     {@code $.items[*].price}, {@code $.html.body.p[*]}
 * @param old what one says, shortened; empty where it says nothing
 * @param now what the other says
 */
public record Difference(String path, Kind kind, String old, String now) {

    private static final int SHOWN_MAX = 200;

    /** The ways in which answers differ. */
    public enum Kind {
        /** The other answer lacks it. */
        MISSING,
        /** The other answer alone has it. */
        EXTRA,
        /** A number became a text, or the like. */
        TYPE,
        VALUE,
        /** The same elements in another order. */
        ORDER
    }

    public Difference {
        old = shortened(old);
        now = shortened(now);
    }

    private static String shortened(String text) {
        return text.length() <= SHOWN_MAX ? text : text.substring(0, SHOWN_MAX - 1) + "…";
    }
}
