package dev.bailey.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How time, log, memory and pause grow with the data. */
@Command(
        name = "sizes",
        description = "A whole move of databases of several sizes, and the law by which each figure grows")
final class SizesBench implements Callable<Integer> {

    private static final int WRITERS = 2;
    private static final int ROWS_PER_SCALE = 100_000;

    /** Between two transactions of a writer: a load that leaves the machine to the copy. */
    private static final Duration PACE = Duration.ofMillis(5);

    @Mixin
    private ServerOptions servers = new ServerOptions();

    @Option(
            names = "--scales",
            split = ",",
            defaultValue = "17,67,200",
            description = "of pgbench, 15 MB each, or as many times 100,000 rows of sysbench for MySQL and MariaDB"
                    + " (default: ${DEFAULT-VALUE})")
    private List<Integer> scales = List.of(17, 67, 200);

    @Option(names = "--jobs", defaultValue = "4", description = "connections of the copy (default: ${DEFAULT-VALUE})")
    private int jobs = 4;

    @Option(names = "--heap", defaultValue = "512m", description = "of Bailey's JVM (default: ${DEFAULT-VALUE})")
    private String heap = "512m";

    @Override
    public Integer call() {
        Map<String, List<Double>> figures = new LinkedHashMap<>();
        for (int scale : scales) {
            Map<String, Double> told = once(scale);
            System.err.println("scale " + scale + ": " + told);
            told.forEach((figure, value) ->
                    figures.computeIfAbsent(figure, unseen -> new ArrayList<>()).add(value));
        }
        print(figures);
        return 0;
    }

    /** Servers of its own, so that one size leaves nothing to the next. */
    private Map<String, Double> once(int scale) {
        try (TwoServers pair = TwoServers.start(servers)) {
            boolean postgres = servers.engine() == Engine.POSTGRESQL;
            int rows = scale * ROWS_PER_SCALE;
            String database = postgres
                    ? Pgbench.database(pair.source(), scale)
                    : Sysbench.database((MysqlBenchServer) pair.source(), rows);
            if (postgres) {
                // rows without a key cannot be compared
                pair.source().execute(database, "ALTER TABLE pgbench_history ADD COLUMN id bigserial PRIMARY KEY");
            }
            Map<String, Double> told = new LinkedHashMap<>();
            told.put("MB, data", pair.source().bytes(database) / (1 << 20));
            Writes writes = postgres ? Writes.toPgbench(scale) : Writes.toSysbench(rows);
            try (Writers load = new Writers(pair.source(), database, writes, WRITERS, PACE)) {
                told.putAll(BaileyCopy.told(Shell.java(
                        MeasuredMove.class,
                        List.of("-Xmx" + heap),
                        pair.source().url(database),
                        pair.target().url(pair.target().createDatabaseFor(database)),
                        String.valueOf(jobs))));
                told.put("transactions of the load", (double) load.committed());
            }
            return told;
        }
    }

    private void print(Map<String, List<Double>> figures) {
        System.out.println("Moves of "
                + (servers.engine() == Engine.POSTGRESQL ? "pgbench scale " : "sysbench, 100,000 rows times ") + scales
                + " under a light load, " + jobs + " connections, -Xmx" + heap + "; " + servers.words() + "\n");
        StringBuilder head = new StringBuilder("| figure |");
        StringBuilder line = new StringBuilder("|---|");
        scales.forEach(scale -> {
            head.append(" scale ").append(scale).append(" |");
            line.append("---:|");
        });
        System.out.println(head + " grows as size to the power of |\n" + line + "---:|");
        List<Double> data = figures.values().iterator().next();
        figures.forEach((figure, values) -> {
            StringBuilder row = new StringBuilder("| " + figure + " |");
            values.forEach(value -> row.append(' ').append(Rounds.text(value)).append(" |"));
            System.out.println(row + " " + Rounds.text(power(data, values)) + " |");
        });
    }

    /** From the smallest to the largest: 1 is in proportion, 0 is not at all. */
    private static double power(List<Double> data, List<Double> values) {
        int last = data.size() - 1;
        return Math.log(values.get(last) / values.get(0)) / Math.log(data.get(last) / data.get(0));
    }
}
