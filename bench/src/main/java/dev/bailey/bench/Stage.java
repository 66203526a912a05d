package dev.bailey.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Whoever is measured, beside each other, in front of one backend. Confined to one thread. */
final class Stage implements AutoCloseable {

    private static final int CLIENTS = 64;

    private final Path folder = newFolder();
    private final Certificate certificate = Certificate.made(folder);
    private final Proxy backend = Proxies.backend(folder);
    private final Effort effort;
    private final List<Proxy> warm = new ArrayList<>();

    Stage(Effort effort) {
        this.effort = effort;
    }

    Effort effort() {
        return effort;
    }

    Path folder() {
        return folder;
    }

    Proxy backend() {
        return backend;
    }

    /** Those that all parts may share, nginx first, at their best: Bailey's JVM has compiled what it runs. */
    List<Proxy> warm() {
        if (warm.isEmpty()) {
            warm.addAll(peers(backend.port()));
            warm.add(Proxies.bailey(folder, backend.port(), "256m", certificate));
            warmUp(warm, effort.warmUpSeconds());
        }
        return List.copyOf(warm);
    }

    /** Bailey without BoringSSL, the caller's to close. */
    Proxy baileyByJdk() {
        Proxy proxy = Proxies.baileyByJdk(folder, backend.port(), "256m", certificate);
        warmUp(List.of(proxy), effort.warmUpSeconds());
        return proxy;
    }

    /** Others of their own, the caller's to close, for parts that look at memory. */
    List<Proxy> fresh(int upstream, String heap) {
        List<Proxy> proxies = peers(upstream);
        proxies.add(bailey(upstream, heap));
        return proxies;
    }

    private List<Proxy> peers(int upstream) {
        List<Proxy> proxies = new ArrayList<>();
        proxies.add(Proxies.nginx(folder, upstream, certificate));
        if (Program.HAPROXY.isMissing()) {
            System.err.println(Program.HAPROXY.absence());
        } else {
            proxies.add(Proxies.haproxy(folder, upstream, certificate));
        }
        return proxies;
    }

    Proxy bailey(int upstream, String heap) {
        return Proxies.bailey(folder, upstream, heap);
    }

    static void warmUp(List<Proxy> proxies, int seconds) {
        proxies.forEach(proxy -> Wrk.run(proxy.ports().plainUrl(), CLIENTS, proxy.isBailey() ? seconds : 1));
    }

    private static Path newFolder() {
        try {
            return Files.createTempDirectory("bench-router");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        warm.forEach(Proxy::close);
        backend.close();
    }
}
