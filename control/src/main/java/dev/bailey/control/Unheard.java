package dev.bailey.control;

import dev.bailey.runbook.StepProgress;

/** Progress that nobody listens to. */
final class Unheard {

    static final StepProgress PROGRESS = new StepProgress() {
        @Override
        public void tell(String detail) {}

        @Override
        public void fraction(double done) {}
    };

    private Unheard() {}
}
