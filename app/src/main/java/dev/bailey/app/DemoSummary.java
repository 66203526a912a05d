package dev.bailey.app;

import dev.bailey.control.Report;
import dev.bailey.testkit.CheckResult;
import dev.bailey.testkit.LoadFigures;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** What the demo prints at its end: the figures, and what they do and do not carry. */
final class DemoSummary {

    private DemoSummary() {}

    static String of(Demo.Outcome outcome) {
        Report report = outcome.report();
        CheckResult check = outcome.check();
        LoadFigures load = outcome.load();
        StringJoiner text = new StringJoiner("\n");
        text.add("");
        text.add("outcome    " + String.valueOf(report.outcome()).replace('_', ' '));
        text.add("writes     " + check.sentence());
        text.add("requests   " + load.requests() + " sent, " + load.failed() + " failed; through the router "
                + report.traffic().requests() + ", failed " + report.traffic().failed() + ", held "
                + report.traffic().held());
        outcome.jobs().ifPresent(jobs -> text.add("jobs       " + jobs.sentence()));
        for (Report.FlipLine flip : report.flips()) {
            text.add("moved      " + flip.slice() + " " + flip.direction() + ", longest pause "
                    + millis(flip.pauseMillis()) + ", steps " + flip.steps());
        }
        Report.Lag lag = report.data().lagMillis();
        text.add("data       " + report.data().rowsCopied() + " rows copied, "
                + report.data().changesApplied()
                + " changes applied, lag p99 " + millis(lag == null ? null : lag.p99()) + ", "
                + report.data().verdicts().equal() + " tables equal, "
                + report.data().conflicts() + " conflicts, "
                + report.data().foreignWrites() + " foreign writes");
        for (Report.Claim claim : report.claims()) {
            text.add("claim      " + claim.claim() + ": " + claim.figure());
        }
        if (load.failed() > 0) {
            text.add("failed     first: " + load.firstFailure());
        }
        return text.toString();
    }

    private static String millis(@Nullable Long millis) {
        return millis == null ? "not measured" : millis + " ms";
    }
}
