package dev.bailey.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What a request costs in the router, and what a hold of many. */
@Command(
        name = "router",
        description =
                "CPU of a request and time to its answer through nginx, HAProxy and Bailey's router in turn, each on"
                        + " one core, with an nginx behind them on the other; then many writes held at once and released")
final class RouterBench implements Callable<Integer> {

    /** Descriptors that a process needs besides its clients'. */
    private static final int SPARE_DESCRIPTORS = 400;

    /** The aim is 200 MB for the whole process; a heap of 128 MB ran out. */
    private static final String HOLD_HEAP = "512m";

    private static final int CLIENTS = 64;
    private static final double MICROS = 1e6;

    @Option(
            names = "--rounds",
            defaultValue = "3",
            description = "each contender's runs; 0 for the hold alone (default: ${DEFAULT-VALUE})")
    private int rounds = 3;

    @Option(
            names = "--seconds",
            defaultValue = "7",
            description = "of each run, once at full speed and once at the rate (default: ${DEFAULT-VALUE})")
    private int seconds = 7;

    @Option(
            names = "--warm-up",
            defaultValue = "24",
            description = "seconds at full speed before the first run (default: ${DEFAULT-VALUE})")
    private int warmUpSeconds = 24;

    @Option(
            names = "--rate",
            defaultValue = "5000",
            description = "requests a second where times are taken (default: ${DEFAULT-VALUE})")
    private int perSecond = 5_000;

    @Option(
            names = "--held",
            defaultValue = "20000",
            description = "writes held at once, or as many as descriptors allow (default: ${DEFAULT-VALUE})")
    private int held = 20_000;

    @Override
    public Integer call() {
        Stream.of(Program.NGINX, Program.WRK, Program.TASKSET).forEach(Program::require);
        // the client of this process too stays away from whom it measures
        Shell.shell("taskset -a -c -p " + Proxy.OTHER_CORE + " "
                + ProcessHandle.current().pid());
        Path folder = newFolder();
        if (rounds > 0) {
            sideBySide(folder);
        }
        hold(folder);
        return 0;
    }

    private void sideBySide(Path folder) {
        try (Proxy backend = Proxy.backend(folder);
                Proxy nginx = Proxy.nginx(folder, backend.port());
                Proxy bailey = Proxy.bailey(folder, backend.port(), "256m")) {
            Contender reference = contender("nginx", nginx);
            List<Contender> contenders = new ArrayList<>(List.of(reference, contender("Bailey", bailey)));
            contenders.add(new Contender("backend alone", () -> times(backend)));
            warmUp(nginx, bailey);
            if (Program.HAPROXY.isMissing()) {
                System.err.println(Program.HAPROXY.absence());
                print(contenders, reference);
            } else {
                try (Proxy haproxy = Proxy.haproxy(folder, backend.port())) {
                    contenders.add(1, contender("HAProxy", haproxy));
                    print(contenders, reference);
                }
            }
        }
    }

    private void print(List<Contender> contenders, Contender reference) {
        Rounds measured = new Rounds(contenders, reference).run(rounds, System.err);
        System.out.println("The router, " + CLIENTS + " connections kept alive, answers of 100 bytes, one core\n");
        measured.print(System.out);
    }

    private Contender contender(String name, Proxy proxy) {
        return new Contender(name, () -> {
            double before = Cpu.ofProcess(proxy.pid());
            Wrk load = Wrk.run(proxy.port(), CLIENTS, seconds);
            Map<String, Double> figures = new LinkedHashMap<>();
            figures.put("CPU µs a request", (Cpu.ofProcess(proxy.pid()) - before) * MICROS / load.requests());
            figures.put("requests/s at full speed", load.requests() / (double) seconds);
            figures.putAll(times(proxy));
            return figures;
        });
    }

    private Map<String, Double> times(Proxy proxy) {
        Samples millis = new Samples(FixedRate.millis(proxy.port(), perSecond, seconds));
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("ms, p50 at " + perSecond + "/s", millis.quantile(0.5));
        figures.put("ms, p99 at " + perSecond + "/s", millis.quantile(0.99));
        return figures;
    }

    private void warmUp(Proxy nginx, Proxy bailey) {
        Wrk.run(nginx.port(), CLIENTS, 1);
        Wrk.run(bailey.port(), CLIENTS, warmUpSeconds);
    }

    private void hold(Path folder) {
        int count = Math.min(held, Integer.parseInt(Shell.shell("ulimit -n").strip()) - SPARE_DESCRIPTORS);
        try (Proxy backend = Proxy.backend(folder);
                Proxy bailey = Proxy.bailey(folder, backend.port(), HOLD_HEAP)) {
            System.out.println(
                    "\nWrites held at once, then released at 5,000 a second; heap of at most " + HOLD_HEAP + "\n");
            System.out.println("| figure | Bailey |\n|---|---:|");
            HeldWrites.figures(bailey, count)
                    .forEach((figure, value) -> System.out.println("| " + figure + " | " + Rounds.text(value) + " |"));
        }
    }

    private static Path newFolder() {
        try {
            return Files.createTempDirectory("bench-router");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
