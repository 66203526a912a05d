package dev.bailey.router;

import io.netty.util.NetUtil;
import java.util.List;

/**
 * What stands between the clients and a router, and how far it is believed. Immutable.
 *
 * @param trusted networks such as {@code 10.0.0.0/8} whose word about the client is taken; all others' is thrown away
 * @param forwarded whether upstreams are told by {@code Forwarded} as well where nobody in front has written one
 * @param proxyProtocol whether every connection comes from a trusted peer and begins by naming its client, in version 1
 *     or 2 of the PROXY protocol
 */
public record Hops(List<String> trusted, boolean forwarded, boolean proxyProtocol) {

    /** Every peer is the client. */
    public static final Hops NONE = new Hops(List.of(), false);

    /** Each is compared with the peer of every connection, and with every address that a trusted one names. */
    public static final int TRUSTED_MAX = 64;

    public Hops {
        trusted = List.copyOf(trusted);
        for (String network : trusted) {
            if (!isNetwork(network)) {
                throw new IllegalArgumentException(
                        "\"" + network + "\" is not a network such as 10.0.0.0/8 or fd00::/8, nor an address");
            }
        }
        if (proxyProtocol && trusted.isEmpty()) {
            throw new IllegalArgumentException(
                    "the PROXY protocol is taken from trusted peers only, and none is named");
        }
        if (trusted.size() > TRUSTED_MAX) {
            throw new IllegalArgumentException(
                    "at most " + TRUSTED_MAX + " networks can be trusted: " + trusted.size());
        }
    }

    public Hops(List<String> trusted, boolean forwarded) {
        this(trusted, forwarded, /* proxyProtocol= */ false);
    }

    public Hops namingClients() {
        return new Hops(trusted, forwarded, /* proxyProtocol= */ true);
    }

    /** Whether this is an address, alone or with the length of a prefix. */
    public static boolean isNetwork(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        boolean v4 = NetUtil.isValidIpV4Address(address);
        if (!v4 && (!NetUtil.isValidIpV6Address(address) || "[%".chars().anyMatch(sign -> text.indexOf(sign) >= 0))) {
            return false;
        }
        String bits = text.substring(slash + 1);
        return slash < 0 || (bits.matches("[0-9]{1,3}") && Integer.parseInt(bits) <= (v4 ? 32 : 128));
    }
}
