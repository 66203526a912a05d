package dev.bailey.contract;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
                && count(Verdict.MISSING_ON_NEW) == 0;
    }

    /** @param olds of each run against the old side, by test */
    static SuiteResult of(List<Map<String, TestOutcome>> olds, Map<String, TestOutcome> now) {
        Set<String> names = new LinkedHashSet<>();
        olds.forEach(old -> names.addAll(old.keySet()));
        names.addAll(now.keySet());
        List<Test> tests = new ArrayList<>();
        for (String name : names) {
            List<TestOutcome> old = olds.stream()
                    .flatMap(each -> Optional.ofNullable(each.get(name)).stream())
                    .toList();
            Optional<TestOutcome> other = Optional.ofNullable(now.get(name));
            tests.add(new Test(
                    name,
                    verdict(old, olds.size(), other),
                    old.stream()
                            .map(TestOutcome::message)
                            .filter(message -> !message.isEmpty())
                            .findFirst()
                            .orElse(""),
                    other.map(TestOutcome::message).orElse("")));
        }
        return new SuiteResult(tests);
    }

    private static Verdict verdict(List<TestOutcome> old, int runs, Optional<TestOutcome> now) {
        if (!old.isEmpty()
                && (old.size() < runs
                        || old.stream().map(TestOutcome::kind).distinct().count() > 1)) {
            return Verdict.FLAKY;
        }
        TestOutcome.Kind before =
                old.isEmpty() ? TestOutcome.Kind.SKIPPED : old.get(0).kind();
        TestOutcome.Kind after = now.map(TestOutcome::kind).orElse(TestOutcome.Kind.SKIPPED);
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
