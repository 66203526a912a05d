package dev.bailey.contract;

/**
 * One thing in which a side is not as it should be. Immutable; secrets are hidden.
 *
 * @param place where the request stands: {@code orders.yaml:12}
 * @param request method and path
 * @param path what of the answer: {@code status}, {@code header location}, {@code $.items[*].price}
 * @param wanted what the contract expects; empty where both sides are compared
 * @param old what the old side says; empty where it says nothing, or was not asked
 * @param now what the new one says
 */
public record Finding(String place, String request, String path, String wanted, String old, String now) {

    /** Longer values are cut where they are shown. */
    private static final int SHOWN_MAX = 200;

    public Finding {
        old = shortened(old);
        now = shortened(now);
    }

    private static String shortened(String text) {
        return text.length() <= SHOWN_MAX ? text : text.substring(0, SHOWN_MAX - 1) + "…";
    }
}
