package dev.bailey.router;

import java.net.URI;
import java.util.Optional;

/**
 * Where one side serves, and how it is spoken to. Immutable.
 *
 * @param uri {@code http://host:port}
 * @param proxyProtocol by which the side is told of each connection's client, if it wants that
 */
public record Upstream(URI uri, Optional<ProxyProtocol> proxyProtocol) {

    private static final int HTTP_PORT = 80;

    public Upstream {
        boolean bare = uri.getRawPath().isEmpty() || uri.getRawPath().equals("/");
        if (!"http".equals(uri.getScheme()) || uri.getHost() == null || uri.getRawUserInfo() != null || !bare) {
            // The address is not printed: it may hold a password.
            throw new IllegalArgumentException("an upstream is given as http://host:port, without more");
        }
    }

    public static Upstream of(URI uri) {
        return new Upstream(uri, Optional.empty());
    }

    public Upstream naming(ProxyProtocol newProxyProtocol) {
        return new Upstream(uri, Optional.of(newProxyProtocol));
    }

    String host() {
        return uri.getHost();
    }

    int port() {
        return uri.getPort() < 0 ? HTTP_PORT : uri.getPort();
    }
}
