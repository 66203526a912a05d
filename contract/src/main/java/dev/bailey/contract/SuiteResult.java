package dev.bailey.contract;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How an application's own tests ended on both sides, test by test. Immutable. */
public record SuiteResult(List<Test> tests) {

    /** What both sides together say of one test. */
    public enum Verdict {
        /** It passes on the old side, each time, and fails on the new one. */
        FAILS_ON_NEW,
        /** It ran on the old side, and on the new one it did not, or was skipped. */
        MISSING_ON_NEW,
        /** It did not run on the old side, or was skipped there, and fails on the new one. */
        FAILS_ON_NEW_ALONE,
        /** It ended in one way on the old side, and in several on the new one. */
        FLAKY_ON_NEW,
        /** It ended in several ways on the old side already. */
        FLAKY,
        FAILS_ON_BOTH,
        /** It fails on the old side and passes on the new one. */
        PASSES_ON_NEW,
        /** It did not run on the old side, or was skipped there, and passes on the new one. */
        NEW_ALONE,
        SKIPPED,
        PASSES
    }

    /**
     * One test.
     *
     * @param old why it failed on the old side, the first line; empty if it did not
     * @param now the same on the new side
     */
    public record Test(String name, Verdict verdict, String old, String now) {}

    public SuiteResult {
        tests = List.copyOf(tests);
    }

    public long count(Verdict verdict) {
        return tests.stream().filter(test -> test.verdict() == verdict).count();
    }

    /** Something passes on both sides, and nothing that passes on the old side is not known to pass on the new one. */
    public boolean isAlike() {
        return count(Verdict.PASSES) > 0
                && count(Verdict.FAILS_ON_NEW) == 0
                && count(Verdict.FAILS_ON_NEW_ALONE) == 0
                && count(Verdict.FLAKY_ON_NEW) == 0
                && count(Verdict.MISSING_ON_NEW) == 0;
    }

    /**
     * Both sides' runs, test by test.
     *
     * @param olds of each run against the old side, by test
     * @param news the same of the new side
     */
    static SuiteResult of(List<Map<String, TestOutcome>> olds, List<Map<String, TestOutcome>> news) {
        Set<String> names = new LinkedHashSet<>();
        olds.forEach(old -> names.addAll(old.keySet()));
        news.forEach(now -> names.addAll(now.keySet()));
        return new SuiteResult(names.stream()
                .map(name -> {
                    List<TestOutcome> old = outcomes(olds, name);
                    List<TestOutcome> now = outcomes(news, name);
                    return new Test(name, verdict(old, now), message(old), message(now));
                })
                .toList());
    }

    /** One for each run; of a test that did not run, as if it was skipped. */
    private static List<TestOutcome> outcomes(List<Map<String, TestOutcome>> runs, String name) {
        return runs.stream()
                .map(run -> run.getOrDefault(name, TestOutcome.NOT_RUN))
                .toList();
    }

    private static String message(List<TestOutcome> outcomes) {
        return outcomes.stream()
                .map(TestOutcome::message)
                .filter(message -> !message.isEmpty())
                .findFirst()
                .orElse("");
    }

    private static boolean isFlaky(List<TestOutcome> outcomes) {
        return outcomes.stream().map(TestOutcome::kind).distinct().count() > 1;
    }

    private static Verdict verdict(List<TestOutcome> old, List<TestOutcome> now) {
        if (isFlaky(old) || isFlaky(now)) {
            return isFlaky(old) ? Verdict.FLAKY : Verdict.FLAKY_ON_NEW;
        }
        TestOutcome.Kind before = old.get(0).kind();
        TestOutcome.Kind after = now.get(0).kind();
        return switch (before) {
            case PASSED ->
                switch (after) {
                    case PASSED -> Verdict.PASSES;
                    case FAILED -> Verdict.FAILS_ON_NEW;
                    case SKIPPED -> Verdict.MISSING_ON_NEW;
                };
            case FAILED ->
                switch (after) {
                    case PASSED -> Verdict.PASSES_ON_NEW;
                    case FAILED -> Verdict.FAILS_ON_BOTH;
                    case SKIPPED -> Verdict.MISSING_ON_NEW;
                };
            case SKIPPED ->
                switch (after) {
                    case PASSED -> Verdict.NEW_ALONE;
                    case FAILED -> Verdict.FAILS_ON_NEW_ALONE;
                    case SKIPPED -> Verdict.SKIPPED;
                };
        };
    }
}
