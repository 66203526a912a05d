package dev.bailey.router;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Which requests a router sends to the other side as well, and how much it spends on it. Immutable; the share alone may
 * be changed while the router runs, by {@link Shadow#sends}.
 *
 * @param share of the requests, from 0 to 1
 * @param safe requests that may be sent twice although their method is not GET or HEAD
 * @param headers that every shadow request carries, in place of the client's own, by name
 * @param cookies whether it carries the client's cookies
 * @param bodyBytesMax the largest body of a request, and of an answer, that is kept to be compared
 * @param deadline from the answer to the user until the shadow's answer, waiting included
 * @param waitingMax requests that wait for a connection; at most {@value #WAITING_MAX}
 * @param connectionsMax to each side; at least one for each event loop, at most {@value #CONNECTIONS_MAX}
 * @param bytesMax all bodies that are kept, the answers' among them; as much again of pairs that wait to be compared
 */
public record ShadowSettings(
        double share,
        List<SafeRequest> safe,
        Map<String, String> headers,
        boolean cookies,
        int bodyBytesMax,
        Duration deadline,
        int waitingMax,
        int connectionsMax,
        long bytesMax) {

    /** Where nothing is said. */
    public static final double SHARE = 0.05;

    public static final int WAITING_MAX = 100_000;
    public static final int CONNECTIONS_MAX = 1_024;
    public static final int BODY_BYTES_MAX = 16 * 1024 * 1024;
    public static final Duration DEADLINE_MAX = Duration.ofMinutes(5);

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,256}");
    private static final Pattern VALUE = Pattern.compile("[\\x21-\\x7e]([\\x20-\\x7e]{0,1022}[\\x21-\\x7e])?");

    private static final HeaderNames RESERVED = HeaderNames.of(
            "Connection",
            "Content-Length",
            "Expect",
            "Host",
            "Keep-Alive",
            "Proxy-Connection",
            "TE",
            "Trailer",
            "Transfer-Encoding",
            "Upgrade",
            Shadow.MARK);

    public ShadowSettings {
        safe = List.copyOf(safe);
        headers = checked(headers);
        requireShare(share);
        require(bodyBytesMax >= 0 && bodyBytesMax <= BODY_BYTES_MAX, "a body has at most 16 MB: " + bodyBytesMax);
        require(
                deadline.toMillis() >= 1 && deadline.compareTo(DEADLINE_MAX) <= 0,
                "a deadline lies in 1 ms to 5 min: " + deadline);
        require(waitingMax >= 0 && waitingMax <= WAITING_MAX, "0 to " + WAITING_MAX + " may wait: " + waitingMax);
        require(
                connectionsMax >= 1 && connectionsMax <= CONNECTIONS_MAX,
                "there are 1 to " + CONNECTIONS_MAX + " connections: " + connectionsMax);
        require(bytesMax >= bodyBytesMax, "all that is kept is at least one body: " + bytesMax);
    }

    /** GET and HEAD alone, without cookies, every limit at its default. */
    public static ShadowSettings of(double share) {
        return new ShadowSettings(
                share,
                List.of(),
                Map.of(),
                /* cookies= */ false,
                64 * 1024,
                Duration.ofSeconds(5),
                /* waitingMax= */ 1_024,
                /* connectionsMax= */ 32,
                64L * 1024 * 1024);
    }

    public ShadowSettings with(List<SafeRequest> newSafe) {
        return new ShadowSettings(
                share, newSafe, headers, cookies, bodyBytesMax, deadline, waitingMax, connectionsMax, bytesMax);
    }

    public ShadowSettings withHeaders(Map<String, String> newHeaders) {
        return new ShadowSettings(
                share, safe, newHeaders, cookies, bodyBytesMax, deadline, waitingMax, connectionsMax, bytesMax);
    }

    public ShadowSettings withCookies(boolean newCookies) {
        return new ShadowSettings(
                share, safe, headers, newCookies, bodyBytesMax, deadline, waitingMax, connectionsMax, bytesMax);
    }

    public ShadowSettings withBodies(int newBodyBytesMax) {
        return new ShadowSettings(
                share,
                safe,
                headers,
                cookies,
                newBodyBytesMax,
                deadline,
                waitingMax,
                connectionsMax,
                Math.max(bytesMax, newBodyBytesMax));
    }

    public ShadowSettings within(Duration newDeadline) {
        return new ShadowSettings(
                share, safe, headers, cookies, bodyBytesMax, newDeadline, waitingMax, connectionsMax, bytesMax);
    }

    public ShadowSettings queueing(int newWaitingMax, int newConnectionsMax, long newBytesMax) {
        return new ShadowSettings(
                share, safe, headers, cookies, bodyBytesMax, deadline, newWaitingMax, newConnectionsMax, newBytesMax);
    }

    static double requireShare(double share) {
        require(share >= 0 && share <= 1, "a share lies in 0 to 1: " + share);
        return share;
    }

    /**
     * The same, if a shadow request can carry them.
     *
     * @throws IllegalArgumentException which names the header that it cannot
     */
    public static Map<String, String> checked(Map<String, String> headers) {
        headers.forEach((name, value) -> {
            require(
                    NAME.matcher(name).matches() && !RESERVED.contains(name),
                    "a shadow request cannot be given the header \"" + name + "\"");
            require(VALUE.matcher(value).matches(), "the value of the header \"" + name + "\" is no plain text");
        });
        return Map.copyOf(headers);
    }

    private static void require(boolean right, String wrong) {
        if (!right) {
            throw new IllegalArgumentException(wrong);
        }
    }
}
