package dev.bailey.router;

/**
 * What one side made of the requests that went to it, since the router's start; or, as a difference of two, between two
 * looks. Immutable.
 *
 * @param serverErrors of the answers, those with a status of 500 and more
 * @param failed requests that the side did not answer, as far as that says something about the side
 * @param latencies of its answers, whatever their status
 */
public record SideAnswers(long serverErrors, long failed, Latencies latencies) {

    public static final SideAnswers NONE = new SideAnswers(0, 0, Latencies.NONE);

    /** Those that users cannot be content with. */
    public long bad() {
        return serverErrors + failed;
    }

    /** All that have ended. */
    public long all() {
        return latencies.count() + failed;
    }

    public SideAnswers plus(SideAnswers other) {
        return new SideAnswers(
                serverErrors + other.serverErrors, failed + other.failed, latencies.plus(other.latencies));
    }

    /**
     * What came since.
     *
     * @param earlier of the same router
     */
    public SideAnswers minus(SideAnswers earlier) {
        return new SideAnswers(
                serverErrors - earlier.serverErrors, failed - earlier.failed, latencies.minus(earlier.latencies));
    }
}
