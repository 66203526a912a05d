package dev.bailey.app;

import dev.bailey.control.Plan;
import dev.bailey.core.Problem;
import dev.bailey.core.Side;
import java.util.List;

/** Stands where the wiring will be. */
final class Unwired implements Wiring {

    @Override
    public List<String> steps(Plan plan) {
        throw absent();
    }

    @Override
    public Exit run(RunRequest request, Shell shell) {
        throw absent();
    }

    @Override
    public Exit demo(DemoRequest request, Shell shell) {
        throw absent();
    }

    @Override
    public Exit breakGlass(PlanFile plan, Side open, Shell shell) {
        throw absent();
    }

    private static Problem absent() {
        return new Problem(Problem.Kind.UNFIT, "this build of Bailey has no migration in it");
    }
}
