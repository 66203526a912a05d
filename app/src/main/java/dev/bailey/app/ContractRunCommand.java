package dev.bailey.app;

import dev.bailey.contract.Contract;
import dev.bailey.contract.ContractResult;
import dev.bailey.contract.ContractRun;
import dev.bailey.contract.Endpoint;
import dev.bailey.contract.Header;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "run",
        description = {
            "Plays requests from files against both sides, or one of them, and says in what their answers differ from each"
                    + " other and from what is expected.",
            "Values that one answer gives and a later request needs are carried on, for each side its own."
        })
final class ContractRunCommand implements Callable<Integer> {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Shell shell;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Mixin
    private final ContractSides sides = new ContractSides();

    @Parameters(
            paramLabel = "FILE",
            arity = "1..*",
            description = "Requests and what is expected, as YAML, or recorded traffic (.har)")
    private List<Path> files = new ArrayList<>();

    @Option(
            names = "--host",
            paramLabel = "NAME",
            description = "What the new side is called in the header Host, such as a shadow hostname")
    private Optional<String> host = Optional.empty();

    @Option(
            names = "--header",
            paramLabel = "LINE",
            description = "What is said to the new side besides, such as \"X-Shadow: new\"; may be given again")
    private List<String> headers = new ArrayList<>();

    @Option(names = "--writes", description = "Send requests that may change something too, to each side that is named")
    private boolean writes;

    @Option(
            names = "--runs",
            paramLabel = "N",
            description = "How often the old side is played, to learn what it answers otherwise by itself (default:"
                    + " ${DEFAULT-VALUE})")
    private int runs = 2;

    @Option(names = "--limit", paramLabel = "TIME", description = "For each answer, such as 30s (the default)")
    private Optional<String> limit = Optional.empty();

    @Option(
            names = "--fill",
            paramLabel = "FIELD=VARIABLE",
            description = "What a recording hides is sent from this environment variable; may be given again")
    private Map<String, String> fill = new HashMap<>();

    @Option(
            names = "--personal",
            paramLabel = "FIELD",
            description = "A field, by name or path, whose values are never shown; may be given again")
    private List<String> personal = new ArrayList<>();

    @Option(names = "--json", description = "Print what was found as JSON")
    private boolean json;

    ContractRunCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws InterruptedException {
        Optional<URI> old = sides.old(shell);
        Optional<URI> now = sides.now(shell);
        if (old.isEmpty() && now.isEmpty()) {
            throw wrong("name the sides by --old and --new, or a plan by --plan");
        }
        List<Contract> contracts = files.stream()
                .map(file -> ContractFile.read(shell.folder().resolve(file), shell.environment()))
                .toList();
        if (old.isEmpty() || now.isEmpty()) {
            contracts.forEach(this::checkExpects);
        }
        if (!writes) {
            contracts.forEach(this::checkReads);
        }
        ContractRun.Settings settings = settings(old, now);
        ContractResult result = new ContractRun(settings).run(contracts, new ContractProgress(shell));
        ContractPage page = new ContractPage(shell, old, now);
        if (json) {
            shell.out().println(Json.pretty(page.json(result)));
        } else {
            page.tell(result);
        }
        return (result.isAlike() ? Exit.DONE : Exit.CLOSED).code();
    }

    /** A recording says nothing about one side alone. */
    private void checkExpects(Contract contract) {
        if (contract.calls().stream()
                .allMatch(call -> call.wants().isEmpty() && call.takes().isEmpty())) {
            throw wrong(contract.name() + " expects nothing: name both sides, so that they are compared");
        }
    }

    /** Of a recording the writes are left out; who wrote one down means it. */
    private void checkReads(Contract contract) {
        contract.calls().stream()
                .filter(call -> call.recorded().isEmpty() && !call.isSafe())
                .findFirst()
                .ifPresent(call -> {
                    throw wrong(call.place() + ": " + call.method() + " may change something; allow it by --writes");
                });
    }

    private ContractRun.Settings settings(Optional<URI> old, Optional<URI> now) {
        try {
            return new ContractRun.Settings(
                    old.map(url -> new Endpoint(url, Optional.empty(), List.of())),
                    now.map(url -> new Endpoint(
                            url, host, headers.stream().map(this::header).toList())),
                    runs,
                    writes,
                    limit.map(this::time).orElse(LIMIT),
                    masked(),
                    new HashSet<>(personal));
        } catch (IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
    }

    private Header header(String line) {
        int colon = line.indexOf(':');
        if (colon <= 0) {
            throw wrong("--header \"" + line + "\" is no header such as \"X-Shadow: new\"");
        }
        return new Header(
                line.substring(0, colon).strip(), line.substring(colon + 1).strip());
    }

    private Map<String, String> masked() {
        Map<String, String> masked = new HashMap<>();
        fill.forEach((field, variable) -> {
            String value = shell.environment().get(variable);
            if (value == null) {
                throw wrong("--fill " + field + ": environment variable " + variable + " is not set: export it first");
            }
            masked.put(field.toLowerCase(Locale.ROOT), value);
        });
        return masked;
    }

    private Duration time(String text) {
        return PlanText.duration(text)
                .filter(time -> !time.isZero())
                .orElseThrow(() -> wrong("--limit " + text + " is no time such as 500ms, 2s, 1m"));
    }

    private ParameterException wrong(String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }
}
