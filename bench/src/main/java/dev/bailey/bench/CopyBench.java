package dev.bailey.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How long a database takes from one server to another. */
@Command(
        name = "copy",
        description = "pgbench's tables with their keys, copied by pgcopydb, pg_dump and pg_restore, bare COPY, and"
                + " Bailey; or sysbench's by mydumper and myloader, mariadb-dump, and Bailey")
final class CopyBench implements Callable<Integer> {

    @Mixin
    private ServerOptions servers = new ServerOptions();

    @Option(
            names = "--scale",
            defaultValue = "50",
            description = "of pgbench, for PostgreSQL: 15 MB each (default: ${DEFAULT-VALUE})")
    private int scale = 50;

    @Option(
            names = "--rows",
            defaultValue = "2000000",
            description = "of sysbench's two tables, for MySQL and MariaDB (default: ${DEFAULT-VALUE})")
    private int rows = 2_000_000;

    @Option(names = "--tables", description = "instead of these tables so many small ones, of ten rows each")
    private int tables;

    @Option(names = "--rounds", defaultValue = "3", description = "each contender's runs (default: ${DEFAULT-VALUE})")
    private int rounds = 3;

    @Option(names = "--jobs", defaultValue = "4", description = "of each contender (default: ${DEFAULT-VALUE})")
    private int jobs = 4;

    @Option(names = "--brief", description = "only Bailey and the first of its peers")
    private boolean brief;

    @Override
    public Integer call() {
        try (TwoServers pair = TwoServers.start(servers)) {
            boolean postgres = servers.engine() == Engine.POSTGRESQL;
            String database = tables > 0
                    ? small(pair.source())
                    : postgres
                            ? Pgbench.database(pair.source(), scale)
                            : Sysbench.database((MysqlBenchServer) pair.source(), rows);
            List<CopyPeer> peers =
                    postgres ? new PostgresCopies(pair, jobs).peers() : new MysqlCopies(pair, jobs).peers();
            List<Contender> contenders = new ArrayList<>();
            for (CopyPeer peer : brief ? peers.subList(0, 1) : peers) {
                if (peer.program().isMissing()) {
                    System.out.println(peer.program().absence() + "\n");
                } else {
                    contenders.add(new Contender(
                            peer.name(),
                            () -> once(pair, database, into -> peer.copy().run(database, into))));
                }
            }
            Contender bailey = new Contender("Bailey", () -> bailey(pair, database, pair.target()::url));
            contenders.add(Math.min(1, contenders.size()), bailey);
            if (pair.target() instanceof MysqlBenchServer target) {
                contenders.add(new Contender(
                        "Bailey, without binlog", () -> bailey(pair, database, target::urlWithoutCopyLog)));
            }
            Rounds measured = new Rounds(contenders, contenders.get(0)).run(rounds, System.err);
            String what = postgres ? "pgbench scale " + scale : rows + " rows of sysbench";
            System.out.println("Copy of " + (tables > 0 ? tables + " small tables" : what) + ", " + jobs + " jobs; "
                    + servers.words() + "\n");
            measured.print(System.out);
            return 0;
        }
    }

    private String small(BenchServer server) {
        String database = server.createDatabase();
        String values = IntStream.rangeClosed(1, 10)
                .mapToObj(id -> "(" + id + ", repeat('x', 50))")
                .collect(Collectors.joining(", "));
        for (int table = 1; table <= tables; table++) {
            server.execute(
                    database,
                    "CREATE TABLE t" + table + " (id int PRIMARY KEY, words varchar(100))",
                    "INSERT INTO t" + table + " VALUES " + values);
        }
        server.settle(database);
        return database;
    }

    /** What is timed: a copy into this empty database of the target. */
    @FunctionalInterface
    private interface Copy {
        void into(String database);
    }

    private static Map<String, Double> once(TwoServers pair, String database, Copy copy) {
        String into = pair.target().createDatabaseFor(database);
        pair.target().settle(into);
        double sourceBefore = pair.source().cpu();
        double targetBefore = pair.target().cpu();
        double clientBefore = Cpu.ofEndedChildren();
        long begun = System.nanoTime();
        copy.into(into);
        double seconds = (System.nanoTime() - begun) / 1e9;
        double source = pair.source().cpu() - sourceBefore;
        double target = pair.target().cpu() - targetBefore;
        double client = Cpu.ofEndedChildren() - clientBefore;
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("seconds", seconds);
        figures.put("CPU s, all processes", source + target + client);
        figures.put("CPU s, source", source);
        figures.put("CPU s, target", target);
        figures.put("CPU s, client", client);
        pair.target().dropDatabase(into);
        return figures;
    }

    /** @param address of a database of the target */
    private Map<String, Double> bailey(TwoServers pair, String database, UnaryOperator<String> address) {
        Map<String, Double> figures = new LinkedHashMap<>();
        Map<String, Double> outside = once(
                pair,
                database,
                into -> figures.putAll(BaileyCopy.told(Shell.java(
                        BaileyCopy.class,
                        List.of("-Xmx512m"),
                        pair.source().url(database),
                        address.apply(into),
                        String.valueOf(jobs)))));
        outside.putAll(figures);
        return outside;
    }
}
