package dev.bailey.bench;

import dev.bailey.testkit.FreePort;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What it costs to send every request to another server too, and what users notice when that one is gone or hangs. */
@Command(
        name = "mirror",
        description =
                "Every request sent to another server as well: Bailey's shadow beside nginx's mirror, with a server"
                        + " that answers, with none, and with one that hangs")
final class MirrorBench implements Callable<Integer> {

    private static final String PLAIN = ", alone";

    @Option(names = "--rounds", description = "each contender's runs (default: 3)")
    private int rounds = 3;

    @Option(names = "--seconds", description = "of each measurement (default: 4)")
    private int seconds = 4;

    @Option(names = "--warm-up", description = "seconds at full speed before the first measurement (default: 20)")
    private int warmUpSeconds = 20;

    @Option(names = "--rate", description = "requests a second at which times are taken (default: 4000)")
    private int perSecond = 4_000;

    private final List<Proxy> nginxes = new ArrayList<>();
    private final List<Proxy> baileys = new ArrayList<>();

    @Override
    public Integer call() {
        Stream.of(Program.NGINX, Program.WRK, Program.TASKSET, Program.OPENSSL).forEach(Program::require);
        Shell.shell("taskset -a -c -p " + Proxy.OTHER_CORE + " "
                + ProcessHandle.current().pid());
        try (Stage stage = new Stage(new Effort(rounds, seconds, warmUpSeconds, List.of(perSecond)));
                Proxy mirror = Mirrors.backend(stage.folder());
                HungServer hung = new HungServer()) {
            start(stage, mirror.port(), hung.port());
            Stage.warmUp(baileys, warmUpSeconds);
            cost(stage.effort(), hung);
            rate(hung);
        } finally {
            nginxes.forEach(Proxy::close);
            baileys.forEach(Proxy::close);
        }
        return 0;
    }

    private void start(Stage stage, int mirror, int hung) {
        int backend = stage.backend().port();
        Map<String, Integer> mirrors = new LinkedHashMap<>();
        mirrors.put(PLAIN, 0);
        mirrors.put(", mirror", mirror);
        mirrors.put(", mirror refuses", FreePort.next());
        mirrors.put(", mirror hangs", hung);
        mirrors.forEach((words, port) -> {
            nginxes.add(Mirrors.nginx(Proxies.NGINX + words, stage.folder(), backend, port));
            baileys.add(Mirrors.bailey(Proxies.BAILEY + words, stage.folder(), backend, port, /* compares= */ false));
        });
        baileys.add(Mirrors.bailey(
                Proxies.BAILEY + ", mirror, pairs told", stage.folder(), backend, mirror, /* compares= */ true));
    }

    private void cost(Effort effort, HungServer hung) {
        RouterLoad.title(System.out, "Cost of a whole request, " + RouterLoad.CLIENTS + " connections kept alive");
        List<Proxy> all = new ArrayList<>(nginxes);
        all.addAll(baileys);
        List<Contender> contenders = RouterLoad.contenders(all, proxy -> cost(proxy, effort, hung));
        new Rounds(contenders, contenders.get(0)).run(rounds, System.err).print(System.out);
    }

    private static Map<String, Double> cost(Proxy proxy, Effort effort, HungServer hung) {
        long sampled = proxy.isBailey() ? proxy.order(BaileyProxy.SAMPLED) : 0;
        long shadowed = proxy.isBailey() ? proxy.order(BaileyProxy.SHADOWED) : 0;
        Map<String, Double> figures = RouterLoad.plain(proxy, effort);
        if (proxy.isBailey() && proxy.order(BaileyProxy.SAMPLED) > sampled) {
            double part = (double) (proxy.order(BaileyProxy.SHADOWED) - shadowed)
                    / (proxy.order(BaileyProxy.SAMPLED) - sampled);
            figures.put("% answered by the mirror too", part * 100);
        }
        hung.forget();
        return figures;
    }

    /** Without nginx's mirror that hangs: there every request of a user takes as long as the mirror is waited for. */
    private void rate(HungServer hung) {
        RouterLoad.title(System.out, "Times at a fixed rate, " + RouterLoad.CLIENTS + " connections");
        for (List<Proxy> kind : List.of(nginxes.subList(0, nginxes.size() - 1), baileys)) {
            List<Contender> contenders = RouterLoad.contenders(kind, proxy -> {
                Map<String, Double> figures = new LinkedHashMap<>();
                RouterLoad.times(proxy, perSecond, seconds, figures);
                hung.forget();
                return figures;
            });
            new Rounds(contenders, contenders.get(0)).run(rounds, System.err).print(System.out);
            System.out.println();
        }
    }
}
