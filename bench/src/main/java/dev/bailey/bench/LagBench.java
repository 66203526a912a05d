package dev.bailey.bench;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How far behind a follower is while the source is as busy as a source should ever be. */
@Command(
        name = "lag",
        description = "From commit on the source to sight on the target, at half of the source's maximal write rate;"
                + " native logical replication and Bailey in turn")
final class LagBench implements Callable<Integer> {

    private static final int WARM_UP_SECONDS = 5;
    private static final int END_SECONDS = 2;

    @Mixin
    private ServerOptions servers = new ServerOptions();

    @Option(names = "--scale", defaultValue = "10", description = "of pgbench (default: ${DEFAULT-VALUE})")
    private int scale = 10;

    @Option(names = "--rounds", defaultValue = "3", description = "each contender's runs (default: ${DEFAULT-VALUE})")
    private int rounds = 3;

    @Option(names = "--seconds", defaultValue = "15", description = "of each run (default: ${DEFAULT-VALUE})")
    private int seconds = 15;

    private long perSecond;

    @Override
    public Integer call() {
        servers.requirePostgres();
        try (TwoServers pair = TwoServers.start(servers)) {
            String database = Pgbench.database(pair.source(), scale);
            pair.source().execute(database, LagProbe.TABLE);
            LoadResult most =
                    Pgbench.run(pair.source(), database, Pgbench.Workload.SIMPLE_UPDATE, "-T " + WARM_UP_SECONDS);
            perSecond = Math.round(most.transactionsPerSecond() / 2);
            Contender nativeOne = new Contender("native", () -> nativeRun(pair, database));
            Contender bailey = new Contender("Bailey", () -> baileyRun(pair, database));
            Rounds measured = new Rounds(List.of(nativeOne, bailey), nativeOne).run(rounds, System.err);
            System.out.println("Lag at " + perSecond + " transactions a second (pgbench -N, scale " + scale
                    + "), half of what the source takes; " + servers.words() + "\n");
            measured.print(System.out);
        }
        return 0;
    }

    private Map<String, Double> nativeRun(TwoServers pair, String database) {
        String into = pair.target().createDatabase();
        Map<String, Double> figures;
        try (NativeReplication follower = new NativeReplication(pair, database, into)) {
            follower.awaitCopied();
            figures = underLoad(pair, database, into);
        }
        drop(pair, into);
        return figures;
    }

    private Map<String, Double> baileyRun(TwoServers pair, String database) {
        String into = pair.target().createDatabase();
        Map<String, Double> figures;
        try (BaileyMove move =
                new BaileyMove(pair.source().url(database), pair.target().url(into), /* connections= */ 2)) {
            move.schema();
            move.guards();
            move.copy();
            move.indexes();
            figures = underLoad(pair, database, into);
        }
        drop(pair, into);
        return figures;
    }

    private static void drop(TwoServers pair, String into) {
        pair.target().dropDatabase(into);
    }

    private Map<String, Double> underLoad(TwoServers pair, String database, String into) {
        int loadSeconds = WARM_UP_SECONDS + seconds + END_SECONDS;
        CompletableFuture<LoadResult> load = CompletableFuture.supplyAsync(() -> Pgbench.run(
                pair.source(), database, Pgbench.Workload.SIMPLE_UPDATE, "-T " + loadSeconds + " -R " + perSecond));
        LagProbe.millis(pair.source(), database, pair.target(), into, Duration.ofSeconds(WARM_UP_SECONDS));
        double before = pair.target().cpu();
        Samples lag =
                new Samples(LagProbe.millis(pair.source(), database, pair.target(), into, Duration.ofSeconds(seconds)));
        double cpu = pair.target().cpu() - before;
        LoadResult result = load.join();
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("ms, p50", lag.quantile(0.5));
        figures.put("ms, p99", lag.quantile(0.99));
        figures.put("ms, max", lag.max());
        figures.put("transactions/s of the load", result.transactionsPerSecond());
        figures.put("target server's CPU, part of a core", cpu / seconds);
        return figures;
    }
}
