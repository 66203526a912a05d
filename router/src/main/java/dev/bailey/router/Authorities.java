package dev.bailey.router;

import dev.bailey.core.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.TrustManagerFactory;

/** Those who vouch for an upstream, read from a PEM file. */
final class Authorities {

    private Authorities() {}

    /** @throws Problem when there is no such file, or no certificate in it */
    static TrustManagerFactory read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            Collection<? extends Certificate> certificates =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (Certificate certificate : certificates) {
                store.setCertificateEntry(Integer.toString(number++), certificate);
            }
            if (number == 0) {
                throw new Problem(Problem.Kind.UNFIT, "file " + file + " holds no certificate of an authority");
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            return trust;
        } catch (IOException | GeneralSecurityException e) {
            throw new Problem(
                    Problem.Kind.UNFIT,
                    "file " + file + " is to say who vouches for an upstream, and cannot be read as PEM: " + e,
                    e);
        }
    }
}
