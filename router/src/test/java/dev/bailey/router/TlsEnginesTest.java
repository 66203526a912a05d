package dev.bailey.router;

import static dev.bailey.router.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.netty.handler.ssl.OpenSsl;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What must be the same, whoever speaks TLS. */
@ParameterizedClass
@EnumSource(TlsEngine.class)
@Timeout(30)
class TlsEnginesTest {

    private static final String ASK = "GET / HTTP/1.1\r\nHost: web.test\r\nConnection: close\r\n\r\n";

    @Parameter
    @SuppressWarnings("NullAway.Init")
    private TlsEngine engine;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private TestCertificates certificates;

    @BeforeEach
    void authority() throws Exception {
        assumeThat(engine == TlsEngine.JDK || OpenSsl.isAvailable())
                .as("BoringSSL can be loaded")
                .isTrue();
        certificates = new TestCertificates(folder);
    }

    @Test
    void theStartSaysWhoSpeaksTls() throws Exception {
        try (LogOf log = new LogOf(TlsEngine.class);
                World world = world(certificates.server("web", "web.test"))) {
            assertThat(log.holds(engine == TlsEngine.JDK ? "spoken by the JDK" : "spoken by BoringSSL"))
                    .isTrue();
            assertThat(TlsWire.shownTo(world.router.port(), certificates.trusting(), "web.test"))
                    .isEqualTo("CN=web.test");
        }
    }

