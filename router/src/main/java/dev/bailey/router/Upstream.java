package dev.bailey.router;

import io.netty.util.NetUtil;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.TrustOptions;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

/**
 * Where one side serves, and how it is spoken to. Immutable.
 *
 * @param uri {@code http://host:port} or {@code https://host:port}, which must then prove that it is this host
 * @param proxyProtocol by which the side is told of each connection's client, if it wants that; not with TLS
 * @param ca a PEM file with the certificates that alone are trusted to vouch for it; without it those of the system are
 * @param protocol which the side is known to speak, and must
 */
public record Upstream(URI uri, Optional<ProxyProtocol> proxyProtocol, Optional<Path> ca, Protocol protocol) {

    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;
    private static final int CAUSES_MAX = 8;
    private static final Set<String> SCHEMES = Set.of("http", "https");
    private static final Set<String> TLS_VERSIONS = Set.of("TLSv1.2", "TLSv1.3");

    /** How requests are put to a side. */
    public enum Protocol {
        /** One request at a time on a connection. */
        HTTP_1_1,
        /**
         * Many at a time: by ALPN where there is TLS, else from the first byte ("prior knowledge"). What gRPC needs.
         */
        H2
    }

    public Upstream {
        boolean bare = uri.getRawPath().isEmpty() || uri.getRawPath().equals("/");
        if (uri.getScheme() == null
                || !SCHEMES.contains(uri.getScheme())
                || uri.getHost() == null
                || uri.getRawUserInfo() != null
                || !bare) {
            // The address is not printed: it may hold a password.
            throw new IllegalArgumentException(
                    "an upstream is given as http://host:port or https://host:port, without more");
        }
        if (proxyProtocol.isPresent() && "https".equals(uri.getScheme())) {
            throw new IllegalArgumentException("the PROXY protocol is spoken to upstreams without TLS alone");
        }
        if (proxyProtocol.isPresent() && protocol == Protocol.H2) {
            throw new IllegalArgumentException(
                    "a connection of HTTP/2 is shared by clients, and cannot name one of them");
        }
        if (ca.isPresent() && !"https".equals(uri.getScheme())) {
            throw new IllegalArgumentException("nobody vouches for an upstream without TLS: " + ca.get());
        }
    }

    public static Upstream of(URI uri) {
        return new Upstream(uri, Optional.empty(), Optional.empty(), Protocol.HTTP_1_1);
    }

    public Upstream naming(ProxyProtocol newProxyProtocol) {
        return new Upstream(uri, Optional.of(newProxyProtocol), ca, protocol);
    }

    public Upstream trusting(Path newCa) {
        return new Upstream(uri, proxyProtocol, Optional.of(newCa), protocol);
    }

    public Upstream speaking(Protocol newProtocol) {
        return new Upstream(uri, proxyProtocol, ca, newProtocol);
    }

    /**
     * For others who ask it: trusts whom the router trusts.
     *
     * @throws dev.bailey.core.Problem when the file of authorities cannot be read
     */
    public SSLContext tls() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    null,
                    ca.map(file -> Authorities.read(file).getTrustManagers()).orElse(null),
                    null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has TLS", e);
        }
    }

    /** The reason lies deep within, and the words around it say only that there is one. */
    public static String why(SSLException untrusted) {
        Throwable deepest = untrusted;
        for (int depth = 0; depth < CAUSES_MAX && deepest.getCause() != null; depth++) {
            deepest = deepest.getCause();
        }
        return String.valueOf(deepest.getMessage());
    }

    boolean byTls() {
        return "https".equals(uri.getScheme());
    }

    String host() {
        return uri.getHost();
    }

    int port() {
        int common = byTls() ? HTTPS_PORT : HTTP_PORT;
        return uri.getPort() < 0 ? common : uri.getPort();
    }

    /** @param timeouts the handshake of TLS has as much time as the connection before it */
    ConnectOptions connect(Timeouts timeouts, TlsEngine engine) {
        ConnectOptions options =
                new ConnectOptions().setHost(host()).setPort(port()).setSsl(byTls());
        if (byTls()) {
            if (!NetUtil.isValidIpV4Address(host()) && !NetUtil.isValidIpV6Address(host())) {
                options.setSniServerName(host());
            }
            ClientSSLOptions tls = new ClientSSLOptions()
                    .setHostnameVerificationAlgorithm("HTTPS")
                    .setEnabledSecureTransportProtocols(TLS_VERSIONS)
                    .setKeyExchangeGroups(engine.groupsOffered())
                    .setSslHandshakeTimeout(timeouts.connect().toMillis())
                    .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
            ca.ifPresent(file -> tls.setTrustOptions(TrustOptions.wrap(Authorities.read(file))));
            options.setSslOptions(tls);
        }
        return options;
    }
}
