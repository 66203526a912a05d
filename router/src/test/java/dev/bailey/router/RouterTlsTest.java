package dev.bailey.router;

import static dev.bailey.router.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailey.core.Problem;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class RouterTlsTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private TestCertificates certificates;

    @BeforeEach
    void authority() throws Exception {
        certificates = new TestCertificates(folder);
    }

    @Test
    void aClientIsAnsweredByTlsAndTheUpstreamLearnsOfIt() throws Exception {
        try (ScriptedUpstream upstream = new ScriptedUpstream(
                        ScriptedUpstream.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
                Router router = router(upstream, tls(certificates.server("web", "web.test")));
                Wire client = new Wire(TlsWire.to(router.port(), certificates.trusting(), "web.test"))) {
            client.send("GET / HTTP/1.1\r\nHost: web.test\r\nConnection: close\r\n\r\n");

            assertThat(client.readToEnd()).startsWith("HTTP/1.1 200 OK").endsWith("ok");
            assertThat(upstream.heard().get(0)).containsIgnoringCase("X-Forwarded-Proto: https\r\n");
        }
    }

    @Test
    void aClientThatOffersHttp2GetsIt() throws Exception {
        try (World world = world(certificates.server("web", "localhost"));
                SSLSocket socket = TlsWire.to(world.router.port(), certificates.trusting(), "", "h2", "http/1.1")) {
            assertThat(socket.getApplicationProtocol()).isEqualTo("h2");

            HttpResponse<String> answer = http2(world, "/");

            assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(answer.body()).isEqualTo("source");
            assertThat(answer.headers().firstValue("x-bailey-side")).contains("source");
        }
    }

    @Test
    void aClientThatOffersHttp1AloneGetsThat() throws Exception {
        try (World world = world(certificates.server("web", "localhost"));
                SSLSocket socket = TlsWire.to(world.router.port(), certificates.trusting(), "", "http/1.1")) {
            assertThat(socket.getApplicationProtocol()).isEqualTo("http/1.1");
        }
    }

    @Test
    void theCertificateIsThatOfTheHostWhichTheClientNames() throws Exception {
        try (World world = world(
                certificates.server("first", "first.test"),
                certificates.rsaServer("second", "second.test"),
                certificates.server("many", "*.second.test"))) {
            assertThat(shownTo(world, "first.test")).isEqualTo("CN=first.test");
            assertThat(shownTo(world, "second.test")).isEqualTo("CN=second.test");
            assertThat(shownTo(world, "a.second.test")).isEqualTo("CN=*.second.test");
            assertThat(shownTo(world, "a.b.second.test")).isEqualTo("CN=first.test");
            assertThat(shownTo(world, "")).isEqualTo("CN=first.test");
        }
    }

    @Test
    void anOlderVersionThanTheMinimumIsRefused() throws Exception {
        FrontTls modern = new FrontTls(List.of(certificates.server("web", "web.test")), FrontTls.Version.TLS_1_3);
        try (World world = new World(folder, settings -> settings.with(Front.LOOPBACK.with(modern)));
                SSLSocket old = (SSLSocket)
                        certificates.trusting().getSocketFactory().createSocket("127.0.0.1", world.router.port())) {
            old.setEnabledProtocols(new String[] {"TLSv1.2"});

            assertThatThrownBy(old::startHandshake).isInstanceOf(SSLHandshakeException.class);
        }
    }

    @Test
    void newFilesAreServedWhileOldConnectionsStay() throws Exception {
        CertificateFiles served = certificates.server("web", "old.test");
        try (World world = world(served);
                SSLSocket before = TlsWire.to(world.router.port(), certificates.trusting(), "");
                Wire client = new Wire(before)) {
            replace(served, certificates.server("other", "new.test"));

            eventually("the new one is served", () -> shownTo(world, "").equals("CN=new.test"));
            client.send("GET / HTTP/1.1\r\nHost: web\r\nConnection: close\r\n\r\n");
            assertThat(client.readToEnd()).endsWith("source");
        }
    }

    @Test
    void aKeyOfAnotherCertificateLeavesTheOldOneServing() throws Exception {
        CertificateFiles served = certificates.server("web", "old.test");
        try (LogOf log = new LogOf(CertificateWatch.class);
                World world = world(served)) {
            CertificateFiles other = certificates.server("other", "new.test");
            Files.copy(other.key(), served.key(), StandardCopyOption.REPLACE_EXISTING);

            eventually("told", () -> log.holds("the key is another certificate's; the certificates of before go on"));
            assertThat(log.holds(served.key().toString())).isTrue();
            assertThat(shownTo(world, "")).isEqualTo("CN=old.test");
        }
    }

    @Test
    void aFileThatIsNoCertificateLeavesTheOldOneServing() throws Exception {
        CertificateFiles served = certificates.server("web", "old.test");
        try (LogOf log = new LogOf(CertificateWatch.class);
                World world = world(served)) {
            Files.writeString(served.certificate(), "half a file");

            eventually("told", () -> log.holds("are no PEM files of a certificate and its key"));
            assertThat(shownTo(world, "")).isEqualTo("CN=old.test");
        }
    }

    @Test
    void anExpiredCertificateDoesNotReplaceAValidOne() throws Exception {
        CertificateFiles served = certificates.server("web", "old.test");
        try (LogOf log = new LogOf(CertificateWatch.class);
                World world = world(served)) {
            replace(served, certificates.expiredServer("other", "new.test"));

            eventually("told", () -> log.holds("is not valid now"));
            assertThat(shownTo(world, "")).isEqualTo("CN=old.test");
        }
    }

    @Test
    void aMissingFileAtTheStartIsAProblemThatNamesIt() {
        CertificateFiles nowhere = new CertificateFiles(folder.resolve("gone.pem"), folder.resolve("gone.key"));

        assertThatThrownBy(() -> world(nowhere)).isInstanceOf(Problem.class).hasMessageContaining("gone.pem");
    }

    private World world(CertificateFiles... served) throws Exception {
        return new World(folder, settings -> settings.with(Front.LOOPBACK.with(tls(served))));
    }

    private static FrontTls tls(CertificateFiles... served) {
        return new FrontTls(List.of(served), FrontTls.Version.TLS_1_2);
    }

    private Router router(ScriptedUpstream upstream, FrontTls tls) {
        return Router.start(RouterSettings.of("web", upstream.uri(), upstream.uri(), folder.resolve("routes.json"))
                .with(Front.LOOPBACK.with(tls)));
    }

    private String shownTo(World world, String host) {
        try {
            return TlsWire.shownTo(world.router.port(), certificates.trusting(), host);
        } catch (Exception e) {
            return e.toString();
        }
    }

    private HttpResponse<String> http2(World world, String path) throws Exception {
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_2)
                .sslContext(certificates.trusting())
                .build();
        URI uri = URI.create("https://localhost:" + world.router.port() + path);
        return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }

    private static void replace(CertificateFiles served, CertificateFiles by) throws Exception {
        Files.move(by.key(), served.key(), StandardCopyOption.ATOMIC_MOVE);
        Files.move(by.certificate(), served.certificate(), StandardCopyOption.ATOMIC_MOVE);
    }
}
