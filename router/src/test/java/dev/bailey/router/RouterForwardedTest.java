package dev.bailey.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who the upstream is told the client is, byte by byte. */
@Timeout(30)
class RouterForwardedTest {

    private static final List<String> LOOPBACK = List.of("127.0.0.0/8", "::1/128");

    @TempDir
    private Path folder;

    @AutoClose
    private final ScriptedUpstream upstream = ScriptedUpstream.withoutContent();

    @Test
    void whatAnyoneSaysAboutTheClientIsThrownAwayAndSetAnew() {
        String told = told(
                Hops.NONE,
                "X-Forwarded-For: 6.6.6.6|x-forwarded-for: 7.7.7.7|X_Forwarded_For: 8.8.8.8|X-Forwarded-Proto: https"
                        + "|X-Forwarded-Host: bank|X-Forwarded-Port: 443|X-Forwarded-Prefix: /admin|X-Real-IP: 9.9.9.9"
                        + "|Forwarded: for=6.6.6.6");

        assertThat(told).isEqualTo("""
                        x-forwarded-for: 127.0.0.1
                        x-forwarded-host: web
                        x-forwarded-proto: http
                        """);
    }

    @Test
    void aPeerThatIsNotTrustedIsNoneBecauseOthersAre() {
        String told = told(new Hops(List.of("10.0.0.0/8", "127.0.0.2"), false), "X-Forwarded-For: 6.6.6.6");

        assertThat(told).contains("x-forwarded-for: 127.0.0.1\n").doesNotContain("6.6.6.6");
    }

    @Test
    void aTrustedPeerIsBelievedAndAppendedTo() {
        String told = told(
                new Hops(LOOPBACK, false),
                "X-Forwarded-For: 192.0.2.1|X-Forwarded-For: 10.0.0.7|X_Forwarded_For: 8.8.8.8|X-Forwarded-Proto: https"
                        + "|X-Forwarded-Host: shop.example|X-Forwarded-Port: 443|X-Real-IP: 192.0.2.1");

        assertThat(told).isEqualTo("""
                        x-forwarded-for: 192.0.2.1, 10.0.0.7, 127.0.0.1
                        x-forwarded-host: shop.example
                        x-forwarded-port: 443
                        x-forwarded-proto: https
                        x-real-ip: 192.0.2.1
                        """);
    }

    @Test
    void aTrustedPeerThatSaysNothingIsTheClient() {
        assertThat(told(new Hops(LOOPBACK, false), "Accept: */*")).isEqualTo("""
                        x-forwarded-for: 127.0.0.1
                        x-forwarded-host: web
                        x-forwarded-proto: http
                        """);
    }

    @Test
    void aTrustedPeerCannotHaveItTakenAwayByConnection() {
        String told = told(new Hops(LOOPBACK, false), "Connection: X-Forwarded-For|X-Forwarded-For: 192.0.2.1");

        assertThat(told).contains("x-forwarded-for: 192.0.2.1, 127.0.0.1\n");
    }

    @Test
    void theStandardHeaderIsAppendedToWhereATrustedPeerWroteOne() {
        String told = told(
                new Hops(LOOPBACK, false), "Forwarded: for=\"[2001:db8::1]:4711\";proto=https|Forwarded: for=10.0.0.7");

        assertThat(told)
                .contains(
                        "forwarded: for=\"[2001:db8::1]:4711\";proto=https, for=10.0.0.7, for=127.0.0.1;proto=http;host=web\n");
    }

    @Test
    void theStandardHeaderIsWrittenWhereItIsAskedFor() {
        assertThat(told(new Hops(List.of(), true), "Forwarded: for=6.6.6.6", "web:8080"))
                .contains("forwarded: for=127.0.0.1;proto=http;host=\"web:8080\"\n");
    }

    @Test
    void theStandardHeaderIsFilledFromTheOlderOneWhereItIsAskedFor() {
        assertThat(told(new Hops(LOOPBACK, true), "X-Forwarded-For: 2001:db8::1, 10.0.0.7:4711, unknown"))
                .contains("forwarded: for=\"[2001:db8::1]\", for=\"10.0.0.7:4711\", for=unknown,"
                        + " for=127.0.0.1;proto=http;host=web\n");
    }

    @Test
    void aClientOfIpv6IsToldInItsShortForm() throws IOException {
        assumeTrue(hasIpv6(), "no IPv6 on this machine");
        try (Router router = start(new Hops(List.of(), true), "::1");
                Wire client = new Wire(new Socket(NetUtil.LOCALHOST6, router.port()))) {
            client.send(Wire.lines("GET / HTTP/1.1|Host: web||"));
            client.readUntil("\r\n\r\n");
        }

        assertThat(aboutTheClient())
                .contains("x-forwarded-for: ::1\n", "forwarded: for=\"[::1]\";proto=http;host=web\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "192.0.2.1 | 192.0.2.1",
                "6.6.6.6, 192.0.2.1 | 192.0.2.1",
                "6.6.6.6, 192.0.2.1, 10.0.0.7 | 192.0.2.1",
                "192.0.2.1:4711, 10.0.0.7 | 192.0.2.1",
                "'[2001:db8::1]:4711, ::ffff:10.0.0.7' | 2001:db8::1",
                "2001:DB8:0::1 | 2001:db8::1",
                "10.0.0.8, 10.0.0.7 | 10.0.0.8",
                "6.6.6.6, unknown, 10.0.0.7 | 10.0.0.7",
                "' , ' | 127.0.0.1",
                "evil.example | 127.0.0.1"
            })
    void theClientIsTheLastWhoIsNotTrusted(String named, String client) {
        TrustedPeers trusted = new TrustedPeers(List.of("127.0.0.0/8", "10.0.0.0/8", "fd00::/8"));

        assertThat(trusted.client("127.0.0.1", List.of(named))).isEqualTo(client);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0/33", "fd00::/129", "10.0.0", "lb.example", "10.0.0.0/", "[::1]", "::1%lo", ""})
    void whatIsNoNetworkIsRefusedByName(String text) {
        assertThatThrownBy(() -> new Hops(List.of(text), false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"" + text + "\"");
    }

    private String told(Hops hops, String headers) {
        return told(hops, headers, "web");
    }

    private String told(Hops hops, String headers, String host) {
        try (Router router = start(hops, "127.0.0.1");
                Wire client = Wire.to(router.port())) {
            client.send(Wire.lines("GET / HTTP/1.1|Host: " + host + "|" + headers + "||"));
            assertThat(client.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 204 ");
            return aboutTheClient();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private Router start(Hops hops, String host) {
        return Router.start(RouterSettings.of("web", upstream.uri(), upstream.uri(), folder.resolve("routes.json"))
                .with(Front.LOOPBACK.listeningOn(new ListenAddress(host, 0)).behind(hops)));
    }

    /** What the upstream heard of it, in one spelling and order. */
    private String aboutTheClient() {
        return upstream.heard()
                .get(0)
                .lines()
                .map(line -> line.substring(0, line.indexOf(':') + 1).toLowerCase(Locale.ROOT)
                        + line.substring(line.indexOf(':') + 1)
                        + "\n")
                .filter(line -> line.matches("(?s)(x[-_](forwarded|real)|forwarded).*"))
                .sorted()
                .collect(Collectors.joining());
    }

    private static boolean hasIpv6() throws SocketException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .anyMatch(address -> address.getHostAddress().startsWith("0:0:0:0:0:0:0:1"));
    }
}
