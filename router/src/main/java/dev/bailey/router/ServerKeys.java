package dev.bailey.router;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the certificate for the host that a client names in its greeting (RFC 6066, 3), and takes new ones while
 * connections stay. Thread-safe.
 */
final class ServerKeys extends X509ExtendedKeyManager {

    private volatile Generation current;
    /** A handshake may have chosen just before the change. */
    private volatile Generation before;

    private record Generation(int number, List<ServerCertificate> certificates) {

        @Nullable ServerCertificate named(String alias) {
            for (int at = 0; at < certificates.size(); at++) {
                if (alias(at).equals(alias)) {
                    return certificates.get(at);
                }
            }
            return null;
        }

        String alias(int at) {
            return number + "." + at;
        }
    }

    ServerKeys(List<ServerCertificate> certificates) {
        current = new Generation(0, List.copyOf(certificates));
        before = current;
    }

    synchronized void replace(List<ServerCertificate> certificates) {
        before = current;
        current = new Generation(before.number() + 1, List.copyOf(certificates));
    }

    List<ServerCertificate> certificates() {
        return current.certificates();
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        Generation now = current;
        String host = engine == null ? "" : host(engine.getHandshakeSession());
        boolean known = false;
        for (int at = 0; at < now.certificates().size(); at++) {
            ServerCertificate one = now.certificates().get(at);
            if (one.isFor(host)) {
                known = true;
                if (one.key().getAlgorithm().equals(keyType)) {
                    return now.alias(at);
                }
            }
        }
        boolean suits = now.certificates().get(0).key().getAlgorithm().equals(keyType);
        // Rather none than one of another name: the client may offer a key type that suits.
        return !known && suits ? now.alias(0) : null;
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        ServerCertificate named = named(alias);
        return named == null ? null : named.chain().toArray(new X509Certificate[0]);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        ServerCertificate named = named(alias);
        return named == null ? null : named.key();
    }

    @Override
    public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        Generation now = current;
        List<String> aliases = new ArrayList<>();
        for (int at = 0; at < now.certificates().size(); at++) {
            aliases.add(now.alias(at));
        }
        return aliases.toArray(new String[0]);
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return chooseEngineServerAlias(keyType, issuers, null);
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }

    private @Nullable ServerCertificate named(String alias) {
        ServerCertificate named = current.named(alias);
        return named == null ? before.named(alias) : named;
    }

    private static String host(@Nullable SSLSession handshake) {
        if (handshake instanceof ExtendedSSLSession extended) {
            for (SNIServerName name : extended.getRequestedServerNames()) {
                if (name instanceof SNIHostName host) {
                    return host.getAsciiName().toLowerCase(Locale.ROOT);
                }
            }
        }
        return "";
    }
}
