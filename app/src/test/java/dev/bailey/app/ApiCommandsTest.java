package dev.bailey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.control.StateFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that talk to a running migration, against a server that answers as the API does. */
class ApiCommandsTest {

    private static final String STATUS = """
            {"migration":"shop","phase":"ready","owner":"source","sides":{"source":"GCP","target":"AWS"},
             "readiness":"rolling back now would hold writes about 180 ms and lose 0 rows; drilled 40 s ago",
             "steps":[
               {"name":"check","title":"Check both sides","state":"DONE","startedAt":"2026-11-20T12:00:00Z","millis":1234,"detail":"","fraction":null},
               {"name":"copy","title":"Copy the tables","state":"RUNNING","startedAt":"2026-11-20T12:00:02Z","millis":null,"detail":"public.orders","fraction":0.416}],
             "stores":[{"name":"orders",
               "copy":{"tables":3,"tablesTotal":4,"rows":1234567,"rowsTotal":2000000,"bytes":1,"bytesTotal":755000000,"done":false},
               "forward":{"mode":"following","lagMillis":12,"applied":1230,"foreign":0,"conflicts":0,"failure":null},
               "reverse":{"mode":"observing","lagMillis":null,"applied":0,"foreign":2,"conflicts":0,"failure":"slot is gone"}}],
             "gates":[{"name":"lag","open":true,"because":""},{"name":"verdict","open":false,"because":"nothing was compared yet"}],
             "traffic":{"requests":41231,"failed":0,"held":112,"heldNow":3,"source":{"requests":41000,"inFlight":4},"target":{"requests":231,"inFlight":0}},
             "flips":[{"slice":"everyone","direction":"forward","pauseMillis":84,"steps":{"hold":9}}],"verdict":"equal, 5 rows compared"}""";

    @TempDir
    private Path folder;

    private TestShell shell;
    private TestApi api;

    @BeforeEach
    void startTheApi() throws IOException {
        api = new TestApi();
        Files.copy(Path.of("../docs/example.yaml"), folder.resolve("migration.yaml"));
        Path file = StateFolder.beside(folder.resolve("migration.yaml"), "shop").api();
        Files.createDirectories(file.getParent());
        Files.writeString(file, "{\"url\":\"" + api.url() + "\",\"token\":\"" + TestApi.TOKEN + "\"}");
        shell = new TestShell(folder, Map.of());
    }

    @AfterEach
    void stopTheApi() {
        api.close();
    }

    @Test
    void aHaltedStreamWaitsAndHasNotFailed() {
        api.on(
                "GET /api/status",
                200,
                STATUS.replace("\"following\"", "\"halted\"")
                        .replace("\"failure\":null", "\"failure\":\"a row is not there\""));

        assertThat(shell.bailey("status")).isZero();

        assertThat(shell.out().replaceAll("\\s+", " "))
                .contains(", waits: a row is not there")
                .doesNotContain("failed: a row");
    }

    @Test
    void statusIsAPage() {
        api.on("GET /api/status", 200, STATUS);

        assertThat(shell.bailey("status")).isZero();

        assertThat(shell.out()).isEqualTo("""
                        shop: ready, writes go to the source (GCP)
                        readiness: rolling back now would hold writes about 180 ms and lose 0 rows;
                          drilled 40 s ago
                        verdict: equal, 5 rows compared

                        steps
                          done        1 step
                          running     Copy the tables, 41 %: public.orders

                        stores
                          orders      copy 3 of 4 tables, 1,234,567 of 2,000,000 rows, 1 B of 755 MB
                                      forward following, lag 12 ms, applied 1,230, foreign 0,
                                      conflicts 0
                                      reverse observing, lag not measured, applied 0, foreign 2,
                                      conflicts 0, failed: slot is gone

                        traffic
                          requests    41,231, failed 0, held 112 (now 3)
                          source      41,000, in flight 4
                          target      231, in flight 0

                        gates
                          open        1 gate
                          closed      verdict: nothing was compared yet

                        flips
                          everyone    forward: no request waited longer than 84 ms (hold 9 ms)
                        """);
        assertThat(api.users()).containsExactly("ada");
    }

    @Test
    void statusIsTheAnswerItselfAsJson() {
        api.on("GET /api/status", 200, STATUS);

        assertThat(shell.bailey("status", "--json", "--plan", "migration.yaml")).isZero();

        assertThat(shell.out()).isEqualToIgnoringWhitespace(STATUS);
    }

