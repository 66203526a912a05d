package dev.bailey.telling;

/** A notice did not arrive. Its message holds no secret, and its cause is left out because that might. */
final class Undelivered extends Exception {

    private final boolean again;

    /** @param again whether another attempt may go better */
    Undelivered(String because, boolean again) {
        super(because);
        this.again = again;
    }

    boolean mayGoBetter() {
        return again;
    }

    String because() {
        return String.valueOf(getMessage());
    }
}
