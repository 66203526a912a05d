package dev.bailey.router;

/**
 * Is given what was asked and answered, one after the other, on the thread of the recording; it may take its time, and
 * what does not fit meanwhile is counted and forgotten.
 */
@FunctionalInterface
public interface RecordSink {

    /**
     * Takes one more.
     *
     * @param request with all that the user sent, secrets among it
     */
    void record(ShadowedRequest request, ShadowAnswer answer);
}
