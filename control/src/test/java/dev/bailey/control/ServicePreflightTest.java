package dev.bailey.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.bailey.core.Finding;
import dev.bailey.core.Side;
import dev.bailey.router.Front;
import dev.bailey.router.Telemetry;
import dev.bailey.router.Timeouts;
import dev.bailey.router.TrafficLimits;
import dev.bailey.router.Upstream;
import dev.bailey.router.WriteRules;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a flip would rely on in two applications. */
@Timeout(60)
class ServicePreflightTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private HttpServer source;

    @SuppressWarnings("NullAway.Init")
    private HttpServer target;

    @BeforeEach
    void start() throws IOException {
        source = server();
        target = server();
    }

    @AfterEach
    void stop() {
        source.stop(0);
        target.stop(0);
    }

    @Test
    void twoApplicationsThatAreWellAndAlikeAreNothingToSpeakOf() throws InterruptedException {
        answer(source, "/", 204);
        answer(target, "/", 204);

        assertThat(look(Upstream.of(uri(source)), Upstream.of(uri(target)))).isEmpty();
    }

    @Test
    void aWrongHealthPathIsNamedWithTheOneThatAnswers() throws InterruptedException {
        answer(source, "/health", 200);
        answer(target, "/", 404);
        answer(target, "/healthz", 200);

        assertThat(look(Upstream.of(uri(source)), Upstream.of(uri(target))))
                .contains("target health-path " + uri(target) + "/health answers 404, but /healthz answers 2xx");
    }

    @Test
    void anAddressOfANameThatTakesNoConnectionIsNamedBesideTheOneThatDoes()
            throws InterruptedException, UnknownHostException {
        answer(source, "/", 204);
        answer(target, "/", 204);
        InetAddress[] both = {
            InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), InetAddress.getByAddress(new byte[] {127, 0, 0, 77})
        };
        Preflight.Gathered gathered = new Preflight.Gathered(Map.of());

        new ServicePreflight(gathered, InstantSource.system(), host -> both)
                .look("web", service(Upstream.of(uri(source)), Upstream.of(uri(target))));

        assertThat(gathered.lines())
                .extracting(line -> line.finding().check().id())
                .containsExactly("address-dead", "address-dead");
        assertThat(gathered.lines().get(1)).satisfies(line -> {
            assertThat(line.side()).isEqualTo(Side.TARGET);
            assertThat(line.finding().found())
                    .matches(
                            "127\\.0\\.0\\.1 is at 127\\.0\\.0\\.1 \\(\\d+ ms\\), 127\\.0\\.0\\.77 \\(takes no connection\\)");
        });
    }

    @Test
    void anApplicationThatIsNotWellAnywhereIsSaidToBeSo() throws InterruptedException {
        answer(source, "/", 503);
        answer(target, "/", 204);

        assertThat(look(Upstream.of(uri(source)), Upstream.of(uri(target))))
                .contains("source health-path " + uri(source) + "/health answers 503");
    }

    @Test
    void anApplicationThatIsNotThereIsNamed() throws InterruptedException {
        answer(source, "/", 204);
        target.stop(0);

        assertThat(look(Upstream.of(uri(source)), Upstream.of(uri(target))))
                .singleElement()
                .asString()
                .startsWith("target service " + uri(target) + "/health does not answer");
    }

    @Test
    void oneSideAloneThatSendsPlainClientsToHttpsIsNamed() throws InterruptedException {
        answer(source, "/health", 200);
        source.createContext("/", exchange -> {
            boolean plain = "http".equals(exchange.getRequestHeaders().getFirst("X-Forwarded-Proto"));
            exchange.getResponseHeaders().add("Location", "https://shop.test/");
            exchange.sendResponseHeaders(plain ? 301 : 200, -1);
            exchange.close();
        });
        answer(target, "/", 200);

        assertThat(look(Upstream.of(uri(source)), Upstream.of(uri(target))))
                .containsExactly(
                        "target redirect-differs the source sends clients of plain HTTP on to HTTPS, the target does not");
    }

    @Test
    void clocksThatAreApartAreNamed() throws IOException, InterruptedException {
        answer(source, "/", 204);
        try (ServerSocket ahead = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            new Thread(() -> answerAhead(ahead, /* seconds= */ 90), "ahead").start();
            Upstream other = Upstream.of(URI.create("http://127.0.0.1:" + ahead.getLocalPort()));

            List<String> found = look(Upstream.of(uri(source)), other);

            assertThat(found).hasSize(2);
            assertThat(found.get(0))
                    .matches("target clock-skew its clock is at least (88|89) s ahead of this machine's");
            assertThat(found.get(1)).matches("target clock-differs its clock is (88|89|90) s ahead of the source's");
        }
    }

    @Test
    void aClockOfThisMachineThatIsWrongIsNamedOnBothSides() throws InterruptedException {
        answer(source, "/", 204);
        answer(target, "/", 204);
        InstantSource ahead = InstantSource.offset(InstantSource.system(), Duration.ofSeconds(30));

        assertThat(look(Upstream.of(uri(source)), Upstream.of(uri(target)), ahead))
                .satisfiesExactly(
                        first -> assertThat(first)
                                .matches("source clock-skew its clock is at least (28|29|30) s behind this machine's"),
                        second -> assertThat(second)
                                .matches("target clock-skew its clock is at least (28|29|30) s behind this machine's"));
    }

    @Test
    void aClockThatIsWithinASecondIsNotAccused() throws InterruptedException {
        answer(source, "/", 204);
        answer(target, "/", 204);
        InstantSource ahead = InstantSource.offset(InstantSource.system(), Duration.ofMillis(900));

        assertThat(look(Upstream.of(uri(source)), Upstream.of(uri(target)), ahead))
                .isEmpty();
    }

    @Test
    void anApplicationThatTakesItsTimeIsNamed() throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        answer(source, "/", 204);
        answer(target, "/", 204);
        target.createContext("/health", exchange -> {
            try {
                boolean told = never.await(600, TimeUnit.MILLISECONDS);
                exchange.sendResponseHeaders(told ? 500 : 204, -1);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
        });

        assertThat(look(Upstream.of(uri(source)), Upstream.of(uri(target))))
                .singleElement()
                .asString()
                .startsWith("target health-slow ");
    }

    @Test
    void aCertificateForWhichNobodyVouchesIsNamed() throws GeneralSecurityException, IOException, InterruptedException {
        answer(source, "/", 204);
        try (SecureApplication secure = new SecureApplication(folder)) {
            assertThat(look(Upstream.of(uri(source)), Upstream.of(secure.uri())))
                    .anyMatch(found ->
                            found.startsWith("target certificate " + secure.uri() + "/health is not trusted: "));
        }
    }

    @Test
    void aCertificateThatHasEndedIsNamed() throws GeneralSecurityException, IOException, InterruptedException {
        answer(source, "/", 204);
        try (SecureApplication secure = new SecureApplication(folder, "-startdate", "-3d", "-validity", "1")) {
            assertThat(look(Upstream.of(uri(source)), Upstream.of(secure.uri()).trusting(secure.ca())))
                    .contains("target certificate its certificate (CN=app) ended 2 days ago");
        }
    }

    @Test
    void aCertificateThatEndsSoonIsNamed() throws GeneralSecurityException, IOException, InterruptedException {
        answer(source, "/", 204);
        try (SecureApplication secure = new SecureApplication(folder, "-validity", "5")) {
            assertThat(look(Upstream.of(uri(source)), Upstream.of(secure.uri()).trusting(secure.ca())))
                    .contains("target certificate-ends its certificate (CN=app) ends in 4 days");
        }
    }

    /** Each finding as its side, its check and what was found. */
    private static List<String> look(Upstream source, Upstream target) throws InterruptedException {
        return look(source, target, InstantSource.system());
    }

    private static List<String> look(Upstream source, Upstream target, InstantSource clock)
            throws InterruptedException {
        List<String> found = new ArrayList<>();
        Preflight.Gathered gathered = new Preflight.Gathered(Map.of());
        new ServicePreflight(gathered, clock).look("web", service(source, target));
        for (PreflightLine line : gathered.lines()) {
            Finding finding = line.finding();
            assertThat(line.part()).isEqualTo("service web");
            found.add(line.side().label() + " " + finding.check().id() + " " + finding.found());
        }
        return found;
    }

    private static Plan.Service service(Upstream source, Upstream target) {
        return new Plan.Service(
                Front.LOOPBACK,
                source,
                target,
                "/health",
                Optional.empty(),
                WriteRules.BY_METHOD,
                TrafficLimits.DEFAULT,
                Timeouts.DEFAULT,
                Telemetry.NONE,
                Optional.empty());
    }

    private static HttpServer server() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        server.start();
        return server;
    }

    private static void answer(HttpServer server, String path, int status) {
        server.createContext(path, exchange -> {
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
    }

    /** The JDK's server would write a date of its own. */
    private static void answerAhead(ServerSocket server, long seconds) {
        while (!server.isClosed()) {
            try (Socket client = server.accept()) {
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
                String line = in.readLine();
                while (line != null && !line.isEmpty()) {
                    line = in.readLine();
                }
                String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                        ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(seconds));
                String answer = "HTTP/1.1 204 No Content\r\nConnection: close\r\nDate: " + date + "\r\n\r\n";
                client.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
            } catch (IOException e) {
                // The test is over, or the client has left.
            }
        }
    }

    private static URI uri(HttpServer server) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }
}
