package dev.bailey.router;

/**
 * Where a router takes requests, and how. Immutable.
 *
 * @param host the address to listen on
 * @param port 0 for any free one
 */
public record Front(String host, int port) {

    private static final int PORT_MAX = 65_535;

    /** Reachable from this machine alone, on a free port. */
    public static final Front LOOPBACK = new Front("127.0.0.1", 0);

    public Front {
        if (host.isEmpty()) {
            throw new IllegalArgumentException("a router listens on an address");
        }
        if (port < 0 || port > PORT_MAX) {
            throw new IllegalArgumentException("a port lies in 0.." + PORT_MAX + ": " + port);
        }
    }

    public Front listeningOn(String newHost, int newPort) {
        return new Front(newHost, newPort);
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
