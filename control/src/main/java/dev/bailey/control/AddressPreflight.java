package dev.bailey.control;

import dev.bailey.core.Side;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Connects from this machine to every address to which an application's host resolves, with timing: whoever asks the
 * name once is given one of them. Confined to one thread.
 */
final class AddressPreflight {

    /** Each new connection takes as long again, and half as long again by TLS. */
    private static final Duration SLOW = Duration.ofMillis(200);

    /** A name of more is that of a whole network of delivery, in which single addresses come and go. */
    private static final int ADDRESSES_MAX = 16;

    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    private final Preflight.Gathered gathered;
    private final Resolver resolver;

    /** Who knows the addresses of a host. */
    interface Resolver {
        InetAddress[] addresses(String host) throws UnknownHostException;
    }

    AddressPreflight(Preflight.Gathered gathered, Resolver resolver) {
        this.gathered = gathered;
        this.resolver = resolver;
    }

    /** How long one address took, or nothing when it took no connection. */
    private record Tried(String address, Optional<Duration> took) {
        private String words() {
            return address + took.map(time -> " (" + time.toMillis() + " ms)").orElse(" (takes no connection)");
        }
    }

    /** A host that nobody knows, or that takes no connection at all, is named by the question after its health. */
    void look(String part, Side side, URI application) {
        List<Tried> tried = new ArrayList<>();
        for (InetAddress address : addresses(application.getHost())) {
            tried.add(new Tried(address.getHostAddress(), connect(address, port(application))));
        }
        List<String> words = tried.stream().map(Tried::words).toList();
        List<Duration> taken =
                tried.stream().flatMap(one -> one.took().stream()).toList();
        if (!taken.isEmpty() && taken.size() < tried.size()) {
            gathered.add(
                    part,
                    side,
                    ControlCheck.ADDRESS_DEAD.finding(
                            application.getHost(),
                            application.getHost() + " is at " + String.join(", ", words),
                            "start what should answer there, or take the address out of the name's"));
        }
        taken.stream()
                .filter(time -> time.compareTo(SLOW) > 0)
                .findFirst()
                .ifPresent(time -> gathered.add(
                        part,
                        side,
                        ControlCheck.ADDRESS_SLOW.finding(
                                application.getHost(),
                                application.getHost() + " is at " + String.join(", ", words),
                                "run Bailey's routers nearer to it, or look what is slow on the way")));
    }

    /** Of both kinds, those that are used where a name has both. */
    private List<InetAddress> addresses(String host) {
        try {
            List<InetAddress> all = List.of(resolver.addresses(host));
            List<InetAddress> old =
                    all.stream().filter(Inet4Address.class::isInstance).toList();
            return (old.isEmpty() ? all : old).stream().limit(ADDRESSES_MAX).toList();
        } catch (UnknownHostException e) {
            return List.of();
        }
    }

    private static Optional<Duration> connect(InetAddress address, int port) {
        long began = System.nanoTime();
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port), (int) Health.LIMIT.toMillis());
            return Optional.of(Duration.ofNanos(System.nanoTime() - began));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static int port(URI application) {
        int usual = "https".equals(application.getScheme()) ? HTTPS : HTTP;
        return application.getPort() < 0 ? usual : application.getPort();
    }
}
