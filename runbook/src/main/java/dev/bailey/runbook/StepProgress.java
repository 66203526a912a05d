package dev.bailey.runbook;

/** By which a running step tells how far it is. Thread-safe. */
public interface StepProgress {

    /** What the step is doing now, in one line for people. */
    void tell(String detail);

    /** What a person has to do before the step goes on, in a sentence; over with the next {@link #tell}. */
    default void ask(String sentence) {
        tell(sentence);
    }

    /** How much is done, from 0 to 1; values outside count as the nearest of these. */
    void fraction(double done);
}
