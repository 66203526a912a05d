package dev.bailey.runbook;

/** By which a running step tells how far it is. Thread-safe. */
public interface StepProgress {

    /** What the step is doing now, in one line for people. */
    void tell(String detail);

    /** How much is done, from 0 to 1; values outside count as the nearest of these. */
    void fraction(double done);
}
