package dev.bailey.router;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** An authority of its own for each test, and what it vouches for, as PEM files. */
final class TestCertificates {

    private final Instant now = Instant.now();
    private final Path folder;
    private final X509Bundle authority;

    TestCertificates(Path folder) throws Exception {
        this.folder = folder;
        this.authority = new CertificateBuilder()
                .subject("CN=authority of " + folder.getFileName())
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        Files.writeString(folder.resolve("ca.pem"), authority.getRootCertificatePEM());
    }

    Path ca() {
        return folder.resolve("ca.pem");
    }

    CertificateFiles server(String file, String... hosts) throws Exception {
        return write(file, builder(hosts).ecp256(), now.plus(Duration.ofDays(2)));
    }

    CertificateFiles rsaServer(String file, String... hosts) throws Exception {
        return write(file, builder(hosts).rsa2048(), now.plus(Duration.ofDays(2)));
    }

    CertificateFiles expiredServer(String file, String... hosts) throws Exception {
        return write(file, builder(hosts).ecp256(), now.minus(Duration.ofDays(1)));
    }

    /** For a client that trusts this authority alone. */
    SSLContext trusting() throws Exception {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        store.setCertificateEntry("ca", authority.getRootCertificate());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    /** Wildcards stand in the subject: the library takes none among the other names. */
    private static CertificateBuilder builder(String... hosts) {
        CertificateBuilder builder = new CertificateBuilder().subject("CN=" + hosts[0]);
        for (String host : hosts) {
            if (host.matches("[0-9.]+")) {
                builder.addSanIpAddress(host);
            } else if (!host.startsWith("*")) {
                builder.addSanDnsName(host);
            }
        }
        return builder.addExtendedKeyUsageServerAuth();
    }

    private CertificateFiles write(String file, CertificateBuilder builder, Instant end) throws Exception {
        X509Bundle made =
                builder.notBefore(now.minus(Duration.ofDays(2))).notAfter(end).buildIssuedBy(authority);
        CertificateFiles files = new CertificateFiles(folder.resolve(file + ".pem"), folder.resolve(file + ".key"));
        Files.writeString(files.certificate(), made.getCertificatePathPEM());
        Files.writeString(files.key(), made.getPrivateKeyPEM());
        return files;
    }
}
