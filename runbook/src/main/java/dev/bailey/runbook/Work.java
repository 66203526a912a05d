package dev.bailey.runbook;

import java.util.Map;

/** How one kind of action is done, so that it is done once. Confined to the thread of its runbook. */
interface Work {

    /** What has to be there before the journal says that a round began, and what that entry has to say. */
    default Map<String, String> prepare(Occasion occasion, int round) {
        return Map.of();
    }

    /**
     * Does the action, or goes on with it.
     *
     * @param course begun
     * @param resumed whether an earlier process may have done any part of it
     */
    Outcome perform(Occasion occasion, Course course, boolean resumed, StepProgress progress)
            throws InterruptedException;
}
