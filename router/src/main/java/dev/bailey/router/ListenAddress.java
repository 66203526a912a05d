package dev.bailey.router;

/**
 * A place on this machine at which to listen. Immutable.
 *
 * @param port 0 for any free one
 */
public record ListenAddress(String host, int port) {

    /** Reachable from this machine alone, on a free port. */
    public static final ListenAddress LOOPBACK = new ListenAddress("127.0.0.1", 0);

    private static final int PORT_MAX = 65_535;

    public ListenAddress {
        if (host.isEmpty()) {
            throw new IllegalArgumentException("one listens on an address");
        }
        if (port < 0 || port > PORT_MAX) {
            throw new IllegalArgumentException("a port lies in 0.." + PORT_MAX + ": " + port);
        }
    }

    /** Why nobody could listen, in the system's words, without the call and the number that the library puts before. */
    public static String why(Throwable failure) {
        return String.valueOf(failure.getMessage())
                .replaceFirst("^\\w+\\(\\.\\.\\) failed with error\\(-?\\d+\\): ", "");
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
