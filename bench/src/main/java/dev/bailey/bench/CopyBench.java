package dev.bailey.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How long a database takes from one server to another. */
@Command(
        name = "copy",
        description =
                "pgbench's tables with their keys, copied by pgcopydb, pg_dump and pg_restore, bare COPY, and Bailey")
final class CopyBench implements Callable<Integer> {

    @Mixin
    private ServerOptions servers = new ServerOptions();

    @Option(names = "--scale", defaultValue = "50", description = "of pgbench: 15 MB each (default: ${DEFAULT-VALUE})")
    private int scale = 50;

    @Option(names = "--tables", description = "instead of pgbench's tables so many small ones, of ten rows each")
    private int tables;

    @Option(names = "--rounds", defaultValue = "3", description = "each contender's runs (default: ${DEFAULT-VALUE})")
    private int rounds = 3;

    @Option(names = "--jobs", defaultValue = "4", description = "of each contender (default: ${DEFAULT-VALUE})")
    private int jobs = 4;

    @Override
    public Integer call() {
        try (TwoServers pair = TwoServers.start(servers)) {
            String database = tables > 0 ? small(pair.source()) : Pgbench.database(pair.source(), scale);
            List<Contender> contenders = new ArrayList<>();
            Contender bailey = new Contender("Bailey", () -> bailey(pair, database));
            contenders.add(bailey);
            peer(
                    Program.PG_DUMP,
                    "pg_dump and pg_restore",
                    contenders,
                    () -> once(pair, into -> dumpAndRestore(pair, database, into)));
            peer(
                    Program.PSQL,
                    "bare COPY through psql",
                    contenders,
                    () -> once(pair, into -> bareCopy(pair, database, into)));
            Contender reference = bailey;
            if (Program.PGCOPYDB.isMissing()) {
                System.out.println(Program.PGCOPYDB.absence() + "\n");
            } else {
                reference = new Contender("pgcopydb", () -> once(pair, into -> pgcopydb(pair, database, into)));
                contenders.add(0, reference);
            }
            Rounds measured = new Rounds(contenders, reference).run(rounds, System.err);
            System.out.println("Copy of " + (tables > 0 ? tables + " small tables, " : "pgbench scale " + scale + ", ")
                    + jobs + " jobs; " + servers.words() + "\n");
            measured.print(System.out);
            return 0;
        }
    }

    private String small(BenchServer server) {
        String database = server.createDatabase();
        for (int table = 1; table <= tables; table++) {
            server.execute(
                    database,
                    "CREATE TABLE t" + table + " AS SELECT id, repeat('x', 50) AS words FROM generate_series(1, 10) id",
                    "ALTER TABLE t" + table + " ADD PRIMARY KEY (id)");
        }
        server.execute(database, "VACUUM ANALYZE", "CHECKPOINT");
        return database;
    }

    private static void peer(Program program, String name, List<Contender> contenders, Contender.Run run) {
        if (program.isMissing()) {
            System.out.println(program.absence() + "\n");
        } else {
            contenders.add(new Contender(name, run));
        }
    }

    /** What is timed: a copy into this empty database of the target. */
    @FunctionalInterface
    private interface Copy {
        void into(String database);
    }

    private static Map<String, Double> once(TwoServers pair, Copy copy) {
        String into = emptyDatabase(pair.target());
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
        pair.target().execute("postgres", "DROP DATABASE " + into + " WITH (FORCE)");
        return figures;
    }

    private static String emptyDatabase(BenchServer server) {
        String database = server.createDatabase();
        server.execute("postgres", "CHECKPOINT");
        return database;
    }

    private void pgcopydb(TwoServers pair, String database, String into) {
        Shell.shell(
                "folder=$(mktemp -d); trap 'rm -rf \"$folder\"' EXIT; pgcopydb clone --dir \"$folder/work\" --table-jobs "
                        + jobs + " --index-jobs " + jobs + " --source '"
                        + pair.source().url(database) + "' --target '"
                        + pair.target().url(into) + "'");
    }

    private void dumpAndRestore(TwoServers pair, String database, String into) {
        Shell.shell("folder=$(mktemp -d); trap 'rm -rf \"$folder\"' EXIT; pg_dump -Fd -Z0 -j" + jobs
                + " -f \"$folder/dump\" '" + pair.source().url(database) + "' && pg_restore -j" + jobs
                + " -d '" + pair.target().url(into) + "' \"$folder/dump\"");
    }

    /** No tool at all: the schema, then a table after the other through a pipe, then the keys. */
    private static void bareCopy(TwoServers pair, String database, String into) {
        String from = pair.source().url(database);
        String to = pair.target().url(into);
        Shell.shell("pg_dump --section=pre-data '" + from + "' | psql -qX '" + to + "' >/dev/null;"
                + " for table in $(psql -qXAt -c \"SELECT tablename FROM pg_tables WHERE schemaname = 'public'\" '"
                + from
                + "'); do"
                + " psql -qX -c \"COPY $table TO STDOUT (FORMAT binary)\" '" + from + "'"
                + " | psql -qX -c \"COPY $table FROM STDIN (FORMAT binary)\" '" + to + "'; done;"
                + " pg_dump --section=post-data '" + from + "' | psql -qX '" + to + "' >/dev/null");
    }

    private Map<String, Double> bailey(TwoServers pair, String database) {
        Map<String, Double> figures = new LinkedHashMap<>();
        Map<String, Double> outside = once(
                pair,
                into -> figures.putAll(BaileyCopy.told(Shell.java(
                        BaileyCopy.class,
                        List.of("-Xmx512m"),
                        pair.source().url(database),
                        pair.target().url(into),
                        String.valueOf(jobs)))));
        outside.putAll(figures);
        return outside;
    }
}
