package dev.bailey.router;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The networks whose word about the client is taken. Immutable. */
final class TrustedPeers {

    private final List<IpSubnetFilterRule> networks;

    /** @param networks as {@link Hops} has checked them */
    TrustedPeers(List<String> networks) {
        this.networks = networks.stream().map(TrustedPeers::rule).toList();
    }

    boolean contain(String address) {
        return !networks.isEmpty() && address(address).map(this::contain).orElse(false);
    }

    /**
     * Who stands before the last trusted one.
     *
     * @param peer a trusted one
     * @param lines of X-Forwarded-For; each peer has appended the one before it
     */
    String client(String peer, List<String> lines) {
        String client = peer;
        List<String> parts = parts(String.join(",", lines));
        for (int at = parts.size() - 1; at >= 0; at--) {
            Optional<InetAddress> before = address(withoutPort(parts.get(at)));
            if (before.isEmpty()) {
                // "unknown", or a name that hides one: nobody before it can be known either.
                return client;
            }
            client = NetUtil.toAddressString(before.get());
            if (!contain(before.get())) {
                return client;
            }
        }
        return client;
    }

    /** The items of a list, without empty ones. */
    static List<String> parts(String list) {
        List<String> parts = new ArrayList<>();
        for (String part : list.split(",", -1)) {
            if (!part.isBlank()) {
                parts.add(part.strip());
            }
        }
        return parts;
    }

    /** Never asks a name server. An IPv4 address in IPv6's clothes is one of IPv4. */
    static Optional<InetAddress> address(String text) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(text);
        try {
            return bytes == null ? Optional.empty() : Optional.of(InetAddress.getByAddress(bytes));
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException("an address of " + bytes.length + " bytes: " + text, impossible);
        }
    }

    /** Long zeroes are left out of an IPv6 address, as everybody writes it. */
    static String text(String address) {
        if (address.indexOf(':') < 0) {
            return address;
        }
        return address(address).map(NetUtil::toAddressString).orElse(address);
    }

    private boolean contain(InetAddress address) {
        InetSocketAddress peer = new InetSocketAddress(address, 0);
        for (IpSubnetFilterRule network : networks) {
            if (network.matches(peer)) {
                return true;
            }
        }
        return false;
    }

    private static String withoutPort(String part) {
        if (part.startsWith("[")) {
            int end = part.indexOf(']');
            return end < 0 ? part : part.substring(1, end);
        }
        int colon = part.indexOf(':');
        return colon >= 0 && colon == part.lastIndexOf(':') ? part.substring(0, colon) : part;
    }

    private static IpSubnetFilterRule rule(String network) {
        if (network.contains("/")) {
            return new IpSubnetFilterRule(network, IpFilterRuleType.ACCEPT);
        }
        return new IpSubnetFilterRule(network, network.contains(":") ? 128 : 32, IpFilterRuleType.ACCEPT);
    }
}
