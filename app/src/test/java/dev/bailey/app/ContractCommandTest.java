package dev.bailey.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContractCommandTest {

    private static final String YAML = """
            headers: { Accept: application/json }
            ignore: [$.at]
            requests:
              - name: log in
                post: /login
                form: { user: ada, password: "${env:SHOP_PASSWORD}" }
                expect: { status: 200, contains: welcome }
                take: { token: $.token }
              - get: /price?token=${token}
                expect:
                  status: 200
                  header: { content-type: application/json }
                  json: { $.price: 12, "$.tags[0]": new }
            """;

    @TempDir
    private Path folder;

    private HttpServer old;
    private HttpServer now;
    private TestShell shell;

    @BeforeEach
    void open() throws IOException {
        old = application("12");
        now = application("12");
        shell = new TestShell(folder, Map.of("SHOP_PASSWORD", "swordfish"));
        Files.writeString(folder.resolve("shop.yaml"), YAML);
    }

    @AfterEach
    void close() {
        old.stop(0);
        now.stop(0);
    }

    @Test
    void sidesThatBehaveAlikeAreSaidToBe() {
        assertThat(shell.bailey("contract", "run", "shop.yaml", "--writes", "--old", url(old), "--new", url(now)))
                .isZero();

        assertThat(shell.out())
                .contains("2 requests played, 2 compared, 12 expectations looked at; nothing found")
                .doesNotContain("swordfish");
    }

    @Test
    void whatDiffersIsShownWithBothValuesAndTheLineOfTheRequest() throws IOException {
        now.stop(0);
        now = application("13");

        assertThat(shell.bailey("contract", "run", "shop.yaml", "--writes", "--old", url(old), "--new", url(now)))
                .isEqualTo(1);

        assertThat(shell.out().lines())
                .contains("unexpected  shop.yaml:9: GET /price?token=${token}: $.price", "            wanted 12")
                .contains("different   shop.yaml:9: GET /price?token=${token}: $.price")
                .contains("            old    12", "            new    13");
    }

    @Test
    void programsGetTheSameAsJson() throws IOException {
        now.stop(0);
        now = application("13");

        shell.bailey("contract", "run", "shop.yaml", "--writes", "--json", "--old", url(old), "--new", url(now));

        JsonNode json = Json.tree(shell.out());
        assertThat(json.path("alike").asBoolean(true)).isFalse();
        assertThat(json.path("findings")).hasSize(2);
        assertThat(json.path("findings").get(1).path("new").asText()).isEqualTo("13");
    }

    @Test
    void oneSideAloneIsHeldToWhatIsExpected() {
        assertThat(shell.bailey("contract", "run", "shop.yaml", "--writes", "--new", url(now)))
                .isZero();

        assertThat(shell.out()).contains("0 compared, 6 expectations looked at");
    }

    @Test
    void writesInAFileOfOnesOwnHaveToBeAllowed() {
        assertThat(shell.bailey("contract", "run", "shop.yaml", "--old", url(old), "--new", url(now)))
                .isEqualTo(2);

        assertThat(shell.err()).contains("shop.yaml:4 log in: POST may change something; allow it by --writes");
    }

    @Test
    void everythingThatIsWrongInAFileIsSaidByLine() throws IOException {
        Files.writeString(folder.resolve("wrong.yaml"), """
                requests:
                  - get: /a
                    expct: { status: 200 }
                  - get: price
                  - get: /${env:NOBODY}
                """);
        assertThat(shell.bailey("contract", "run", "wrong.yaml", "--new", url(now)))
                .isEqualTo(2);

        assertThat(shell.err())
                .contains("wrong.yaml:3: requests[0].expct: unknown key; did you mean \"expect\"?")
                .contains("wrong.yaml:4: requests[1].get: \"price\" is not a path that begins with a slash")
                .contains("wrong.yaml:5: requests[2].get: environment variable NOBODY is not set");
    }

    @Test
    void whatCannotBePlayedIsSaidByLineToo() throws IOException {
        Files.writeString(folder.resolve("wrong.yaml"), """
                requests:
                  - get: /a
                    post: /b
                  - get: /orders/${id}
                  - get: /a
                    take: { id: order.id }
                """);

        assertThat(shell.bailey("contract", "run", "wrong.yaml", "--new", url(now)))
                .isEqualTo(2);

        assertThat(shell.err())
                .contains("wrong.yaml:2: requests[0]: a request has one of get, head")
                .contains("wrong.yaml:4: requests[1]: ${id} is taken by no request above")
                .contains("wrong.yaml:5: requests[2]: write $.a.path, \"header NAME\"");
    }

    @Test
    void aSideWhereNobodyIsIsAFailureOfTheWorld() {
        String gone = url(now);
        now.stop(0);

        assertThat(shell.bailey("contract", "run", "shop.yaml", "--writes", "--old", url(old), "--new", gone))
                .isEqualTo(3);

        assertThat(shell.err()).contains(gone + " cannot be reached");
    }

    @Test
    void aRecordingAloneSaysNothingOfOneSide() throws IOException {
        Files.writeString(folder.resolve("r.har"), """
                {"log": {"entries": [{"request": {"method": "GET", "url": "http://a.test/price"}, "response": {"status": 200}}]}}
                """);

        assertThat(shell.bailey("contract", "run", "r.har", "--new", url(now))).isEqualTo(2);
        assertThat(shell.bailey("contract", "run", "r.har", "--old", url(old), "--new", url(now)))
                .isZero();

        assertThat(shell.err()).contains("r.har expects nothing: name both sides");
    }

    @Test
    void aSuiteIsRunAgainstTheSidesOfThePlan() throws IOException {
        Files.writeString(
                folder.resolve("migration.yaml"),
                PlanFileTest.GOOD.replace("http://old:80", url(old)).replace("http://new:80", url(now)));
        Files.writeString(folder.resolve("suite.sh"), """
                bad=; [ "$BASE_URL" = "%s" ] && bad='<failure message="no"/>'
                echo "<testsuite><testcase name='a'/><testcase name='b'>$bad</testcase></testsuite>" > r.xml
                """.formatted(url(now)));
        TestShell planned = new TestShell(folder, PlanFileTest.ENVIRONMENT);

        int exit = planned.bailey(
                "contract", "suite", "--plan", "migration.yaml", "--results", "*.xml", "--", "sh", "suite.sh");

        assertThat(planned.err()).isEmpty();
        assertThat(exit).isEqualTo(1);
        assertThat(planned.out())
                .contains("passes on old, fails on new: b")
                .contains("2 tests: 1 passes on old, fails on new, 1 passes on both");
    }

    private static String url(HttpServer application) {
        return "http://127.0.0.1:" + application.getAddress().getPort();
    }

    private static HttpServer application(String price) throws IOException {
        HttpServer application = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        String token = "tok" + application.getAddress().getPort();
        application.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            boolean login = body.equals("user=ada&password=swordfish");
            boolean known = String.valueOf(exchange.getRequestURI().getQuery()).equals("token=" + token);
            String answer = login
                    ? "{\"say\":\"welcome\",\"token\":\"" + token + "\"}"
                    : "{\"price\":" + price + ",\"tags\":[\"new\"],\"at\":" + System.nanoTime() + "}";
            byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(
                    login || known || exchange.getRequestURI().getQuery() == null ? 200 : 403, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        application.start();
        return application;
    }
}
