package dev.bailey.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How fast a target takes in a log that has piled up. */
@Command(
        name = "catchup",
        description =
                "The same log replayed on fresh targets by the engine's own replication, with and without waiting for"
                        + " the disk, by Bailey, and read and thrown away")
final class CatchupBench implements Callable<Integer> {

    @Mixin
    private ServerOptions servers = new ServerOptions();

    @Option(
            names = "--scale",
            defaultValue = "10",
            description = "of pgbench, for PostgreSQL (default: ${DEFAULT-VALUE})")
    private int scale = 10;

    @Option(
            names = "--rows",
            defaultValue = "2000000",
            description = "of sysbench's two tables, for MySQL and MariaDB (default: ${DEFAULT-VALUE})")
    private int rows = 2_000_000;

    @Option(names = "--rounds", defaultValue = "3", description = "each contender's runs (default: ${DEFAULT-VALUE})")
    private int rounds = 3;

    @Option(
            names = "--transactions",
            defaultValue = "100000",
            description = "in the log's measured half; as many before them warm up (default: ${DEFAULT-VALUE})")
    private int transactions = 100_000;

    @Option(
            names = "--workload",
            description = "of pgbench, for PostgreSQL: one of ${COMPLETION-CANDIDATES}; all if not given")
    private List<Pgbench.Workload> workloads = List.of(Pgbench.Workload.values());

    @Option(names = "--brief", description = "only Bailey beside native replication that does not wait for the disk")
    private boolean brief;

    @Override
    public Integer call() {
        if (servers.engine() == Engine.POSTGRESQL) {
            workloads.forEach(this::postgres);
        } else {
            mysql();
        }
        return 0;
    }

    private void postgres(Pgbench.Workload workload) {
        try (TwoServers pair = TwoServers.start(servers)) {
            Backlog backlog = new Backlog(pair, workload, scale, transactions);
            compare(new PostgresCatchup(backlog).contenders(brief), workload.words() + ", scale " + scale);
        }
    }

    /** Bailey's target waits for the disk or not, as the replica beside it does. */
    private void mysql() {
        try (TwoServers pair = TwoServers.start(servers)) {
            MysqlCatchup catchup = new MysqlCatchup(servers.engine(), new MysqlBacklog(pair, rows, transactions));
            String words = "sysbench oltp_write_only, " + rows + " rows, ";
            List<Contender> relaxed = new ArrayList<>(catchup.contenders(/* durable= */ false));
            if (!brief) {
                compare(catchup.contenders(/* durable= */ true), words + "target durable");
                relaxed.add(catchup.reading());
            }
            compare(relaxed, words + "target relaxed");
        }
    }

    private void compare(List<Contender> contenders, String what) {
        Rounds measured = new Rounds(contenders, contenders.get(0)).run(rounds, System.err);
        System.out.println(
                "Catch-up with " + what + ", 2 times " + transactions + " transactions; " + servers.words() + "\n");
        measured.print(System.out);
        System.out.println();
    }
}
