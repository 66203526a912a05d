package dev.bailey.router;

import static dev.bailey.router.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.netty.handler.ssl.OpenSsl;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Certificates that BoringSSL cannot serve are the JDK's to serve. */
@Timeout(30)
class TlsEngineTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private TestCertificates certificates;

    @BeforeEach
    void authority() throws Exception {
        assumeThat(OpenSsl.isAvailable()).as("BoringSSL can be loaded").isTrue();
        certificates = new TestCertificates(folder);
    }

    @Test
    void twoTypesOfKeysForOneHostAreEachServedToThoseWhoNeedThem() throws Exception {
        try (LogOf log = new LogOf(TlsEngine.class);
                World world =
                        world(certificates.server("new", "web.test"), certificates.rsaServer("old", "web.test"))) {
            assertThat(log.holds("BoringSSL cannot choose between")).isTrue();
            assertThat(keyShownTo(world, "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"))
                    .isEqualTo("EC");
            assertThat(keyShownTo(world, "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"))
                    .isEqualTo("RSA");
        }
    }

    @Test
    void aSecondTypeOfKeyThatComesLaterWaitsForARestart() throws Exception {
        CertificateFiles served = certificates.server("web", "old.test");
        try (LogOf log = new LogOf(CertificateWatch.class);
                World world = world(certificates.server("first", "first.test"), served)) {
            CertificateFiles other = certificates.rsaServer("other", "first.test");
            Files.move(other.key(), served.key(), StandardCopyOption.ATOMIC_MOVE);
            Files.move(other.certificate(), served.certificate(), StandardCopyOption.ATOMIC_MOVE);

            eventually("told", () -> log.holds("after a restart the JDK serves them"));
            assertThat(TlsWire.shownTo(world.router.port(), certificates.trusting(), "old.test"))
                    .isEqualTo("CN=old.test");
        }
    }

    private World world(CertificateFiles... served) throws IOException {
        FrontTls tls = new FrontTls(List.of(served), FrontTls.Version.TLS_1_2);
        return new World(folder, settings -> settings.with(Front.LOOPBACK.with(tls)));
    }

    private String keyShownTo(World world, String cipher) throws Exception {
        try (SSLSocket socket = (SSLSocket) certificates
                .trusting()
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), world.router.port())) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName("web.test")));
            parameters.setProtocols(new String[] {"TLSv1.2"});
            parameters.setCipherSuites(new String[] {cipher});
            socket.setSSLParameters(parameters);
            return socket.getSession().getPeerCertificates()[0].getPublicKey().getAlgorithm();
        }
    }
}
