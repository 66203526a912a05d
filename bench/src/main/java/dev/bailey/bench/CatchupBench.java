package dev.bailey.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How fast a target takes in a log that has piled up. */
@Command(
        name = "catchup",
        description =
                "The same log replayed on fresh targets by native logical replication, with and without waiting for"
                        + " the disk, by Bailey, which always waits, and read and thrown away")
final class CatchupBench implements Callable<Integer> {

    private static final double MICROS = 1e6;

    @Mixin
    private ServerOptions servers = new ServerOptions();

    @Option(names = "--scale", defaultValue = "10", description = "of pgbench (default: ${DEFAULT-VALUE})")
    private int scale = 10;

    @Option(names = "--rounds", defaultValue = "3", description = "each contender's runs (default: ${DEFAULT-VALUE})")
    private int rounds = 3;

    @Option(
            names = "--transactions",
            defaultValue = "100000",
            description = "in the log's measured half; as many before them warm up (default: ${DEFAULT-VALUE})")
    private int transactions = 100_000;

    @Option(names = "--workload", description = "one of ${COMPLETION-CANDIDATES}; all if not given")
    private List<Pgbench.Workload> workloads = List.of(Pgbench.Workload.values());

    @Option(names = "--brief", description = "only Bailey beside native replication that does not wait for the disk")
    private boolean brief;

    @Override
    public Integer call() {
        for (Pgbench.Workload workload : workloads) {
            try (TwoServers pair = TwoServers.start(servers)) {
                Backlog backlog = new Backlog(pair, workload, scale, transactions);
                Contender reference = new Contender("native, not durable", () -> nativeOne(backlog, "off"));
                List<Contender> contenders =
                        new ArrayList<>(List.of(reference, new Contender("Bailey", () -> bailey(backlog))));
                if (!brief) {
                    contenders.add(new Contender("native, durable", () -> nativeOne(backlog, "on")));
                    contenders.add(new Contender("read and thrown away", () -> new LogReading(backlog).once()));
                }
                Rounds measured = new Rounds(contenders, reference).run(rounds, System.err);
                System.out.println("Catch-up with " + workload.words() + ", scale " + scale + ", 2 times "
                        + transactions + " transactions; " + servers.words() + "\n");
                measured.print(System.out);
                System.out.println();
            }
        }
        return 0;
    }

    private static Map<String, Double> nativeOne(Backlog backlog, String synchronousCommit) {
        String into = backlog.target(synchronousCommit);
        String slot = "native_" + into;
        backlog.slot(slot);
        BenchServer target = backlog.pair.target();
        CatchupMeter meter = new CatchupMeter(backlog, into, slot);
        target.execute(
                into,
                "CREATE SUBSCRIPTION " + slot + " CONNECTION '"
                        + backlog.pair.source().url(backlog.database) + "' PUBLICATION " + Backlog.PUBLICATION
                        + " WITH (create_slot = false, copy_data = false, slot_name = '" + slot
                        + "', synchronous_commit = " + synchronousCommit + ")");
        Map<String, Double> figures = meter.measure(/* client= */ 0);
        target.execute(
                into,
                "ALTER SUBSCRIPTION " + slot + " DISABLE",
                "ALTER SUBSCRIPTION " + slot + " SET (slot_name = NONE)",
                "DROP SUBSCRIPTION " + slot);
        backlog.drop(into, slot);
        return figures;
    }

    private static Map<String, Double> bailey(Backlog backlog) {
        String into = backlog.target("on");
        backlog.slot(Backlog.FORWARD);
        CatchupMeter meter = new CatchupMeter(backlog, into, Backlog.FORWARD);
        Process follower = Shell.started(
                BaileyFollow.class,
                List.of("-Xmx512m"),
                backlog.pair.source().url(backlog.database),
                backlog.pair.target().url(into));
        try {
            return meter.measure(follower.pid());
        } finally {
            follower.destroy();
            BaileyMove.await("Bailey has ended", () -> !follower.isAlive());
            backlog.drop(into, Backlog.FORWARD);
        }
    }

    /** By transaction, of the measured half. */
    static Map<String, Double> figures(Backlog backlog, double seconds, double firstSeconds, Map<String, Double> cpu) {
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("transactions/s", backlog.transactions / seconds);
        figures.put("transactions/s of the warm-up, with the start", backlog.transactions / firstSeconds);
        cpu.forEach((who, used) -> figures.put("CPU us a transaction, " + who, used * MICROS / backlog.transactions));
        return figures;
    }
}
