package dev.bailey.router;

import static dev.bailey.router.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A load balancer in front that names the client before HTTP begins, byte by byte. */
@org.junit.jupiter.api.Timeout(30)
class RouterProxyProtocolTest {

    private static final String GET = Wire.lines("GET / HTTP/1.1|Host: web||");
    private static final String V2 = "\r\n\r\n\0\r\nQUIT\n";
    private static final String V2_TCP4 =
            V2 + "!\u0011\0\u000c" + "\u00c0\0\u0002\u0001" + "\n\0\0\u0001" + "\u0012g" + "\0P";
    private static final String V2_TCP6 =
            V2 + "!!\0$" + " \u0001\r\u00b8" + "\0".repeat(11) + "\u0001" + "\0".repeat(16) + "\u0012g" + "\0P";

    @TempDir
    private Path folder;

    @AutoClose
    private final ScriptedUpstream upstream = ScriptedUpstream.withoutContent();

    @Test
    void theFirstVersionNamesTheClient() throws IOException {
        assertThat(told("PROXY TCP4 192.0.2.1 10.0.0.1 4711 80\r\n")).isEqualTo("192.0.2.1");
    }

    @Test
    void theFirstVersionNamesAClientOfIpv6() throws IOException {
        assertThat(told("PROXY TCP6 2001:db8::1 fd00::1 4711 80\r\n")).isEqualTo("2001:db8::1");
    }

    @Test
    void theSecondVersionNamesTheClient() throws IOException {
        assertThat(told(V2_TCP4)).isEqualTo("192.0.2.1");
    }

    @Test
    void theSecondVersionNamesAClientOfIpv6() throws IOException {
        assertThat(told(V2_TCP6)).isEqualTo("2001:db8::1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PROXY UNKNOWN\r\n", V2 + " \0\0\0", V2 + "!\0\0\0"})
    void aHealthCheckOfTheLoadBalancerIsItsOwnClient(String header) throws IOException {
        assertThat(told(header)).isEqualTo("127.0.0.1");
    }

    @Test
    void aConnectionCarriesManyRequestsOfTheSameClient() throws IOException {
        try (Router router = behind("127.0.0.0/8");
                Wire client = Wire.to(router.port())) {
            client.send(V2_TCP4 + GET);
            client.readUntil("\r\n\r\n");

            client.send(GET);

            assertThat(client.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 204 ");
            assertThat(upstream.heard())
                    .allSatisfy(head -> assertThat(head).containsIgnoringCase("x-forwarded-for: 192.0.2.1\r\n"));
        }
    }

    @Test
    void aHeaderThatComesByteByByteIsWaitedFor() throws IOException {
        try (Router router = behind("127.0.0.0/8");
                Wire client = Wire.to(router.port())) {
            for (int at = 0; at < V2_TCP4.length(); at++) {
                client.send(V2_TCP4.substring(at, at + 1));
            }

            client.send(GET);

            assertThat(client.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 204 ");
        }
    }

    @Test
    void whatTheNamedClientSaysOfItselfIsThrownAway() throws IOException {
        try (Router router = behind("127.0.0.0/8");
                Wire client = Wire.to(router.port())) {
            client.send("PROXY TCP4 192.0.2.1 10.0.0.1 4711 80\r\n"
                    + Wire.lines("GET / HTTP/1.1|Host: web|X-Forwarded-For: 6.6.6.6||"));
            client.readUntil("\r\n\r\n");

            assertThat(upstream.heard().get(0)).doesNotContain("6.6.6.6");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\nHost: web\r\n\r\n",
                "PROXY TCP4 192.0.2.1\r\nGET / HTTP/1.1\r\nHost: web\r\n\r\n",
                "PROXY TCP4 1.2.3.4 1.2.3.4 99999 80\r\nGET / HTTP/1.1\r\nHost: web\r\n\r\n",
                V2 + "1\u0011\0\u000cGET / HTTP/1.1\r\nHost: web\r\n\r\n"
            })
    void aConnectionWithoutARightHeaderIsClosedAndCounted(String sent) throws IOException {
        try (Router router = behind("127.0.0.0/8");
                Wire client = Wire.to(router.port())) {
            client.send(sent);

            assertThat(client.readToEnd()).isEmpty();
            eventually(
                    "counted",
                    () -> router.meter().snapshot().turnedAway().equals(Map.of(TurnedAway.NO_PROXY_HEADER, 1L)));
            assertThat(upstream.connections()).isZero();
        }
    }

    @Test
    void aConnectionThatNamesNobodyInTimeIsClosed() throws IOException {
        try (Router router = Router.start(settings("127.0.0.0/8")
                        .with(Timeouts.DEFAULT.with(Timeout.PROXY_HEADER, Duration.ofMillis(200))));
                Wire client = Wire.to(router.port())) {
            client.send("PROXY TCP4 ");

            assertThat(client.readToEnd()).isEmpty();
        }
    }

    @Test
    void aHeaderOfAPeerThatIsNotTrustedIsNotBelieved() throws IOException {
        try (Router router = behind("10.0.0.0/8");
                Wire client = Wire.to(router.port())) {
            client.send("PROXY TCP4 10.0.0.7 10.0.0.1 4711 80\r\n" + GET);

            assertThat(client.readToEnd()).isEmpty();
            assertThat(router.meter().snapshot().turnedAway()).containsExactly(Map.entry(TurnedAway.NOT_TRUSTED, 1L));
            assertThat(upstream.connections()).isZero();
        }
    }

    @Test
    void theLimitOfAnAddressIsThatOfTheNamedClient() throws IOException {
        try (Router router = Router.start(
                        settings("127.0.0.0/8").with(TrafficLimits.DEFAULT.with(Limit.CLIENTS_PER_ADDRESS, 1)));
                Wire first = Wire.to(router.port());
                Wire second = Wire.to(router.port());
                Wire third = Wire.to(router.port())) {
            first.send("PROXY TCP4 192.0.2.1 10.0.0.1 4711 80\r\n" + GET);
            assertThat(first.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 204 ");
            second.send("PROXY TCP4 192.0.2.1 10.0.0.1 4712 80\r\n" + GET);
            third.send("PROXY TCP4 192.0.2.2 10.0.0.1 4711 80\r\n" + GET);

            assertThat(second.readToEnd()).isEmpty();
            assertThat(third.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 204 ");
        }
    }

    private String told(String header) throws IOException {
        try (Router router = behind("127.0.0.0/8");
                Wire client = Wire.to(router.port())) {
            client.send(header + GET);
            assertThat(client.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 204 ");
            return upstream.heard()
                    .get(0)
                    .lines()
                    .filter(line -> line.regionMatches(true, 0, "x-forwarded-for: ", 0, 17))
                    .map(line -> line.substring(17))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private Router behind(String trusted) {
        return Router.start(settings(trusted));
    }

    private RouterSettings settings(String trusted) {
        return RouterSettings.of("web", upstream.uri(), upstream.uri(), folder.resolve("routes.json"))
                .with(Front.LOOPBACK.behind(new Hops(List.of(trusted), false).namingClients()));
    }
}