    @Test
    void aPausedObservationIsToldFirstAndEachConditionWithItsFigure() {
        api.on("GET /api/status", 200, """
                {"migration":"shop","phase":"ready","owner":"target","sides":{"target":"AWS"},
                 "observation":{"since":"2026-11-28T03:00:00Z","until":"2026-11-28T03:45:00Z","state":"paused",
                  "question":"lag of the way back of 12 s for 30 s, allowed 10 s","conditions":[
                   {"name":"lag of the way back above 10 s for 30 s","state":"bad","since":"2026-11-28T03:10:00Z",
                    "measured":"lag of the way back of 12 s","allowed":"10 s","excused":false},
                   {"name":"1 conflict since the cutover","state":"fine","since":null,
                    "measured":"0 conflicts since the cutover","allowed":"fewer than 1","excused":false}]}}""");

        assertThat(shell.bailey("status", "--all")).isZero();

        assertThat(shell.out()).isEqualToNormalizingWhitespace("""
                        shop: ready, writes go to the target (AWS)
                        paused: lag of the way back of 12 s for 30 s, allowed 10 s; "bailey rollback everyone", or "bailey go-on" with a reason

                        observation
                          paused      since 2026-11-28T03:00:00Z, until 2026-11-28T03:45:00Z
                          bad         lag of the way back above 10 s for 30 s, since 2026-11-28T03:10:00Z: lag of the way back of 12 s
                          fine        1 conflict since the cutover: 0 conflicts since the cutover
                        """);
    }

    @Test
    void whoLetsAnObservationGoOnSaysWhyAndIsToldWhatWasAsked() {
        api.on("POST /api/slices/everyone/go-on?reason=the+cache+is+cold", 200, """
                {"outcome":"done","question":"lag of the way back of 12 s for 30 s, allowed 10 s"}""");

        assertThat(shell.bailey("go-on", "--reason", "the cache is cold")).isZero();

        assertThat(shell.out())
                .isEqualToIgnoringNewLines("goes on; it was asked: lag of the way back of 12 s for 30 s, allowed 10 s");
        assertThat(shell.bailey("go-on")).isEqualTo(2);
    }

    @Test
    void whereNothingWasAskedThereIsNothingToAnswer() {
        api.on("POST /api/slices/everyone/go-on?reason=fine", 409, """
                {"outcome":"closed","because":["no observation waits for an answer"]}""");

        assertThat(shell.bailey("go-on", "--reason", "fine")).isEqualTo(1);

        assertThat(shell.out()).isEqualToIgnoringNewLines("closed: no observation waits for an answer");
    }

    @Test
    void aCutoverTellsItsPause() {
        api.on("POST /api/slices/everyone/cutover", 200, """
                {"outcome":"done","flip":{"direction":"forward","pauseMillis":84,"steps":{"hold":9,"drain":38}}}""");

        assertThat(shell.bailey("cutover")).isZero();

        assertThat(shell.out())
                .isEqualToIgnoringNewLines("cutover of everyone done, forward: no request waited longer than 84 ms"
                        + " (hold 9 ms, drain 38 ms)");
    }

    @Test
    void aClosedGateIsToldWordForWord() {
        api.on("POST /api/slices/everyone/cutover", 409, """
                {"outcome":"closed","because":["lag is 3 s, the budget 1 s","nothing was compared yet"]}""");

        assertThat(shell.bailey("cutover", "everyone")).isEqualTo(1);

        assertThat(shell.out().lines())
                .containsExactly("closed: lag is 3 s, the budget 1 s", "closed: nothing was compared yet");
        assertThat(shell.err()).isEmpty();
    }

    @Test
    void aFailedRollbackIsTheWorldsFault() {
        api.on("POST /api/slices/everyone/rollback", 500, """
                {"outcome":"failed","because":["writers did not end within 5 s"]}""");

        assertThat(shell.bailey("rollback")).isEqualTo(3);

        assertThat(shell.err())
                .isEqualToIgnoringNewLines("bailey: rollback of everyone failed: writers did not end within 5 s");
    }

    @Test
    void aReloadIsStartedAndTold() {
        api.on("POST /api/tables/public.orders/reload", 200, """
                {"outcome":"started","store":"orders","table":"public.orders"}""");

        assertThat(shell.bailey("reload", "public.orders")).isZero();

        assertThat(shell.out()).isEqualToIgnoringNewLines("reload of public.orders started");
        assertThat(api.users()).containsExactly("ada");
    }

