package dev.bailey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.contract.Call;
import dev.bailey.control.Plan;
import dev.bailey.core.Slice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** What the documentation shows is what Bailey takes. */
class DocumentedExamplesTest {

    private static final Path DOCS = Path.of("../docs");

    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w*)\\n(.*?)^```$");

    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

    private static final Map<String, String> SECRETS = Map.of(
            "WARM_KEY", "w",
            "STAGE_PASSWORD", "s",
            "SLACK_WEBHOOK", "https://hooks.example/t",
            "SMTP_PASSWORD", "m");

    @TempDir
    private Path folder;

    static Stream<String> stepExamples() throws IOException {
        return blocks("steps.md", "yaml");
    }

    @ParameterizedTest
    @MethodSource("stepExamples")
    void everyExampleOfAStepIsPartOfAPlan(String example) throws IOException {
        String plan = PlanFileTest.GOOD + people(example) + example;

        assertThat(PlanFile.read(Files.writeString(folder.resolve("migration.yaml"), plan), SECRETS)
                        .plan()
                        .migration())
                .isEqualTo("shop");
    }

    @Test
    void everyKindOfStepHasAnExample() throws IOException {
        String examples = String.join("\n", blocks("steps.md", "yaml").toList());

        assertThat(StepReader.KINDS).allSatisfy(kind -> assertThat(examples).containsPattern("(?m)^ +" + kind + ":"));
    }

    @Test
    void theExampleOfWhoIsToldIsPartOfAPlan() throws IOException {
        String notify = blocks("telling.md", "yaml").findFirst().orElseThrow();
        Path plan = Files.writeString(folder.resolve("migration.yaml"), PlanFileTest.GOOD + notify);

        assertThat(PlanFile.read(plan, SECRETS)).satisfies(read -> {
            assertThat(read.plan().recipients().webhooks()).hasSize(2);
            assertThat(read.warnings()).isEmpty();
        });
    }

    @Test
    void theExampleOfAContractIsOne() throws IOException {
        String example = blocks("contract.md", "yaml").findFirst().orElseThrow();
        Path file = Files.writeString(folder.resolve("shop.yaml"), example);

        assertThat(ContractFile.read(file, Map.of("PROBE_PASSWORD", "p")).calls())
                .extracting(Call::method)
                .containsExactly("POST", "POST", "GET");
    }

    @Test
    void theExamplesOfSlicesAndTenantsAreOnePlan() throws IOException {
        Files.copy(DOCS.resolve("vip.txt"), folder.resolve("vip.txt"));

        PlanFile read = slices(plan -> plan);

        assertThat(read.plan().slices().all())
                .extracting(Slice::name)
                .containsExactly("probes", "pilot", "vip", "tenth", "quarter", "everyone");
        assertThat(read.warnings()).isEmpty();
    }

    @Test
    void theExampleOfPathsFitsWhereNobodyValidates() throws IOException {
        Files.copy(DOCS.resolve("vip.txt"), folder.resolve("vip.txt"));
        String paths = blocks("slices.md", "yaml")
                .filter(DocumentedExamplesTest::isOfPaths)
                .findFirst()
                .orElseThrow();

        PlanFile read = slices(plan -> plan.replaceFirst("(?m)^.*validation: true.*\n", "")
                .replace(", validation: { host: new.shop.example }", "")
                .replaceFirst("(?m)^    tenant:\n(?:      .*\n)+", paths));

        assertThat(read.plan().stores().get("orders"))
                .extracting(store -> store.tenant().orElseThrow().paths().size())
                .isEqualTo(3);
    }

    private static boolean isOfPaths(String block) {
        return block.contains("paths:");
    }

    private PlanFile slices(UnaryOperator<String> change) throws IOException {
        String plan = "migration: shop\n"
                + String.join(
                        "",
                        blocks("slices.md", "yaml")
                                .filter(block -> !isOfPaths(block))
                                .toList());
        return PlanFile.read(
                Files.writeString(folder.resolve("migration.yaml"), change.apply(plan)), PlanFileTest.ENVIRONMENT);
    }

    @Test
    void theExampleOfAnEnvironmentIsOne() throws IOException {
        String env = blocks("runbook.md", "yaml").findFirst().orElseThrow();
        Path plan = Files.writeString(folder.resolve("migration.yaml"), PlanFileTest.GOOD);

        RehearsalFile read =
                RehearsalFile.read(plan, Files.writeString(folder.resolve("rehearsal.yaml"), env), SECRETS);

        assertThat(read.reset()).containsExactly("./reset-stage.sh");
        assertThat(read.plan().plan().stores().get("orders"))
                .extracting(Plan.Store::source)
                .asString()
                .contains("stage-old");
        assertThat(read.plan().plan().procedure().text())
                .isEqualTo(PlanFile.read(plan, SECRETS).plan().procedure().text());
    }

    @Test
    void everyCommandIsShownAndEveryOneThatIsShownIsTaken() throws IOException {
        CommandLine bailey = Main.commands(new TestShell(folder, Map.of()).shell(), new TestShell(folder, Map.of()));
        TreeSet<String> shown = new TreeSet<>();
        for (String line : commands()) {
            List<String> words = words(line);
            shown.add(words.get(0));

            bailey.parseArgs(words.toArray(String[]::new));
        }

        assertThat(shown).containsAll(without(bailey.getSubcommands().keySet(), "demo", "help"));
    }

    private static List<String> without(Iterable<String> names, String... left) {
        List<String> kept = new ArrayList<>();
        names.forEach(kept::add);
        kept.removeAll(List.of(left));
        return kept;
    }

    private static List<String> commands() throws IOException {
        List<String> lines = new ArrayList<>(blocks("runbook.md", "")
                .flatMap(String::lines)
                .filter(line -> line.startsWith("bailey "))
                .toList());
        Matcher inline =
                Pattern.compile("`(bailey break-glass [^`]*)`").matcher(Files.readString(DOCS.resolve("runbook.md")));
        while (inline.find()) {
            lines.add(inline.group(1));
        }
        return lines;
    }

    /** As a shell would part them, without the comment. */
    private static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(line.substring("bailey ".length()).replaceFirst(" +#.*", ""));
        while (matcher.find()) {
            words.add(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
        }
        return words;
    }

    /** Who is needed for an example that speaks of them without saying who they are. */
    private static String people(String example) {
        String people = example.contains("people:")
                ? ""
                : "people: { ana: { token_sha256: %064x }, ben: { token_sha256: %064x } }\n".formatted(1, 2);
        return people + (example.contains("approvals:") ? "" : "approvals: { go_no_go: { by: 2 } }\n");
    }

    private static Stream<String> blocks(String page, String language) throws IOException {
        List<String> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(Files.readString(DOCS.resolve(page)));
        while (matcher.find()) {
            if (matcher.group(1).equals(language)) {
                blocks.add(matcher.group(2));
            }
        }
        return blocks.stream();
    }
}
