package dev.bailey.bench;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Ten thousand connections that are open and mostly idle, and load on a few others. */
final class ManyConnections {

    /** With those of the load, and as many towards the backend, below what a process may open. */
    private static final int CONNECTIONS = 10_000;

    private static final int PER_SECOND = 5_000;
    private static final int WARM_UP_SECONDS = 8;
    private static final double KB_PER_MB = 1024;

    private ManyConnections() {}

    static void print(Stage stage, PrintStream out) {
        List<Proxy> proxies = stage.fresh(stage.backend().port(), "256m");
        try {
            Stage.warmUp(proxies, WARM_UP_SECONDS);
            RouterLoad.title(out, CONNECTIONS + " connections open, load on " + RouterLoad.CLIENTS + " others");
            List<Contender> contenders = RouterLoad.contenders(proxies, proxy -> figures(proxy, stage.effort()));
            new Rounds(contenders, contenders.get(0)).run(1, System.err).print(out);
        } finally {
            proxies.forEach(Proxy::close);
        }
    }

    private static Map<String, Double> figures(Proxy proxy, Effort effort) {
        Map<String, Double> figures = new LinkedHashMap<>();
        double before = Memory.megabytes(proxy.pid());
        double live = live(proxy);
        try (OpenConnections open = new OpenConnections(proxy.port(), CONNECTIONS)) {
            double after = Memory.megabytes(proxy.pid());
            figures.put("connections open", (double) open.count());
            figures.put("MB, memory before", before);
            figures.put("MB, memory with all open", after);
            figures.put("KB, growth of memory a connection", (after - before) * KB_PER_MB / CONNECTIONS);
            if (live > 0) {
                figures.put("KB, objects alive a connection", (live(proxy) - live) * KB_PER_MB / CONNECTIONS);
            }
            figures.putAll(RouterLoad.plain(proxy, effort));
            RouterLoad.times(proxy, PER_SECOND, effort.seconds(), figures);
        }
        return figures;
    }

    /** In MB, which only Bailey tells. */
    private static double live(Proxy proxy) {
        return proxy.name().equals(Proxies.BAILEY) ? proxy.order(BaileyProxy.LIVE) / KB_PER_MB : 0;
    }
}
