package dev.bailey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Side;
import dev.bailey.testkit.BaileyProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {

    @TempDir
    private Path folder;

    private TestShell shell;

    @BeforeEach
    void copyTheExample() throws IOException {
        Files.copy(Path.of("../docs/example.yaml"), folder.resolve("migration.yaml"));
        Files.copy(Path.of("../docs/vip.txt"), folder.resolve("vip.txt"));
        shell = new TestShell(
                folder,
                Map.of(
                        "SOURCE_PASSWORD", "one",
                        "TARGET_PASSWORD", "two",
                        "SLACK_WEBHOOK", "https://hooks.example/x",
                        "SMTP_PASSWORD", "three"));
    }

    @Test
    void helpIsAResult() {
        assertThat(shell.bailey("--help")).isZero();

        assertThat(shell.out()).contains("Moves a live production system").contains("break-glass");
        assertThat(shell.err()).isEmpty();
    }

    @Test
    void noCommandIsAWrongOne() {
        assertThat(shell.bailey()).isEqualTo(2);

        assertThat(shell.out()).isEmpty();
        assertThat(shell.err()).contains("Usage: bailey");
    }

    @Test
    void anUnknownCommandIsRefusedWithAGuess() {
        assertThat(shell.bailey("statsu")).isEqualTo(2);

        assertThat(shell.err())
                .contains("bailey: Unmatched argument at index 0: 'statsu'")
                .contains("Did you mean: bailey status")
                .contains("Try \"bailey --help\".");
    }

    @Test
    void anUnknownOptionIsRefused() {
        assertThat(shell.bailey("status", "--jsn")).isEqualTo(2);

        assertThat(shell.err()).startsWith("bailey status: Unknown option: '--jsn'");
    }

    @Test
    void planPrintsTheSlicesAndTheSteps() {
        assertThat(shell.bailey("plan")).isZero();

        assertThat(shell.out().lines())
                .containsExactly(
                        "migration shop: from GCP to AWS",
                        "slices, in order: pilot (2 tenants), vip (2 tenants),"
                                + " tenth (10 % of all, with the percents before it),"
                                + " probes (1 tenant to try the target out), everyone (all others)",
                        "  1. Check both sides",
                        "  2. Copy orders");
    }

    @Test
    void planPrintsTheSlicesAndTheStepsAsJson() {
        assertThat(shell.bailey("plan", "--json", "migration.yaml")).isZero();

        assertThat(shell.out()).isEqualToIgnoringWhitespace("""
                        {"migration": "shop", "slices": [{"name": "pilot", "tenants": 2}, {"name": "vip", "tenants": 2},
                         {"name": "tenth", "percent": 10}, {"name": "probes", "tenants": 1, "validation": true}, {"name": "everyone", "percent": 100}], "steps": ["Check both sides", "Copy orders"], "warnings": []}""");
    }

    @Test
    void aMissingPlanIsAWrongCommand() {
        assertThat(shell.bailey("plan", "other.yaml")).isEqualTo(2);

        assertThat(shell.err())
                .isEqualToIgnoringNewLines(folder.resolve("other.yaml")
                        + ": there is no such file; name the plan (docs/example.yaml in Bailey's own folder"
                        + " has every key of one)");
    }

    @Test
    void everySecretThatIsNotSetIsNamed() {
        TestShell bare = new TestShell(folder, Map.of());

        assertThat(bare.bailey("run")).isEqualTo(2);

        assertThat(bare.err().lines()).hasSize(4).allMatch(line -> line.contains(" is not set: export it first"));
    }

    @Test
    void runHandsOnWhatWasAskedAndAFailedWorldIsThree() {
        int exit = shell.bailey("run", "migration.yaml", "--report", "r.json", "--port", "7000");

        assertThat(exit).isEqualTo(3);
        assertThat(shell.err()).isEqualToIgnoringNewLines("bailey: legacy-db:5432 refuses connections: start it");
        assertThat(shell.requests()).singleElement().isInstanceOfSatisfying(Wiring.RunRequest.class, request -> {
            assertThat(request.plan().plan().migration()).isEqualTo("shop");
            assertThat(request.report()).contains(folder.resolve("r.json"));
            assertThat(request.port()).isEqualTo(OptionalInt.of(7000));
        });
    }

    @Test
    void demoHandsOnWhatWasAsked() {
        int exit = shell.bailey("demo", "--headless", "--rate", "500", "--seed", "7", "--keep");

        assertThat(exit).isZero();
        assertThat(shell.requests())
                .containsExactly(new Wiring.DemoRequest(
                        DemoServer.Engine.POSTGRESQL,
                        /* slices= */ false,
                        true,
                        Optional.empty(),
                        500,
                        /* keep= */ true,
                        OptionalLong.of(7)));
    }

    @Test
    void aRateOutOfReachIsRefused() {
        assertThat(shell.bailey("demo", "--rate", "0")).isEqualTo(2);

        assertThat(shell.err()).startsWith("bailey demo: --rate lies in 1..100000: 0");
    }

    @Test
    void aRunThatIsStoppedBeforeItBeginsTellsOfNoBug() throws InterruptedException {
        Map<String, String> environment = shell.shell().environment();
        try (BaileyProcess bailey =
                BaileyProcess.startMain(BegunWhileStopping.class.getName(), List.of(), folder, environment, "run")) {
            assertThat(bailey.awaitExit(Duration.ofSeconds(60))).isPresent();

            assertThat(bailey.awaitLine("its last word", Duration.ofSeconds(10), line -> line.startsWith("bailey: ")))
                    .isEqualTo("bailey: stopped");
        }
    }

    @Test
    void breakGlassNeedsASide() {
        assertThat(shell.bailey("break-glass")).isEqualTo(2);
        assertThat(shell.err()).startsWith("bailey break-glass: Missing required option: '--open=SIDE'");

        assertThat(shell.bailey("break-glass", "--open", "target")).isEqualTo(1);
        assertThat(shell.requests()).containsExactly(Side.TARGET);

        assertThat(shell.bailey("break-glass", "--open", "target", "--slice", "nobody"))
                .isEqualTo(2);
        assertThat(shell.err()).contains("has no slice nobody; it has pilot, ");
    }
}
