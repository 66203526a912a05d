package dev.bailey.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.control.ModelChecker.Counterexample;
import dev.bailey.control.ModelChecker.Outcome;

/** What tests say of a model that was searched through. */
final class ModelClaims {

    private ModelClaims() {}

    /** Nothing is violated in any state that can be reached; another count means that the model has changed. */
    static void assertHolds(Model model, int states, long transitions) {
        Outcome outcome = ModelChecker.run(model);

        assertThat(outcome.counterexamples()).isEmpty();
        assertThat(outcome.states()).isEqualTo(states);
        assertThat(outcome.transitions()).isEqualTo(transitions);
    }

    /** This is violated, and the shortest way there takes so many steps. */
    static void assertBroken(Model model, ModelViolation.Kind kind, int steps) {
        Outcome outcome = ModelChecker.run(model);

        assertThat(outcome.counterexamples()).isNotEmpty();
        Counterexample first = outcome.counterexamples().get(0);
        assertThat(first.violation().kind()).describedAs(first.toString()).isEqualTo(kind);
        assertThat(first.steps()).describedAs(first.toString()).hasSize(steps);
    }
}
