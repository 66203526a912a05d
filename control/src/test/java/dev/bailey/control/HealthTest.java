package dev.bailey.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.bailey.core.Side;
import dev.bailey.router.Front;
import dev.bailey.router.Telemetry;
import dev.bailey.router.Timeouts;
import dev.bailey.router.TrafficLimits;
import dev.bailey.router.Upstream;
import dev.bailey.router.WriteRules;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Applications by TLS, with the JDK's keytool and server. */
@Timeout(60)
class HealthTest {

    private static final String PASSWORD = "not-secret";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private HttpsServer server;

    @BeforeEach
    void start() throws Exception {
        keytool("-genkeypair", "-alias", "app", "-keyalg", "EC", "-dname", "CN=app", "-ext", "san=dns:localhost");
        keytool("-exportcert", "-alias", "app", "-rfc", "-file", ca().toString());
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(folder.resolve("keys"))) {
            store.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD.toCharArray());
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(keys.getKeyManagers(), null, null);
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getByName("localhost"), 0), 10);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        server.createContext("/health", exchange -> {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void anApplicationForWhichItsAuthorityVouchesIsWell() {
        assertThat(trouble(Upstream.of(uri()).trusting(ca()))).isEmpty();
    }

    @Test
    void anApplicationForWhichNobodyVouchesIsNot() {
        assertThat(trouble(Upstream.of(uri())))
                .hasValueSatisfying(words -> assertThat(words).contains("unable to find valid certification path"));
    }

    private Optional<String> trouble(Upstream source) {
        Plan.Service service = new Plan.Service(
                Front.LOOPBACK,
                source,
                Upstream.of(URI.create("http://localhost:1")),
                "/health",
                WriteRules.BY_METHOD,
                TrafficLimits.DEFAULT,
                Timeouts.DEFAULT,
                Telemetry.NONE);
        return new Health(Map.of("web", service)).trouble(Side.SOURCE);
    }

    private URI uri() {
        return URI.create("https://localhost:" + server.getAddress().getPort());
    }

    private Path ca() {
        return folder.resolve("ca.pem");
    }

    private void keytool(String... words) throws IOException, InterruptedException {
        Path tool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        ProcessBuilder process = new ProcessBuilder(tool.toString());
        process.command().addAll(List.of(words));
        process.command().addAll(List.of("-keystore", folder.resolve("keys").toString(), "-storepass", PASSWORD));
        assertThat(process.inheritIO().start().waitFor()).isZero();
    }
}
