package dev.bailey.runbook;

import dev.bailey.core.Gate;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Waits until people have approved. Ends in no other way. */
final class ApprovalWork implements Work {

    private static final long LOOK_MILLIS = 250;

    private final Approval approval;
    private final Function<String, Gate> approvals;

    ApprovalWork(Approval approval, Function<String, Gate> approvals) {
        this.approval = approval;
        this.approvals = approvals;
    }

    @Override
    public Outcome perform(Occasion occasion, Course course, boolean resumed, StepProgress progress)
            throws InterruptedException {
        String told = "";
        Gate gate = approvals.apply(approval.name());
        while (gate instanceof Gate.Closed closed) {
            if (!closed.because().equals(told)) {
                told = closed.because();
                progress.tell(told);
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            gate = approvals.apply(approval.name());
        }
        return new Outcome.Done(Map.of("result", "approved"));
    }
}
