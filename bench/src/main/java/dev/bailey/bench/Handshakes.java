package dev.bailey.bench;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Connections by TLS 1.3, of each client one after the other, each with a handshake and one request, by openssl.
 *
 * @param count how many there were
 */
record Handshakes(long count) {

    /** As many clients as keep a proxy at work. */
    private static final int CLIENTS = 4;

    /** A mark for each handshake stands before their number. */
    private static final Pattern TOLD = Pattern.compile("(?:starting|seconds)([^\\d ]+)(\\d+) connections in \\d+\\.");

    /** Every client begins as if it had never been there. */
    static Handshakes whole(int port, int seconds) {
        return run("-new", '*', port, seconds);
    }

    /** Every client goes on with the session of its first connection, as browsers do. */
    static Handshakes resumed(int port, int seconds) {
        return run("-reuse", 'r', port, seconds);
    }

    /** @param mark what openssl prints for each handshake of this kind */
    private static Handshakes run(String kind, char mark, int port, int seconds) {
        // Each to a file of its own: on one pipe what they say would be mixed.
        String said = Shell.shell("said=$(mktemp -d); for client in $(seq " + CLIENTS + "); do (taskset -c "
                + Proxy.OTHER_CORE + " openssl s_time -connect 127.0.0.1:" + port + " " + kind
                + " -tls1_3 -www / -time " + seconds + " 2>&1 | tr -d '\\n'; echo) > $said/$client & done; wait;"
                + " cat $said/*; rm -r $said");
        long count = 0;
        int clients = 0;
        Matcher told = TOLD.matcher(said);
        while (told.find()) {
            if (!told.group(1).chars().allMatch(one -> one == mark)) {
                throw new IllegalStateException("not all of these handshakes are of the kind " + kind);
            }
            count += Long.parseLong(told.group(2));
            clients++;
        }
        if (clients < CLIENTS) {
            throw new IllegalStateException(
                    "not every client came to its end, so nothing is measured: " + clients + " of " + CLIENTS);
        }
        return new Handshakes(count);
    }
}
