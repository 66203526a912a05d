package dev.bailey.router;

import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.KeyCertOptions;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * That clients come by TLS, and with what the router proves who it is. Immutable.
 *
 * @param certificates the first for clients that name no server, or one that none of them is for
 * @param minimum clients of older versions are refused
 */
public record FrontTls(List<CertificateFiles> certificates, Version minimum) {

    private static final long HANDSHAKE_SECONDS_MAX = 10;

    /** Those with forward secrecy and without known weaknesses, the only ones that HTTP/2 allows (RFC 9113, A). */
    private static final List<String> CIPHERS = List.of(
            "TLS_AES_128_GCM_SHA256",
            "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    /** Older ones are broken. */
    public enum Version {
        TLS_1_2("TLSv1.2"),
        TLS_1_3("TLSv1.3");

        private final String label;

        Version(String label) {
            this.label = label;
        }

        /** As plans and TLS libraries write it. */
        public String label() {
            return label;
        }
    }

    public FrontTls {
        certificates = List.copyOf(certificates);
        if (certificates.isEmpty()) {
            throw new IllegalArgumentException("TLS needs at least one certificate");
        }
    }

    /** @param silence how long a client may take for its first words behind the handshake */
    void secure(HttpServerOptions options, TlsEngine engine, KeyCertOptions keys, Duration silence) {
        Set<String> protocols = new TreeSet<>();
        for (Version version : Version.values()) {
            if (version.compareTo(minimum) >= 0) {
                protocols.add(version.label());
            }
        }
        options.setSsl(true)
                .setIdleTimeout((int) silence.toMillis())
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setUseAlpn(true)
                .setAlpnVersions(List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1, HttpVersion.HTTP_1_0))
                .setSslEngineOptions(engine.options())
                .setKeyCertOptions(keys)
                .setEnabledSecureTransportProtocols(protocols)
                .setSslHandshakeTimeout(HANDSHAKE_SECONDS_MAX)
                .setSslHandshakeTimeoutUnit(TimeUnit.SECONDS);
        CIPHERS.forEach(options::addEnabledCipherSuite);
    }
}