    @Test
    void theCertificateIsThatOfTheHostWhateverItsKey() throws Exception {
        try (World world = world(
                certificates.server("first", "first.test"),
                certificates.rsaServer("second", "second.test"),
                certificates.server("many", "*.second.test"))) {
            assertThat(shownTo(world, "second.test")).isEqualTo("CN=second.test");
            assertThat(shownTo(world, "a.second.test")).isEqualTo("CN=*.second.test");
            assertThat(shownTo(world, "other.test")).isEqualTo("CN=first.test");
            assertThat(shownTo(world, "")).isEqualTo("CN=first.test");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "TLSv1.3, TLS_AES_128_GCM_SHA256",
        "TLSv1.3, TLS_CHACHA20_POLY1305_SHA256",
        "TLSv1.2, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
        "TLSv1.2, TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
        "TLSv1.2, TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256"
    })
    void aClientIsServedByEachCipherOfTheList(String version, String cipher) throws Exception {
        try (World world = world(certificates.server("web", "web.test"))) {
            assertThat(answerTo(world, version, cipher)).startsWith("HTTP/1.1 200 ");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
                "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
                "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"
            })
    void aClientOfAnRsaKeyIsServedByEachCipherOfTheList(String cipher) throws Exception {
        try (World world = world(certificates.rsaServer("web", "web.test"))) {
            assertThat(answerTo(world, "TLSv1.2", cipher)).startsWith("HTTP/1.1 200 ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA", "TLS_RSA_WITH_AES_128_GCM_SHA256"})
    void aCipherWithoutForwardSecrecyOrOfTheOldKindIsRefused(String cipher) throws Exception {
        try (World world = world(certificates.rsaServer("web", "web.test"))) {
            assertThatThrownBy(() -> answerTo(world, "TLSv1.2", cipher)).isInstanceOf(SSLHandshakeException.class);
        }
    }

    @Test
    void anOlderVersionThanTheMinimumIsRefused() throws Exception {
        FrontTls modern = new FrontTls(List.of(certificates.server("web", "web.test")), FrontTls.Version.TLS_1_3);
        try (World world = world(modern)) {
            assertThatThrownBy(() -> answerTo(world, "TLSv1.2", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"))
                    .isInstanceOf(SSLHandshakeException.class);
            assertThat(answerTo(world, "TLSv1.3", "TLS_AES_256_GCM_SHA384")).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void http2CarriesALargeBodyThereAndBack() throws Exception {
        String body = "x".repeat(3_000_000);
        try (World world = world(certificates.server("web", "localhost"))) {
            HttpClient client = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_2)
                    .sslContext(certificates.trusting())
                    .build();
            URI uri = URI.create("https://localhost:" + world.router.port() + "/echo");

            var answer = client.send(
                    HttpRequest.newBuilder(uri)
                            .POST(BodyPublishers.ofString(body))
                            .build(),
                    BodyHandlers.ofString());

            assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(answer.body()).isEqualTo(body);
        }
    }

    @Test
    void newFilesAreServedWhileOldConnectionsStay() throws Exception {
        CertificateFiles served = certificates.server("web", "old.test");
        try (World world = world(served);
                Wire client = new Wire(TlsWire.to(world.router.port(), certificates.trusting(), ""))) {
            replace(served, certificates.rsaServer("other", "new.test"));

            eventually("the new one is served", () -> shownTo(world, "").equals("CN=new.test"));
            client.send(ASK);
            assertThat(client.readToEnd()).endsWith("source");
        }
    }

    @Test
    void anOldClientIsToldByTlsWhereItsAnswerEnds() throws Exception {
        PublicProgram.CURL.require();
        FrontTls tls = new FrontTls(List.of(certificates.server("web", "localhost")), FrontTls.Version.TLS_1_2);
        try (ScriptedUpstream upstream = new ScriptedUpstream(ScriptedUpstream.answering(
                        Wire.lines("HTTP/1.1 200 OK|Transfer-Encoding: chunked||2|ok|0||")));
                Router router = Router.start(
                        RouterSettings.of("web", upstream.uri(), upstream.uri(), folder.resolve("routes.json"))
                                .with(Front.LOOPBACK.with(tls))
                                .withNativeTls(engine == TlsEngine.BORINGSSL))) {
            // curl takes an answer that ends with the connection for cut unless TLS says the end.
            String url = "https://localhost:" + router.port() + "/";
            assertThat(PublicProgram.CURL
                            .run("-sS", "-0", "--cacert", certificates.ca(), url)
                            .well()
                            .out())
                    .isEqualTo("ok");
        }
    }

    @Test
    void aClientThatSaysItSendsNoMoreCountsAsGone() throws Exception {
        try (World world = world(certificates.server("web", "web.test"));
                Wire client = new Wire(TlsWire.to(world.router.port(), certificates.trusting(), "web.test"))) {
            client.send("GET /slow HTTP/1.1\r\nHost: web.test\r\n\r\n");
            eventually("sent on", () -> inFlight(world) == 1);

            client.endOutput();

            eventually("counted as gone", () -> world.router.meter().snapshot().clientsGone() == 1);
            world.source.letSlowRequestsAnswer();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void aClientThatComesAgainResumesItsSession(String version) throws Exception {
        PublicProgram.OPENSSL.require();
        try (World world = world(certificates.server("web", "web.test"))) {
            String said = PublicProgram.OPENSSL
                    .run(
                            "s_time",
                            "-connect",
                            "127.0.0.1:" + world.router.port(),
                            "-reuse",
                            version,
                            "-www",
                            "/",
                            "-time",
                            1)
                    .out();

            // It prints r for a session that is resumed, and * for a new one.
            assertThat(said).contains("rrrrr").doesNotContain("*");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PKCS#8 of EC", "PKCS#8 of RSA", "EC", "RSA"})
    void eachFormOfAKeyIsServed(String form) throws Exception {
        PublicProgram.OPENSSL.require();
        CertificateFiles files = form.endsWith("EC")
                ? certificates.server("web", "web.test")
                : certificates.rsaServer("web", "web.test");
        if (!form.startsWith("PKCS")) {
            Path plain = folder.resolve("plain.key");
            PublicProgram.OPENSSL
                    .run("pkey", "-traditional", "-in", files.key(), "-out", plain)
                    .well();
            files = new CertificateFiles(files.certificate(), plain);
        }
        try (World world = world(files)) {
            assertThat(shownTo(world, "web.test")).isEqualTo("CN=web.test");
        }
    }

    @Test
    void anUpstreamIsBelievedByItsNameAndItsAuthority() throws Exception {
        try (World app = world(certificates.server("app", "localhost"));
                Router router = to(app);
                Wire client = Wire.to(router.port())) {
            client.send(ASK);

            assertThat(client.readToEnd()).startsWith("HTTP/1.1 200 ").endsWith("source");
        }
    }

    @Test
    void whyAnUpstreamIsNotBelievedIsSaid() throws Exception {
        Path own = Files.createDirectory(folder.resolve("own"));
        assertThat(complaintOf(certificates.server("app", "other.test"))).contains("matching localhost found");
        assertThat(complaintOf(certificates.expiredServer("app", "localhost"))).contains("NotAfter");
        assertThat(complaintOf(new TestCertificates(own).server("app", "localhost")))
                .contains("unable to find valid certification path");
    }

    /** A router in front of another one, which is its application by TLS. */
    private Router to(World app) throws Exception {
        URI uri = URI.create("https://localhost:" + app.router.port());
        Upstream upstream = Upstream.of(uri).trusting(certificates.ca());
        return Router.start(RouterSettings.of("front", uri, uri, folder.resolve("front.json"))
                .with(upstream, upstream)
                // A JVM that has not compiled its TLS yet takes its time.
                .with(Timeouts.DEFAULT.with(dev.bailey.router.Timeout.CONNECT, Duration.ofSeconds(10)))
                .withNativeTls(engine == TlsEngine.BORINGSSL));
    }

    private String complaintOf(CertificateFiles files) throws Exception {
        try (World app = world(files);
                LogOf log = new LogOf(ConnectComplaint.class);
                Router router = to(app);
                Wire client = Wire.to(router.port())) {
            client.send(ASK);

            assertThat(client.readToEnd()).startsWith("HTTP/1.1 502 ");
            return log.toString();
        }
    }

    private World world(CertificateFiles... served) throws IOException {
        return world(new FrontTls(List.of(served), FrontTls.Version.TLS_1_2));
    }

    private World world(FrontTls tls) throws IOException {
        return new World(
                folder,
                settings -> settings.with(Front.LOOPBACK.with(tls)).withNativeTls(engine == TlsEngine.BORINGSSL));
    }

    private String answerTo(World world, String version, String cipher) throws Exception {
        try (SSLSocket socket = (SSLSocket) certificates
                        .trusting()
                        .getSocketFactory()
                        .createSocket(InetAddress.getLoopbackAddress(), world.router.port());
                Wire client = new Wire(socket)) {
            socket.setEnabledProtocols(new String[] {version});
            socket.setEnabledCipherSuites(new String[] {cipher});
            socket.startHandshake();
            assertThat(socket.getSession().getCipherSuite()).isEqualTo(cipher);
            client.send(ASK);
            return client.readToEnd();
        }
    }

    private String shownTo(World world, String host) {
        try {
            return TlsWire.shownTo(world.router.port(), certificates.trusting(), host);
        } catch (Exception e) {
            return e.toString();
        }
    }

    private static int inFlight(World world) {
        return (int) world.router.meter().snapshot().source().inFlight();
    }

    private static void replace(CertificateFiles served, CertificateFiles by) throws IOException {
        Files.move(by.key(), served.key(), StandardCopyOption.ATOMIC_MOVE);
        Files.move(by.certificate(), served.certificate(), StandardCopyOption.ATOMIC_MOVE);
    }
}
