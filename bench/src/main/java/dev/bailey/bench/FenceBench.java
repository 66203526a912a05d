package dev.bailey.bench;

import dev.bailey.core.Database;
import dev.bailey.core.Guard;
import dev.bailey.core.GuardState;
import dev.bailey.core.Table;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How long writes are refused before it is certain that none is under way. */
@Command(name = "fence", description = "Fence, proof and refused probe under writers; no peer has them")
final class FenceBench implements Callable<Integer> {

    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Duration PROOF_MAX = Duration.ofSeconds(10);
    private static final Duration BETWEEN = Duration.ofMillis(30);

    @Mixin
    private ServerOptions servers = new ServerOptions();

    @Option(
            names = "--scale",
            defaultValue = "10",
            description = "of pgbench, for PostgreSQL (default: ${DEFAULT-VALUE})")
    private int scale = 10;

    @Option(
            names = "--rows",
            defaultValue = "1000000",
            description = "of sysbench's two tables, for MySQL and MariaDB (default: ${DEFAULT-VALUE})")
    private int rows = 1_000_000;

    @Option(names = "--writers", defaultValue = "8", description = "sessions that write (default: ${DEFAULT-VALUE})")
    private int writers = 8;

    @Option(names = "--tries", defaultValue = "300", description = "fences (default: ${DEFAULT-VALUE})")
    private int tries = 300;

    private final Map<String, List<Double>> millis = new LinkedHashMap<>();

    @Override
    public Integer call() {
        try (BenchServer server = BenchServer.start(servers)) {
            boolean postgres = servers.engine() == Engine.POSTGRESQL;
            String database =
                    postgres ? Pgbench.database(server, scale) : Sysbench.database((MysqlBenchServer) server, rows);
            Writes writes = postgres ? Writes.toPgbench(scale) : Writes.toSysbench(rows);
            try (Database guarded = Engine.open(server.url(database))) {
                List<Table> tables = guarded.catalog().tables(List.of("*"), List.of());
                guarded.catalog().install();
                guarded.guard().install(tables, GuardState.open(0));
                try (Writers load = new Writers(server, database, writes, writers)) {
                    BaileyMove.await("the writers write", () -> load.committed() > 1000);
                    for (int epoch = 1; epoch <= tries; epoch++) {
                        fence(guarded.guard(), epoch);
                        LockSupport.parkNanos(BETWEEN.toNanos());
                    }
                    print(load);
                }
            }
        }
        return 0;
    }

    private void fence(Guard guard, int epoch) {
        Guard.Reading before = guard.read();
        GuardState fenced = before.state().fence(epoch, before.serverTime(), LEASE);
        long begun = System.nanoTime();
        if (!guard.move(before.state(), fenced)) {
            throw new IllegalStateException("somebody else moves the guard");
        }
        long shut = System.nanoTime();
        guard.awaitWriters(PROOF_MAX);
        long proven = System.nanoTime();
        if (!guard.refusesProbe()) {
            throw new IllegalStateException("a write got through the fence");
        }
        long probed = System.nanoTime();
        note("fence", shut - begun);
        note("proof", proven - shut);
        note("probe", probed - proven);
        note("all three", probed - begun);
        guard.move(fenced, fenced.abort(epoch));
    }

    private void note(String part, long nanos) {
        millis.computeIfAbsent(part, unseen -> new ArrayList<>()).add(nanos / 1e6);
    }

    private void print(Writers load) {
        System.out.println(tries + " fences under " + writers + " writers (" + load.committed() + " transactions, "
                + load.refused() + " refused); " + servers.words() + "\n");
        System.out.println("| milliseconds | p50 | p99 | max |");
        System.out.println("|---|---:|---:|---:|");
        millis.forEach((part, values) -> System.out.println("| " + part + " | " + new Samples(values).percentiles()));
    }
}
