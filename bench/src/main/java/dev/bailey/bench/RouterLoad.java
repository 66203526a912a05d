package dev.bailey.bench;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** Load by public tools and at fixed rates, through each proxy in turn. */
final class RouterLoad {

    static final int CLIENTS = 64;

    private static final double MICROS = 1e6;
    private static final int HTTP2_CONNECTIONS = 8;
    private static final int HTTP2_STREAMS = 8;
    private static final int HTTP2_WARM_UP_SECONDS = 6;

    /** Of each of its three loads. */
    private static final int TLS_WARM_UP_SECONDS = 12;

    private RouterLoad() {}

    /** Keep-alive, HTTP/1.1, clear text. */
    static void cost(Stage stage, PrintStream out) {
        title(out, "Cost: " + CLIENTS + " connections kept alive, answers of 100 bytes, as many requests as go");
        print(stage.warm(), stage.effort().rounds(), out, proxy -> plain(proxy, stage.effort()));
    }

    static void rate(Stage stage, PrintStream out) {
        title(out, "Times at fixed rates, " + CLIENTS + " connections");
        List<Contender> contenders = contenders(stage.warm(), proxy -> times(proxy, stage.effort()));
        contenders.add(new Contender("backend alone", () -> times(stage.backend(), stage.effort())));
        new Rounds(contenders, contenders.get(0))
                .run(stage.effort().fewerRounds(), System.err)
                .print(out);
    }

    static void tls(Stage stage, PrintStream out) {
        int seconds = stage.effort().seconds();
        try (Proxy byJdk = stage.baileyByJdk()) {
            List<Proxy> proxies = new ArrayList<>(stage.warm());
            proxies.add(byJdk);
            proxies.forEach(proxy -> byTls(proxy, proxy.isBailey() ? TLS_WARM_UP_SECONDS : 1));
            title(out, "TLS 1.3 in front, P-256: a handshake for each request, whole and resumed, then none");
            print(proxies, stage.effort().rounds(), out, proxy -> byTls(proxy, seconds));
        }
    }

    private static Map<String, Double> byTls(Proxy proxy, int seconds) {
        Map<String, Double> figures = new LinkedHashMap<>();
        int port = proxy.ports().tls();
        String url = proxy.ports().tlsUrl();
        load(
                proxy,
                seconds,
                "a whole handshake and a request",
                figures,
                () -> Handshakes.whole(port, seconds).count());
        load(
                proxy,
                seconds,
                "a resumed handshake and a request",
                figures,
                () -> Handshakes.resumed(port, seconds).count());
        load(
                proxy,
                seconds,
                "a request",
                figures,
                () -> Wrk.run(url, CLIENTS, seconds).requests());
        return figures;
    }

    static void http2(Stage stage, PrintStream out) {
        if (Program.H2LOAD.isMissing()) {
            System.err.println(Program.H2LOAD.absence());
            return;
        }
        int seconds = stage.effort().seconds();
        List<Proxy> proxies = stage.warm().stream()
                .filter(proxy -> proxy.ports().clearHttp2() > 0 && proxy.ports().tls() > 0)
                .toList();
        proxies.stream()
                .filter(proxy -> proxy.name().equals(Proxies.BAILEY))
                .forEach(bailey -> h2load(bailey.ports().tlsUrl(), HTTP2_WARM_UP_SECONDS));
        title(
                out,
                "HTTP/2 in front, HTTP/1.1 behind: " + HTTP2_CONNECTIONS + " connections of " + HTTP2_STREAMS
                        + " streams");
        print(proxies, stage.effort().fewerRounds(), out, proxy -> {
            Map<String, Double> figures = new LinkedHashMap<>();
            String clear = proxy.ports().clearHttp2Url();
            String tls = proxy.ports().tlsUrl();
            load(proxy, seconds, "a request in clear text", figures, () -> h2load(clear, seconds));
            load(proxy, seconds, "a request behind TLS", figures, () -> h2load(tls, seconds));
            return figures;
        });
    }

    static Map<String, Double> plain(Proxy proxy, Effort effort) {
        return plain(proxy, effort, "");
    }

    /** @param options of wrk */
    static Map<String, Double> plain(Proxy proxy, Effort effort, String options) {
        Map<String, Double> figures = new LinkedHashMap<>();
        load(
                proxy,
                effort.seconds(),
                "a request",
                figures,
                () -> Wrk.run(proxy.ports().plainUrl(), CLIENTS, effort.seconds(), options)
                        .requests());
        return figures;
    }

    /** Of one rate. */
    static void times(Proxy proxy, int perSecond, int seconds, Map<String, Double> figures) {
        Samples millis = new Samples(FixedRate.millis(proxy.port(), perSecond, seconds));
        figures.put("ms, p50 at " + perSecond + "/s", millis.quantile(0.5));
        figures.put("ms, p99 at " + perSecond + "/s", millis.quantile(0.99));
        figures.put("ms, p999 at " + perSecond + "/s", millis.quantile(0.999));
    }

    static void title(PrintStream out, String words) {
        out.println("\n" + words + "\n");
    }

    private static Map<String, Double> times(Proxy proxy, Effort effort) {
        Map<String, Double> figures = new LinkedHashMap<>();
        effort.perSecond().forEach(perSecond -> times(proxy, perSecond, effort.seconds(), figures));
        return figures;
    }

    private static long h2load(String url, int seconds) {
        return H2load.run(url, HTTP2_CONNECTIONS, HTTP2_STREAMS, seconds).requests();
    }

    private static void load(
            Proxy proxy, int seconds, String unit, Map<String, Double> figures, LongSupplier requests) {
        double before = Cpu.ofProcess(proxy.pid());
        long answered = requests.getAsLong();
        figures.put("CPU µs " + unit, (Cpu.ofProcess(proxy.pid()) - before) * MICROS / answered);
        figures.put("per second, " + unit, answered / (double) seconds);
    }

    private static void print(
            List<Proxy> proxies, int rounds, PrintStream out, Function<Proxy, Map<String, Double>> figures) {
        List<Contender> contenders = contenders(proxies, figures);
        new Rounds(contenders, contenders.get(0)).run(rounds, System.err).print(out);
    }

    static List<Contender> contenders(List<Proxy> proxies, Function<Proxy, Map<String, Double>> figures) {
        List<Contender> contenders = new ArrayList<>();
        proxies.forEach(proxy -> contenders.add(new Contender(proxy.name(), () -> figures.apply(proxy))));
        return contenders;
    }
}
