package dev.bailey.router;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslCachingX509KeyManagerFactory;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.Vertx;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.SSLEngineOptions;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who speaks TLS for a router, with its clients and with its upstreams. Decided once, at its start. */
enum TlsEngine {
    /** A native library that takes a fraction of the CPU, where it can be loaded. */
    BORINGSSL {
        @Override
        SSLEngineOptions options() {
            return new OpenSSLEngineOptions();
        }

        /** Those that old programs know: its own first one makes a greeting that some of them take for two. */
        @Override
        List<String> groupsOffered() {
            return List.of("X25519", "P-256", "P-384", "P-521");
        }

        /** It would translate certificate and key anew at each handshake, but for those of the aliases it knows. */
        @Override
        KeyCertOptions keyOptions(ServerKeys keys, Vertx vertx) {
            try {
                KeyManagerFactory plain = super.keyOptions(keys, vertx).getKeyManagerFactory(vertx);
                return KeyCertOptions.wrap(new OpenSslCachingX509KeyManagerFactory(plain));
            } catch (Exception e) {
                throw new IllegalStateException("keys that are there need not be read", e);
            }
        }

        @Override
        Optional<String> objection(List<ServerCertificate> certificates) {
            for (ServerCertificate one : certificates) {
                Optional<String> objection = objection(one);
                if (objection.isPresent()) {
                    return objection;
                }
                for (ServerCertificate other : certificates) {
                    if (!one.keyType().equals(other.keyType()) && one.sharesNameWith(other)) {
                        return Optional.of("BoringSSL cannot choose between " + one.files() + " and " + other.files()
                                + ", for the same host by keys of two types, as the client needs it");
                    }
                }
            }
            return Optional.empty();
        }

        private Optional<String> objection(ServerCertificate certificate) {
            try {
                ReferenceCountUtil.release(SslContextBuilder.forServer(certificate.key(), certificate.chain())
                        .sslProvider(SslProvider.OPENSSL)
                        .build());
                return Optional.empty();
            } catch (SSLException | IllegalArgumentException e) {
                return Optional.of("BoringSSL does not take " + certificate.files() + ": " + e.getMessage());
            }
        }
    },

    JDK {
        @Override
        SSLEngineOptions options() {
            return new JdkSSLEngineOptions();
        }
    };

    private static final Logger LOG = LoggerFactory.getLogger(TlsEngine.class);

    /**
     * Says in the log who it is, and why it is not the faster one.
     *
     * @param nativeTls whether the faster one is wanted
     * @param certificates which it must be able to serve
     */
    static TlsEngine chosen(String router, boolean nativeTls, List<ServerCertificate> certificates) {
        Optional<String> objection = nativeTls ? unloadable() : Optional.of("so it was asked");
        if (objection.isEmpty()) {
            objection = BORINGSSL.objection(certificates);
        }
        if (objection.isPresent()) {
            LOG.info("{}: TLS is spoken by the JDK, which takes more CPU: {}", router, objection.get());
            return JDK;
        }
        LOG.info("{}: TLS is spoken by BoringSSL", router);
        return BORINGSSL;
    }

    abstract SSLEngineOptions options();

    /** For the exchange of keys with upstreams; none named leaves it to the library. */
    List<String> groupsOffered() {
        return List.of();
    }

    KeyCertOptions keyOptions(ServerKeys keys, Vertx vertx) {
        return KeyCertOptions.wrap(keys);
    }

    /** Why it cannot serve them; empty where it can. */
    Optional<String> objection(List<ServerCertificate> certificates) {
        return Optional.empty();
    }

    private static Optional<String> unloadable() {
        if (OpenSsl.isAvailable()) {
            return Optional.empty();
        }
        Throwable cause = OpenSsl.unavailabilityCause();
        return Optional.of(
                "BoringSSL cannot be loaded here (" + (cause == null ? "unknown" : cause.getMessage()) + ")");
    }
}
