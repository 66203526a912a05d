package dev.bailey.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.bailey.core.Problem;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Upstreams that are spoken to by TLS. */
@Timeout(30)
class RouterToTlsTest {

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
    void anUpstreamThatProvesItsNameAnswers() throws Exception {
        try (TlsApplication upstream = new TlsApplication(certificates.server("app", "localhost"));
                Router router = router(upstream.uri("localhost"), certificates.ca());
                Wire client = Wire.to(router.port())) {
            assertThat(ask(client)).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\napp");
        }
    }

    @Test
    void anUpstreamOfAnotherNameIsABadGateway() throws Exception {
        try (LogOf log = new LogOf(ConnectComplaint.class);
                TlsApplication upstream = new TlsApplication(certificates.server("app", "other.test"));
                Router router = router(upstream.uri("localhost"), certificates.ca());
                Wire client = Wire.to(router.port())) {
            assertThat(ask(client)).startsWith("HTTP/1.1 502 ").contains("upstream does not prove who it is");
            assertThat(log.holds("localhost")).isTrue();
            assertThat(upstream.heard).hasValue(0);
        }
    }

    @Test
    void anUpstreamWhoseAuthorityIsNotTrustedIsABadGateway() throws Exception {
        Path own = folder.resolve("own");
        assertThat(own.toFile().mkdir()).isTrue();
        TestCertificates others = new TestCertificates(own);
        try (LogOf log = new LogOf(ConnectComplaint.class);
                TlsApplication upstream = new TlsApplication(others.server("app", "localhost"));
                Router router = router(upstream.uri("localhost"), certificates.ca());
                Wire client = Wire.to(router.port())) {
            assertThat(ask(client)).startsWith("HTTP/1.1 502 ");
            assertThat(log.holds("unable to find valid certification path")).isTrue();
            assertThat(router.meter().snapshot().source().failures()).containsEntry(Failure.UPSTREAM_UNTRUSTED, 1L);
        }
    }

    @Test
    void theAuthoritiesOfTheSystemDoNotVouchForJustAnybody() throws Exception {
        try (TlsApplication upstream = new TlsApplication(certificates.server("app", "localhost"));
                Router router = Router.start(RouterSettings.of(
                        "web", upstream.uri("localhost"), upstream.uri("localhost"), folder.resolve("routes.json")));
                Wire client = Wire.to(router.port())) {
            assertThat(ask(client)).startsWith("HTTP/1.1 502 ");
        }
    }

    @Test
    void anExpiredCertificateIsABadGatewayAndToldInTheLog() throws Exception {
        try (LogOf log = new LogOf(ConnectComplaint.class);
                TlsApplication upstream = new TlsApplication(certificates.expiredServer("app", "localhost"));
                Router router = router(upstream.uri("localhost"), certificates.ca());
                Wire client = Wire.to(router.port())) {
            assertThat(ask(client)).startsWith("HTTP/1.1 502 ");
            assertThat(log.holds("NotAfter")).isTrue();
        }
    }

    @Test
    void anUpstreamThatSpeaksNoTlsIsABadGateway() throws Exception {
        try (ScriptedUpstream upstream = new ScriptedUpstream((wire, heard) -> wire.send("HTTP/1.1 400 No\r\n\r\n"));
                Router router =
                        router(URI.create("https://localhost:" + upstream.uri().getPort()), certificates.ca());
                Wire client = Wire.to(router.port())) {
            assertThat(ask(client)).startsWith("HTTP/1.1 502 ");
        }
    }

    @Test
    void aFileOfAuthoritiesThatIsNoneIsAProblemAtTheStart() {
        Path nowhere = folder.resolve("gone.pem");

        assertThatThrownBy(() -> router(URI.create("https://localhost:1"), nowhere))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("gone.pem");
    }

    private Router router(URI uri, Path ca) {
        Upstream upstream = Upstream.of(uri).trusting(ca);
        return Router.start(RouterSettings.of("web", uri, uri, folder.resolve("routes.json"))
                .with(upstream, upstream));
    }

    private static String ask(Wire client) throws IOException {
        client.send("GET / HTTP/1.1\r\nHost: web\r\nConnection: close\r\n\r\n");
        return client.readToEnd();
    }

    /** A server of the JDK that counts requests. */
    private static final class TlsApplication implements AutoCloseable {

        private final HttpsServer server;
        private final AtomicInteger heard = new AtomicInteger();

        TlsApplication(CertificateFiles files) throws Exception {
            Vertx vertx = Vertx.vertx();
            KeyManager keys = new ServerKeys(List.of(ServerCertificate.read(files, vertx)));
            vertx.close();
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {keys}, null, new SecureRandom());
            server = HttpsServer.create(new InetSocketAddress(InetAddress.getByName("localhost"), 0), 10);
            server.setHttpsConfigurator(new HttpsConfigurator(context));
            server.createContext("/", exchange -> {
                heard.incrementAndGet();
                exchange.getRequestBody().readAllBytes();
                byte[] answer = "app".getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, answer.length);
                try (OutputStream out = exchange.getResponseBody()) {
                    out.write(answer);
                }
            });
            server.start();
        }

        URI uri(String host) {
            return URI.create("https://" + host + ":" + server.getAddress().getPort());
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}
