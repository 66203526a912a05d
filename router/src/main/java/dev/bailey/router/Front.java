package dev.bailey.router;

import java.util.Optional;

/**
 * Where a router takes requests, and how. Immutable.
 *
 * @param sharesPort whether other processes of the same user may listen on the same port
 * @param hops what stands between the clients and the router
 * @param tls empty where clients come in clear text
 */
public record Front(ListenAddress listen, boolean sharesPort, Hops hops, Optional<FrontTls> tls) {

    /** Reachable from this machine alone, on a free port. */
    public static final Front LOOPBACK =
            new Front(ListenAddress.LOOPBACK, /* sharesPort= */ false, Hops.NONE, Optional.empty());

    public Front listeningOn(ListenAddress newListen) {
        return new Front(newListen, sharesPort, hops, tls);
    }

    public Front behind(Hops newHops) {
        return new Front(listen, sharesPort, newHops, tls);
    }

    public Front sharingPort(boolean shares) {
        return new Front(listen, shares, hops, tls);
    }

    public Front with(FrontTls newTls) {
        return new Front(listen, sharesPort, hops, Optional.of(newTls));
    }
}
