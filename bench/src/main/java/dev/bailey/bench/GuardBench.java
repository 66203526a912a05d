package dev.bailey.bench;

import dev.bailey.core.Database;
import dev.bailey.core.GuardState;
import dev.bailey.postgres.PostgresConnector;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the guard costs the application's own writes, for as long as a migration lasts. */
@Command(name = "guard", description = "pgbench's transactions with the guard and without it, in turn")
final class GuardBench implements Callable<Integer> {

    @Mixin
    private ServerOptions servers = new ServerOptions();

    @Option(names = "--scale", defaultValue = "10", description = "of pgbench (default: ${DEFAULT-VALUE})")
    private int scale = 10;

    @Option(names = "--rounds", defaultValue = "5", description = "each contender's runs (default: ${DEFAULT-VALUE})")
    private int rounds = 5;

    @Option(names = "--seconds", defaultValue = "8", description = "of each run (default: ${DEFAULT-VALUE})")
    private int seconds = 8;

    @Override
    public Integer call() {
        try (BenchServer server = BenchServer.start(servers)) {
            String bare = Pgbench.database(server, scale);
            String guarded = Pgbench.database(server, scale);
            try (Database database = new PostgresConnector().open(server.url(guarded))) {
                database.catalog().install();
                database.guard().install(database.catalog().tables(List.of("*"), List.of()), GuardState.open(0));
            }
            System.out.println("The guard on the write path, synchronous commit off, 8 clients; " + servers.words());
            for (Pgbench.Workload workload : Pgbench.Workload.values()) {
                Contender without = new Contender("no guard", () -> once(server, bare, workload));
                Contender with = new Contender("guard", () -> once(server, guarded, workload));
                System.out.println("\n" + workload.words() + "\n");
                new Rounds(List.of(without, with), without)
                        .run(rounds, System.err)
                        .print(System.out);
            }
        }
        return 0;
    }

    private Map<String, Double> once(BenchServer server, String database, Pgbench.Workload workload) {
        server.execute(database, "CHECKPOINT");
        double before = server.cpu();
        Pgbench.Result result = Pgbench.run(server, database, workload, "-T " + seconds);
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("transactions/s", result.transactionsPerSecond());
        figures.put("server's CPU, µs a transaction", (server.cpu() - before) * 1e6 / result.transactions());
        return figures;
    }
}
