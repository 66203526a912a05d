package dev.bailey.app;

import java.util.Comparator;

/**
 * What is wrong, or risky, at one place of a plan. Sorted by line. Immutable; never holds a secret.
 *
 * @param line counted from 1
 * @param path where in the plan, such as {@code stores.orders.source}; empty for the whole of it
 * @param warning whether the plan may run all the same
 */
record PlanProblem(int line, String path, String sentence, boolean warning) implements Comparable<PlanProblem> {

    static final Comparator<PlanProblem> BY_LINE = Comparator.comparingInt(PlanProblem::line)
            .thenComparing(PlanProblem::path)
            .thenComparing(PlanProblem::sentence)
            .thenComparing(PlanProblem::warning);

    static PlanProblem error(int line, String path, String sentence) {
        return new PlanProblem(line, path, sentence, /* warning= */ false);
    }

    static PlanProblem warning(int line, String path, String sentence) {
        return new PlanProblem(line, path, sentence, /* warning= */ true);
    }

    /** As people read it: {@code migration.yaml:12: stores.orders.sorce: unknown key}. */
    String in(String file) {
        return file + ":" + line + ": " + (warning ? "warning: " : "") + (path.isEmpty() ? "" : path + ": ") + sentence;
    }

    @Override
    public int compareTo(PlanProblem other) {
        return BY_LINE.compare(this, other);
    }
}
