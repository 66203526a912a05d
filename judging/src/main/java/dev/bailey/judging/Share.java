package dev.bailey.judging;

/**
 * How many of all were bad. Immutable.
 *
 * @param bad at most {@code all}
 */
public record Share(long bad, long all) {

    public Share {
        if (bad < 0 || bad > all) {
            throw new IllegalArgumentException(bad + " of " + all + " are no share");
        }
    }

    double rate() {
        return all == 0 ? 0 : (double) bad / (double) all;
    }
}
