package dev.bailey.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bailey.control.ConflictId;
import dev.bailey.control.ConflictList;
import dev.bailey.control.StateFolder;
import dev.bailey.core.Clash;
import dev.bailey.core.Conflict;
import dev.bailey.core.Side;
import dev.bailey.core.TableId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConflictsCommandTest {

    private static final Map<String, String> SECRETS = Map.of(
            "SOURCE_PASSWORD", "one",
            "TARGET_PASSWORD", "two",
            "SLACK_WEBHOOK", "https://hooks.example/x",
            "SMTP_PASSWORD", "three");

    @TempDir
    private Path folder;

    private TestShell shell;
    private TestApi api;

    @BeforeEach
    void startTheApi() throws IOException {
        api = new TestApi();
        Files.copy(Path.of("../docs/example.yaml"), folder.resolve("migration.yaml"));
        Files.copy(Path.of("../docs/vip.txt"), folder.resolve("vip.txt"));
        Path file = StateFolder.beside(folder.resolve("migration.yaml"), "shop").api();
        Files.createDirectories(file.getParent());
        Files.writeString(file, "{\"url\":\"" + api.url() + "\",\"token\":\"" + TestApi.TOKEN + "\"}");
        shell = new TestShell(folder, SECRETS);
    }

    @AfterEach
    void stopTheApi() {
        api.close();
    }

    private static ConflictList.Line line(long number, Conflict.Decision decision, boolean waits) {
        Conflict conflict = new Conflict(
                number,
                Instant.parse("2026-11-20T12:00:00Z"),
                "shop_orders_forward",
                "0/1A2B3C",
                new TableId("public", "person"),
                Clash.Kind.VALUE_TAKEN,
                "{\"id\":\"3\"}",
                Optional.of("{\"id\":\"3\",\"email\":\"a\\u001b[31m\\nb\",\"photo\":{\"unchanged\":true}}"),
                Optional.of("{\"id\":\"2\",\"email\":null,\"photo\":{\"begins\":\"x\",\"bytes\":5000}}"),
                decision,
                decision == Conflict.Decision.HEALED ? Optional.of("jo") : Optional.empty(),
                OptionalLong.of(5),
                waits);
        return new ConflictList.Line(new ConflictId("orders", Side.TARGET, number), conflict);
    }

    @Test
    void bothRowsAreShownAndAWaitingStreamIsOne() {
        shell.conflicts(
                line(18, Conflict.Decision.HALTED, /* waits= */ true),
                line(17, Conflict.Decision.HEALED, /* waits= */ false));

        assertThat(shell.bailey("conflicts")).isEqualTo(1);

        assertThat(shell.out()).isEqualTo("""
                orders/target/18  2026-11-20T12:00:00Z  halted, the stream waits
                  table     public.person: another row holds one of its unique values
                  key       id = '3'
                  incoming  id = '3', email = 'a?[31m\\nb', photo = (unchanged)
                  found     id = '2', email = NULL, photo = 'x…' (5.0 kB)
                  stream    shop_orders_forward at 0/1A2B3C, epoch 5

                orders/target/17  2026-11-20T12:00:00Z  healed by jo
                  table     public.person: another row holds one of its unique values
                  key       id = '3'
                  incoming  id = '3', email = 'a?[31m\\nb', photo = (unchanged)
                  found     id = '2', email = NULL, photo = 'x…' (5.0 kB)
                  stream    shop_orders_forward at 0/1A2B3C, epoch 5

                2 shown, 1 waits: put its row right and run "bailey conflicts --retry", or --heal it
                """);
    }

    @Test
    void asJsonRowsAreObjectsAndNothingWaitingIsZero() throws IOException {
        shell.conflicts(line(17, Conflict.Decision.HEALED, /* waits= */ false));

        assertThat(shell.bailey("conflicts", "--plan", "migration.yaml", "--json", "--limit", "5"))
                .isZero();

        JsonNode said = new ObjectMapper().readTree(shell.out());
        assertThat(said.path("waiting").asInt()).isZero();
        assertThat(said.at("/conflicts/0/id").asText()).isEqualTo("orders/target/17");
        assertThat(said.at("/conflicts/0/found/photo/bytes").asInt()).isEqualTo(5_000);
        assertThat(said.at("/conflicts/0/by").asText()).isEqualTo("jo");
    }

    @Test
    void aPersonsWordGoesToTheRunningMigration() {
        api.on("POST /api/conflicts/heal?id=orders%2Ftarget%2F18", 200, "{\"conflicts\":[\"orders/target/18\"]}");
        api.on("POST /api/conflicts/retry", 409, "{\"because\":[\"no stream has halted at a conflict\"]}");

        assertThat(shell.bailey("conflicts", "--heal", "orders/target/18")).isZero();
        assertThat(shell.out()).startsWith("goes on from orders/target/18");

        assertThat(shell.bailey("conflicts", "--retry")).isEqualTo(1);
        assertThat(shell.err()).contains("bailey: no stream has halted at a conflict");
        assertThat(api.users()).containsExactly("ada", "ada");
    }

    @Test
    void aSpeedGoesToTheRunningMigrationAndAWrongOneDoesNot() {
        api.on("POST /api/throttle?speed=20MB", 200, "{\"outcome\":\"done\",\"speed\":\"20MB\"}");

        assertThat(shell.bailey("throttle", "20MB")).isZero();
        assertThat(shell.bailey("throttle", "fast")).isEqualTo(2);

        assertThat(shell.err()).contains("\"fast\" is not a speed like 20MB, off or auto");
        assertThat(api.users()).containsExactly("ada");
    }

    @Test
    void aShareGoesToTheRunningMigrationAndAWrongOneDoesNot() {
        api.on("POST /api/shadow?percent=2.5&service=web", 200, "{\"outcome\":\"done\",\"percent\":2.5}");
        api.on("POST /api/shadow?percent=0.0", 409, "{\"because\":[\"no such service of this process has a shadow\"]}");

        assertThat(shell.bailey("shadow", "2.5%", "--service", "web")).isZero();
        assertThat(shell.bailey("shadow", "0%")).isEqualTo(1);
        assertThat(shell.bailey("shadow", "half")).isEqualTo(2);

        assertThat(shell.out()).startsWith("2.5% of the requests go to the other side as well");
        assertThat(shell.err())
                .contains("bailey: no such service of this process has a shadow", "\"half\" is not a part such as 1%");
        assertThat(api.users()).containsExactly("ada", "ada");
    }
}
