package dev.bailey.judging;

/** A request that both sides answered. Thread-safe. */
public interface Sample {

    /** What differs from one user to the next left out: {@code GET /orders/{id}}. */
    String endpoint();

    /** For people, on one line, without secrets: {@code GET /orders/17?view=full}. */
    String shown();

    /** Whether both may be asked again: what changes something is asked of neither. */
    boolean isRepeatable();

    /** What was answered when a user asked. */
    Answer first(Party party);

    /**
     * Asks one side once more. The caller asks no more than its worth: the side serves users.
     *
     * @return {@link Answer#none} when it does not answer in time
     */
    Answer ask(Party party) throws InterruptedException;

    /**
     * Returns when the side that only follows has all that the other had committed before the call.
     *
     * @return false when it did not get there in time, so that nothing can be said of what it answers
     */
    boolean catchUp() throws InterruptedException;
}
