package dev.bailey.bench;

import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What a request costs in the router, and what a hold of many. */
@Command(
        name = "router",
        description =
                "Bailey's router beside nginx and HAProxy, each on one core, with an nginx behind them on the other:"
                        + " CPU, times at fixed rates, many connections, large bodies, TLS, HTTP/2, holds and flips")
final class RouterBench implements Callable<Integer> {

    @Option(
            names = "--only",
            split = ",",
            description =
                    "parts to measure, of cost, rate, connections, bodies, tls, http2, hold, flips, tenants (default: all)")
    private List<String> only = List.of();

    @Option(names = "--brief", description = "within four minutes instead of nine, and less sure")
    private boolean brief;

    @Option(names = "--rounds", description = "each contender's runs of a part (default: 3, 1 with --brief)")
    private int rounds;

    @Option(names = "--seconds", description = "of each measurement (default: 4, 3 with --brief)")
    private int seconds;

    @Option(
            names = "--warm-up",
            description = "seconds at full speed before the first measurement (default: 20, 10 with --brief)")
    private int warmUpSeconds = -1;

    @Override
    public Integer call() {
        Stream.of(Program.NGINX, Program.WRK, Program.TASKSET, Program.OPENSSL).forEach(Program::require);
        List<RouterPart> parts = parts();
        // the client of this process too stays away from whom it measures
        Shell.shell("taskset -a -c -p " + Proxy.OTHER_CORE + " "
                + ProcessHandle.current().pid());
        try (Stage stage = new Stage(effort())) {
            return (int) parts.stream().filter(part -> !isMeasured(part, stage)).count();
        }
    }

    /** The others are measured all the same. */
    private static boolean isMeasured(RouterPart part, Stage stage) {
        try {
            part.print(stage, System.out);
            return true;
        } catch (IllegalStateException | UncheckedIOException e) {
            System.err.println(part + " could not be measured: " + e);
            return false;
        } finally {
            System.out.flush();
        }
    }

    private List<RouterPart> parts() {
        return only.isEmpty()
                ? List.of(RouterPart.values())
                : only.stream()
                        .map(part -> RouterPart.valueOf(part.strip().toUpperCase(Locale.ROOT)))
                        .toList();
    }

    private Effort effort() {
        Effort usual = brief ? Effort.BRIEF : Effort.FULL;
        return new Effort(
                rounds > 0 ? rounds : usual.rounds(),
                seconds > 0 ? seconds : usual.seconds(),
                warmUpSeconds >= 0 ? warmUpSeconds : usual.warmUpSeconds(),
                usual.perSecond());
    }
}
