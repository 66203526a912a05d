package dev.bailey.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A certificate of P-256 that signs itself, the same for whoever speaks TLS.
 *
 * @param both certificate and key in one file, as HAProxy wants them
 */
record Certificate(Path chain, Path key, Path both) {

    static Certificate made(Path folder) {
        Path chain = folder.resolve("certificate.pem");
        Path key = folder.resolve("key.pem");
        Path both = folder.resolve("both.pem");
        Shell.shell(
                "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost"
                        + " -addext subjectAltName=DNS:localhost,IP:127.0.0.1 -keyout " + key + " -out " + chain
                        + " 2>&1");
        try {
            Files.writeString(both, Files.readString(chain) + Files.readString(key));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Certificate(chain, key, both);
    }
}
