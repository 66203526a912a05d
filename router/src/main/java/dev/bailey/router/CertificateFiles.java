package dev.bailey.router;

import java.nio.file.Path;

/**
 * A certificate with all that lead to a root behind it, and its key without a passphrase. Immutable.
 *
 * @param certificate PEM, the server's own first
 * @param key PEM: PKCS#8, or a plain RSA or EC key
 */
public record CertificateFiles(Path certificate, Path key) {

    @Override
    public String toString() {
        return "certificate " + certificate + " with key " + key;
    }
}