    @Test
    void aReloadThatMayNotBeIsRefusedAndAnUnknownTableGuessed() {
        api.on("POST /api/tables/public.orders/reload?store=a+b", 409, """
                {"outcome":"closed","because":["the target takes the writes"]}""");
        api.on("POST /api/tables/public.order/reload", 404, """
                {"because":["no table public.order is moved"],"tables":["public.item","public.orders"]}""");

        assertThat(shell.bailey("reload", "public.orders", "--store", "a b")).isEqualTo(1);
        assertThat(shell.out()).isEqualToIgnoringNewLines("closed: the target takes the writes");

        assertThat(shell.bailey("reload", "public.order")).isEqualTo(2);
        assertThat(shell.err())
                .isEqualToIgnoringNewLines("bailey: no table public.order is moved; did you mean \"public.orders\"?");
    }

    @Test
    void aTableNamedWithoutItsSchemaIsGuessedInEachThatHasOne() {
        api.on("POST /api/tables/orders/reload", 404, """
                {"because":["no table orders is moved"],"tables":["public.item","public.orders"]}""");
        api.on("POST /api/tables/orders/repair?dry-run=false", 404, """
                {"because":["no table orders is moved"],"tables":["old.orders","public.orders","public.reorders"]}""");

        assertThat(shell.bailey("reload", "orders")).isEqualTo(2);
        assertThat(shell.err())
                .isEqualToIgnoringNewLines("bailey: no table orders is moved; did you mean \"public.orders\"?");

        assertThat(shell.bailey("repair", "orders")).isEqualTo(2);
        assertThat(shell.err()).endsWith("did you mean \"old.orders\" or \"public.orders\"?" + System.lineSeparator());
    }

    @Test
    void aRepairTellsWhatBecameOfEachRowAndWhetherTheyAreEqualNow() {
        String row =
                "{\"key\":\"17, a\\nb\",\"kind\":\"missing on target\",\"from\":\"source\",\"outcome\":\"mended\"}";
        api.on(
                "POST /api/tables/public.item/repair?dry-run=false&store=orders&keys=%5B%2217%22%5D",
                200,
                "{\"rows\":[" + row
                        + "],\"mended\":1,\"unlisted\":0,\"verdict\":\"equal, 1 rows compared\",\"equal\":true}");

        assertThat(shell.bailey("repair", "orders/public.item", "17")).isZero();

        assertThat(shell.out().lines())
                .containsExactly(
                        "17, a\\nb: missing on target, mended (as on the source)",
                        "1 rows mended",
                        "compared again: equal, 1 rows compared");
        assertThat(api.users()).containsExactly("ada");
    }

    @Test
    void aRepairThatLeftARowAloneIsOneAndSoIsOneThatIsRefused() {
        api.on("POST /api/tables/public.item/repair?dry-run=false", 200, """
                {"rows":[],"mended":0,"unlisted":3,"verdict":"","equal":false}""");
        assertThat(shell.bailey("repair", "public.item")).isEqualTo(1);
        assertThat(shell.out())
                .isEqualToIgnoringNewLines("0 rows mended; 3 more differ, which the next comparison names");

        api.on("POST /api/tables/public.item/repair?dry-run=true", 409, """
                {"outcome":"closed","because":["no row of public.item is known to differ"]}""");
        assertThat(shell.bailey("repair", "public.item", "--dry-run")).isEqualTo(1);

        api.on("POST /api/tables/public.itm/repair?dry-run=false", 404, """
                {"because":["no table public.itm is moved"],"tables":["public.item"]}""");
        assertThat(shell.bailey("repair", "public.itm")).isEqualTo(2);
        assertThat(shell.err()).contains("did you mean \"public.item\"?");
    }

    @Test
    void verifyListsTheVerdicts() {
        api.on("POST /api/verify", 200, verdicts("equal, 123 rows compared", 6, 0, 0));

        assertThat(shell.bailey("verify")).isZero();

        assertThat(shell.out().lines())
                .containsExactly(
                        "equal      orders public.orders: equal, 123 rows compared",
                        "left out   orders public.session: it is not moved",
                        "6 equal, 0 different, 0 unknown, 123 rows with every column");
    }

    @Test
    void verifyNamesTheRowsThatDiffer() {
        api.on("POST /api/verify", 200, """
                {"verdicts":[{"store":"orders","table":"public.orders","verdict":"different","sentence":"different in 1",
                 "rows":3,"keys":["17, a\\nb: different"]}],"equal":0,"different":1,"unknown":0,"rows":3}""");

        assertThat(shell.bailey("verify")).isEqualTo(1);

        assertThat(shell.out().lines())
                .containsExactly(
                        "different  orders public.orders: different in 1",
                        "           17, a\\nb: different",
                        "0 equal, 1 different, 0 unknown, 3 rows with every column");
    }

