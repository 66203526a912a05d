package dev.bailey.runbook;

/** One step of a runbook. Idempotent: after a crash it may run again. */
public interface Step {

    /** Identifies the step in the journal, such as {@code copy}; must stay the same across restarts and versions. */
    String name();

    /** What the step does, for people. */
    String title();

    /**
     * Whether it runs again after a restart although it was done before, because what it makes dies with the process.
     */
    default boolean always() {
        return false;
    }

    /**
     * Does the work, and returns when it is done.
     *
     * @throws dev.bailey.core.Problem when the world failed; a retryable one leads to another attempt
     */
    void run(StepProgress progress) throws InterruptedException;
}
