package dev.bailey.app;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bailey.contract.SuiteResult;
import dev.bailey.contract.SuiteResult.Verdict;
import dev.bailey.contract.SuiteRun;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "suite",
        description = {
            "Runs a test suite of the application's own against both sides and compares test by test: what passes on the old"
                    + " side and fails on the new one is the finding.",
            "The suite finds the address in BASE_URL, writes JUnit's XML, and may exit as it likes."
        })
final class ContractSuiteCommand implements Callable<Integer> {

    private static final Duration LIMIT = Duration.ofHours(1);

    private final Shell shell;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Mixin
    private final ContractSides sides = new ContractSides();

    @Parameters(paramLabel = "COMMAND", arity = "1..*", description = "The suite's command, behind --")
    private List<String> command = new ArrayList<>();

    @Option(
            names = "--results",
            required = true,
            paramLabel = "GLOB",
            description = "The files that it writes, such as 'target/**/*.xml'")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String results;

    @Option(
            names = "--runs",
            paramLabel = "N",
            description = "How often it is run against each side, to tell apart what fails by chance (default:"
                    + " ${DEFAULT-VALUE})")
    private int runs = 1;

    @Option(names = "--limit", paramLabel = "TIME", description = "For each run, such as 1h (the default)")
    private Optional<String> limit = Optional.empty();

    @Option(names = "--json", description = "Print how each test ended as JSON")
    private boolean json;

    ContractSuiteCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws InterruptedException {
        URI old = sides.old(shell).orElseThrow(() -> wrong("name the old side by --old, or a plan by --plan"));
        URI now = sides.now(shell).orElseThrow(() -> wrong("name the new side by --new, or a plan by --plan"));
        if (runs < 1 || runs > SuiteRun.RUNS_MAX) {
            throw wrong("--runs is 1 to " + SuiteRun.RUNS_MAX + ": " + runs);
        }
        Duration each = limit.map(text -> PlanText.duration(text)
                        .filter(time -> !time.isZero())
                        .orElseThrow(() -> wrong("--limit " + text + " is no time such as 30s, 10m, 1h")))
                .orElse(LIMIT);
        SuiteResult result =
                new SuiteRun(command, shell.folder(), results, each, shell.err()::println).run(old, now, runs);
        if (json) {
            shell.out().println(Json.pretty(json(result)));
        } else {
            tell(result);
        }
        return (result.isAlike() ? Exit.DONE : Exit.CLOSED).code();
    }

    private ParameterException wrong(String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }

    private static ObjectNode json(SuiteResult result) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("alike", result.isAlike());
        ObjectNode counts = json.putObject("counts");
        for (Verdict verdict : Verdict.values()) {
            counts.put(word(verdict), result.count(verdict));
        }
        ArrayNode tests = json.putArray("tests");
        for (SuiteResult.Test test : result.tests()) {
            ObjectNode node = tests.addObject();
            node.put("name", test.name());
            node.put("verdict", word(test.verdict()));
            node.put("old", test.old());
            node.put("new", test.now());
        }
        return json;
    }

    private void tell(SuiteResult result) {
        for (Verdict verdict : Verdict.values()) {
            if (verdict != Verdict.PASSES && verdict != Verdict.SKIPPED) {
                result.tests().stream()
                        .filter(test -> test.verdict() == verdict)
                        .forEach(this::tell);
            }
        }
        shell.out()
                .println(result.tests().size() + " tests: "
                        + Arrays.stream(Verdict.values())
                                .filter(verdict -> result.count(verdict) > 0)
                                .map(verdict -> result.count(verdict) + " " + sentence(verdict))
                                .collect(Collectors.joining(", ")));
    }

    private void tell(SuiteResult.Test test) {
        shell.out().println(sentence(test.verdict()) + ": " + ConflictPage.visible(test.name()));
        if (!test.old().isEmpty()) {
            shell.out().println("            old    " + ConflictPage.visible(test.old()));
        }
        if (!test.now().isEmpty()) {
            shell.out().println("            new    " + ConflictPage.visible(test.now()));
        }
    }

    private static String word(Verdict verdict) {
        return verdict.name().toLowerCase(Locale.ROOT);
    }

    private static String sentence(Verdict verdict) {
        return switch (verdict) {
            case FAILS_ON_NEW -> "passes on old, fails on new";
            case MISSING_ON_NEW -> "ran on old, not on new";
            case FAILS_ON_NEW_ALONE -> "did not run on old, fails on new";
            case FLAKY_ON_NEW -> "steady on old, flaky on new";
            case FLAKY -> "flaky on old";
            case FAILS_ON_BOTH -> "fails on both";
            case PASSES_ON_NEW -> "fails on old, passes on new";
            case NEW_ALONE -> "did not run on old, passes on new";
            case SKIPPED -> "skipped on both";
            case PASSES -> "passes on both";
        };
    }
}