    @Test
    void whatIsNotEqualIsOne() {
        api.on("POST /api/verify", 200, verdicts("", 5, 1, 0));
        assertThat(shell.bailey("verify", "--json")).isEqualTo(1);

        api.on("POST /api/verify", 200, verdicts("", 5, 0, 1));
        assertThat(shell.bailey("verify", "--json")).isEqualTo(1);

        api.on("POST /api/verify", 200, verdicts("", 0, 0, 0));
        assertThat(shell.bailey("verify", "--json")).isEqualTo(1);
    }

    @Test
    void theReportIsMarkdownOrJson() {
        String report = """
                {"migration":"shop","outcome":"rolled_back","traffic":{"requests":41231,"failed":null},
                 "observations":[{"since":"2026-11-28T03:00:00Z","until":"2026-11-28T03:45:00Z","unseenMillis":0,
                  "end":"rolled_back","endedAt":"2026-11-28T03:05:00Z","because":"asked for by ada","questions":[
                   {"at":"2026-11-28T03:01:00Z","because":"0 requests in 30 s","answeredAt":"2026-11-28T03:02:00Z",
                    "by":"grace","reason":"a quiet night"}]}],
                 "claims":[{"claim":"no acknowledged write was lost","figure":"20311 of 20311"}]}""";
        api.on("GET /api/report", 200, report);

        assertThat(shell.bailey("report")).isZero();
        assertThat(shell.out())
                .startsWith("# Migration shop: rolled back")
                .contains("| no acknowledged write was lost | 20311 of 20311 |")
                .contains("- from 2026-11-28T03:00:00Z to 2026-11-28T03:05:00Z: rolled back, asked for by ada")
                .contains("  - asked: 0 requests in 30 s; grace let it go on: a quiet night")
                .contains("| requests | 41,231 |")
                .contains("| failed | not measured |");

        TestShell second = new TestShell(folder, Map.of());
        assertThat(second.bailey("report", "--format", "json")).isZero();
        assertThat(second.out()).isEqualToIgnoringWhitespace(report);
    }

    @Test
    void aMigrationThatDoesNotRunIsNamed() throws IOException {
        Path file = StateFolder.beside(folder.resolve("migration.yaml"), "shop").api();
        Files.delete(file);

        assertThat(shell.bailey("status")).isEqualTo(3);

        assertThat(shell.err())
                .isEqualToIgnoringNewLines(
                        "bailey: migration shop is not running, or has not reached its databases since it"
                                + " was started: there is no " + file + "; start it with \"bailey run "
                                + folder.resolve("migration.yaml") + "\", or see what that says");
    }

    @Test
    void aMigrationThatDiedIsNamed() {
        api.close();

        assertThat(shell.bailey("cutover")).isEqualTo(3);

        assertThat(shell.err())
                .startsWith("bailey: migration shop does not answer at http://127.0.0.1:")
                .doesNotContain(TestApi.TOKEN);
        assertThat(shell.err().lines()).hasSize(1);
    }

    @Test
    void aSliceThatIsNotThereIsAWrongCommand() {
        assertThat(shell.bailey("cutover", "no such/slice")).isEqualTo(2);

        assertThat(shell.err()).contains("there is no such thing");
    }

    @Test
    void aTokenThatIsNoLongerRightIsRefused() throws IOException {
        Files.writeString(
                StateFolder.beside(folder.resolve("migration.yaml"), "shop").api(),
                "{\"url\":\"" + api.url() + "\",\"token\":\"of yesterday\"}");

        assertThat(shell.bailey("rollback")).isEqualTo(3);

        assertThat(shell.err())
                .contains(" answered 401: the token is missing or wrong; ")
                .doesNotContain("yesterday");
    }

    private static String verdicts(String sentence, int equal, int different, int unknown) {
        String verdict = sentence.isEmpty()
                ? ""
                : "{\"store\":\"orders\",\"table\":\"public.orders\",\"verdict\":\"equal\",\"sentence\":\"" + sentence
                        + "\",\"rows\":123}";
        return "{\"verdicts\":[" + verdict + "],\"equal\":" + equal + ",\"different\":" + different + ",\"unknown\":"
                + unknown
                + ",\"rows\":123,\"leftOut\":[{\"store\":\"orders\",\"table\":\"public.session\",\"because\":\"it is not moved\"}]}";
    }
}
