package dev.bailey.runbook;

import static dev.bailey.runbook.StepWorld.eventually;
import static dev.bailey.runbook.StepWorld.step;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpStepTest {

    @TempDir
    private Path folder;

    private StepWorld world;
    private TestServer server;

    @BeforeEach
    void open() throws IOException {
        world = new StepWorld(folder);
        server = new TestServer();
    }

    @AfterEach
    void close() {
        server.close();
        world.close();
    }

    @Test
    void aRequestIsSentOnceAndItsAnswerIsWhatWasExpected() throws InterruptedException {
        PlannedStep warm = step("warm", post("/warm", /* repeatable= */ false));

        world.run(warm);
        world.run(warm);

        assertThat(server.requests()).containsExactly("POST /warm {}");
        assertThat(world.course("warm")).containsExactly("begun", "done");
    }

    @Test
    void anotherAnswerThanExpectedFailsTheStepWithWhatItSaid() throws InterruptedException {
        server.answer(503, "no room for swordfish-1");
        StepWorld.Aside run = world.start(step("warm", post("/warm", /* repeatable= */ true)));

        assertThat(world.waiting().sentence())
                .startsWith("step warm failed: POST " + server.url("/warm")
                        + ": it answered 503, and 200 to 299 was expected; it said:\nno room for ***\nmend it, then");

        run.interrupt();
        assertThat(server.requests()).hasSize(1);
        assertThat(world.journal().entries().toString()).doesNotContain("swordfish-1");
    }

    @Test
    void anAnswerWithoutTheExpectedTextFailsTheStep() throws InterruptedException {
        server.answer(200, "depth 17");
        StepWorld.Aside run = world.start(step("depth", get("/depth", "depth 0")));

        assertThat(world.waiting().sentence()).contains("it answered 200 without \"depth 0\"; it said:\ndepth 17");

        run.interrupt();
    }

    @Test
    void aRedirectIsAnAnswer() throws InterruptedException {
        server.answer(302, "");
        HttpCall call = new HttpCall(
                "GET",
                server.url("/old"),
                Map.of(),
                Optional.empty(),
                new Expectation(OptionalInt.of(302), ""),
                StepWorld.LIMIT,
                /* repeatable= */ false);

        world.run(step("moved", call));

        assertThat(server.requests()).containsExactly("GET /old ");
    }

    @Test
    void whatMayBeSentAgainIsSentAgainWithTheSameKey() throws InterruptedException {
        server.breakOff(2);

        world.run(step("warm", post("/warm", /* repeatable= */ true)));

        assertThat(server.requests()).hasSize(3);
        assertThat(server.keys()).hasSize(3).doesNotContain("");
        assertThat(server.keys().stream().distinct()).hasSize(1);
    }

    @Test
    void aRequestThatMayHaveBeenDoneIsNotSentAgain() throws InterruptedException {
        server.breakOff(1);
        StepWorld.Aside run = world.start(step("order", post("/order", /* repeatable= */ false)));

        assertThat(world.waiting().sentence())
                .contains("whether it was done is not known (POST " + server.url("/order") + " was sent: ");
        assertThat(server.requests()).hasSize(1);

        world.desk().again("order", "ana", "no order is there");
        run.join();
        assertThat(server.requests()).hasSize(2);
        assertThat(server.keys().stream().distinct()).hasSize(2);
    }

    @Test
    void aRequestThatWasCutOffByARestartIsUnknown() throws InterruptedException {
        PlannedStep order = step("order", post("/order", /* repeatable= */ false));
        server.hold();
        StepWorld.Aside run = world.start(order);
        eventually(() -> server.requests().size() == 1);
        run.interrupt();

        StepWorld.Aside second = world.start(order);

        assertThat(world.waiting().sentence()).contains("may have been sent, and its answer was not noted");
        second.interrupt();
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void aRepeatableRequestThatWasCutOffByARestartIsSentAgainWithTheSameKey() throws InterruptedException {
        PlannedStep order = step("order", post("/order", /* repeatable= */ true));
        server.hold();
        StepWorld.Aside run = world.start(order);
        eventually(() -> server.requests().size() == 1);
        run.interrupt();
        server.release();

        world.run(order);

        assertThat(server.keys()).hasSize(2);
        assertThat(server.keys().stream().distinct()).hasSize(1);
    }

    @Test
    void anAnswerThatDoesNotEndIsGivenUp() throws InterruptedException {
        server.hold();
        HttpCall call = new HttpCall(
                "POST",
                server.url("/order"),
                Map.of(),
                Optional.empty(),
                Expectation.success(),
                Duration.ofMillis(200),
                /* repeatable= */ false);
        StepWorld.Aside run = world.start(step("order", call));

        assertThat(world.waiting().sentence())
                .contains("whether it was done is not known")
                .contains("was sent: ");

        run.interrupt();
    }

    @Test
    void aRequestThatNobodyTookWasNotSent() throws InterruptedException {
        server.close();
        StepWorld.Aside run = world.start(step("order", post("/order", /* repeatable= */ false)));

        assertThat(world.waiting().sentence())
                .contains("step order failed: POST " + server.url("/order")
                        + " was not sent: nothing takes connections there");

        run.interrupt();
    }

    @Test
    void aServerThatDoesNotProveWhoItIsIsSentNothing() throws Exception {
        HttpsServer stranger = stranger();
        List<String> seen = new CopyOnWriteArrayList<>();
        stranger.createContext("/", exchange -> seen.add(exchange.getRequestMethod()));
        stranger.start();
        URI url = URI.create("https://127.0.0.1:" + stranger.getAddress().getPort() + "/order");
        StepWorld.Aside run = world.start(step("order", call("POST", url, Map.of())));

        assertThat(world.waiting().sentence()).contains("step order failed: POST " + url + " was not sent: ");

        run.interrupt();
        stranger.stop(0);
        assertThat(seen).isEmpty();
    }

    @Test
    void requestsThatCannotBeAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> call("FETCH IT", URI.create("http://a.example/"), Map.of()))
                .withMessage("\"FETCH IT\" is no method that a step may use: such as GET, POST");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> call("GET", URI.create("ftp://a.example/"), Map.of()))
                .withMessage("\"ftp://a.example/\" is no address of the form http://host/path");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> call("GET", URI.create("http://ana:secret@a.example/"), Map.of()))
                .withMessage("the address at a.example holds a password: put it into a header");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> call("GET", URI.create("http://a.example/"), Map.of("Host", "b.example")))
                .withMessage("\"Host\" is no header that a step may set");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> call("GET", URI.create("http://a.example/"), Map.of("X-A", "a\nb")))
                .withMessage("the value of header X-A holds a line break or the like");
    }

    @Test
    void theQueryIsNotShown() {
        HttpCall call = call("GET", URI.create("http://a.example/x?token=secret"), Map.of("X-Key", "swordfish"));

        assertThat(call.title()).isEqualTo("GET http://a.example/x");
        assertThat(call.toString()).doesNotContain("secret").doesNotContain("swordfish");
    }

    @Test
    void aTokenInThePathIsNotShown() {
        HttpCall hook = call(
                "POST",
                URI.create("https://hooks.example/services/T024BE7LD/B04C3/kXp2wq9RmTz41LbVdHs0aYcE"),
                Map.of());
        HttpCall plain = call("GET", URI.create("https://new.example/api/v2/orders-and-invoices/42"), Map.of());

        assertThat(hook.title()).isEqualTo("POST https://hooks.example/services/T024BE7LD/B04C3/…");
        assertThat(plain.title()).isEqualTo("GET https://new.example/api/v2/orders-and-invoices/42");
    }

    private HttpCall post(String path, boolean repeatable) {
        return new HttpCall(
                "POST",
                server.url(path),
                Map.of("X-Key", "swordfish-1"),
                Optional.of("{}"),
                Expectation.success(),
                StepWorld.LIMIT,
                repeatable);
    }

    private HttpCall get(String path, String contains) {
        return new HttpCall(
                "GET",
                server.url(path),
                Map.of(),
                Optional.empty(),
                new Expectation(OptionalInt.empty(), contains),
                StepWorld.LIMIT,
                /* repeatable= */ false);
    }

    private static HttpCall call(String method, URI url, Map<String, String> headers) {
        return new HttpCall(
                method,
                url,
                headers,
                Optional.empty(),
                Expectation.success(),
                StepWorld.LIMIT,
                /* repeatable= */ false);
    }

    /** Has a certificate that nobody vouches for. */
    private HttpsServer stranger() throws Exception {
        Path store = folder.resolve("stranger.p12");
        List<String> keytool = List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-dname",
                "CN=stranger",
                "-storepass",
                "changeit",
                "-keystore",
                store.toString());
        assertThat(new ProcessBuilder(keytool).inheritIO().start().waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance(store.toFile(), "changeit".toCharArray());
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, "changeit".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        return server;
    }
}
