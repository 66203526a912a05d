package dev.bailey.router;

import io.netty.util.NetUtil;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells an upstream who the client is, by {@code X-Forwarded-*} and {@code Forwarded} (RFC 7239), and keeps what stood
 * there before only if a trusted peer wrote it. Immutable.
 */
final class Forwarding {

    private static final String FOR = "X-Forwarded-For";
    private static final String PROTO = "X-Forwarded-Proto";
    private static final String HOST = "X-Forwarded-Host";
    private static final String STANDARD = "Forwarded";

    private final TrustedPeers trusted;
    private final boolean standard;

    Forwarding(Hops hops) {
        this.trusted = new TrustedPeers(hops.trusted());
        this.standard = hops.forwarded();
    }

    /**
     * Whether a header of this name speaks of the client, and is never copied like others. With underscores too: behind
     * CGI or WSGI {@code X_Forwarded_For} is the same.
     */
    static boolean isAboutTheClient(String name) {
        int first = name.isEmpty() ? 0 : name.charAt(0) | ' ';
        if (first == 'f') {
            return name.equalsIgnoreCase(STANDARD);
        }
        if (first != 'x') {
            return false;
        }
        String hyphened = name.replace('_', '-');
        return hyphened.regionMatches(/* ignoreCase= */ true, 0, "X-Forwarded-", 0, 12)
                || hyphened.equalsIgnoreCase("X-Real-IP");
    }

    TrustedPeers trusted() {
        return trusted;
    }

    void tell(Incoming incoming, HeaderSink to) {
        String peer = incoming.client().address();
        String proto = incoming.client().scheme();
        String host = incoming.host();
        if (incoming.client().isTrusted()) {
            append(incoming.request().headers(), to, peer, proto, host);
            return;
        }
        to.header(FOR, peer);
        to.header(PROTO, proto);
        if (host != null) {
            to.header(HOST, host);
        }
        if (standard) {
            to.header(STANDARD, element(peer, proto, host));
        }
    }

    /** The address nearest to the router that no trusted peer vouches for: who sent this, as far as can be known. */
    String client(ClientConnection from, HttpServerRequest request) {
        String peer = from.address();
        if (!from.isTrusted()) {
            return peer;
        }
        MultiMap headers = request.headers();
        List<String> named = headers.getAll(FOR);
        return trusted.client(peer, named.isEmpty() ? forwardedFor(headers) : named);
    }

    /** The same for the PROXY protocol. */
    ClientName name(Incoming incoming) {
        String client = client(incoming.client(), incoming.request());
        HttpServerRequest request = incoming.request();
        boolean isPeer = client.equals(incoming.client().address())
                && request.remoteAddress().isInetSocket();
        boolean ipv6 = client.indexOf(':') >= 0;
        SocketAddress local = request.localAddress();
        String arrived = local.isInetSocket() ? TrustedPeers.text(local.hostAddress()) : "";
        boolean sameFamily = !arrived.isEmpty() && ipv6 == arrived.indexOf(':') >= 0;
        return new ClientName(
                client,
                isPeer ? request.remoteAddress().port() : 0,
                sameFamily ? arrived : ipv6 ? "::" : "0.0.0.0",
                local.isInetSocket() ? local.port() : 0);
    }

    /** A load balancer in front knows better than the router how the user came. */
    private void append(MultiMap before, HeaderSink to, String peer, String proto, @Nullable String host) {
        for (Map.Entry<String, String> header : before) {
            String name = header.getKey();
            boolean hyphened = name.indexOf('_') < 0;
            boolean longer = name.equalsIgnoreCase(FOR) || name.equalsIgnoreCase(STANDARD);
            if (hyphened && !longer && isAboutTheClient(name)) {
                to.header(name, header.getValue());
            }
        }
        List<String> named = new ArrayList<>(before.getAll(FOR));
        List<String> elements = new ArrayList<>(before.getAll(STANDARD));
        if (elements.isEmpty() && standard) {
            named.forEach(line -> TrustedPeers.parts(line).forEach(part -> elements.add("for=" + node(part))));
        }
        if (standard || !elements.isEmpty()) {
            elements.add(element(peer, proto, host));
            to.header(STANDARD, String.join(", ", elements));
        }
        named.add(peer);
        to.header(FOR, String.join(", ", named));
        if (!before.contains(PROTO)) {
            to.header(PROTO, proto);
        }
        if (host != null && !before.contains(HOST)) {
            to.header(HOST, host);
        }
    }

    private static String element(String peer, String proto, @Nullable String host) {
        String element = "for=" + node(peer) + ";proto=" + proto;
        return host == null ? element : element + ";host=" + value(host);
    }

    /** RFC 7239, 6: an IPv6 address stands in brackets, and what has a colon in quotes. */
    private static String node(String address) {
        return value(NetUtil.isValidIpV6Address(address) && !address.startsWith("[") ? "[" + address + "]" : address);
    }

    private static String value(String text) {
        boolean token = !text.isEmpty();
        for (int at = 0; at < text.length() && token; at++) {
            char letter = text.charAt(at);
            token = letter < 128 && (Character.isLetterOrDigit(letter) || "!#$%&'*+-.^_`|~".indexOf(letter) >= 0);
        }
        return token ? text : '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static List<String> forwardedFor(MultiMap headers) {
        List<String> named = new ArrayList<>();
        for (String line : headers.getAll(STANDARD)) {
            for (String element : TrustedPeers.parts(line)) {
                for (String pair : element.split(";", -1)) {
                    String stripped = pair.strip();
                    if (stripped.toLowerCase(Locale.ROOT).startsWith("for=")) {
                        named.add(stripped.substring(4).replace("\"", ""));
                    }
                }
            }
        }
        return named;
    }
}
