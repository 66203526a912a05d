package dev.bailey.runbook;

/** Hears of every change of a step. Called on the thread that made the change, so it must be quick and never throw. */
@FunctionalInterface
public interface RunbookListener {

    void changed(StepStatus status);
}
