package dev.bailey.router;

import java.util.Optional;

/**
 * Where a router takes requests, and how. Immutable.
 *
 * @param host the address to listen on
 * @param port 0 for any free one
 * @param sharesPort whether other processes of the same user may listen on the same port
 * @param hops what stands between the clients and the router
 * @param tls empty where clients come in clear text
 */
public record Front(String host, int port, boolean sharesPort, Hops hops, Optional<FrontTls> tls) {

    private static final int PORT_MAX = 65_535;

    /** Reachable from this machine alone, on a free port. */
    public static final Front LOOPBACK =
            new Front("127.0.0.1", 0, /* sharesPort= */ false, Hops.NONE, Optional.empty());

    public Front {
        if (host.isEmpty()) {
            throw new IllegalArgumentException("a router listens on an address");
        }
        if (port < 0 || port > PORT_MAX) {
            throw new IllegalArgumentException("a port lies in 0.." + PORT_MAX + ": " + port);
        }
    }

    public Front listeningOn(String newHost, int newPort) {
        return new Front(newHost, newPort, sharesPort, hops, tls);
    }

    public Front behind(Hops newHops) {
        return new Front(host, port, sharesPort, newHops, tls);
    }

    public Front sharingPort(boolean shares) {
        return new Front(host, port, shares, hops, tls);
    }

    public Front with(FrontTls newTls) {
        return new Front(host, port, sharesPort, hops, Optional.of(newTls));
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
