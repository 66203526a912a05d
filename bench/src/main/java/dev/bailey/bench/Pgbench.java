package dev.bailey.bench;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The tables and transactions that PostgreSQL's own benchmark brings. */
final class Pgbench {

    private static final Pattern DONE = Pattern.compile("number of transactions actually processed: (\\d+)");
    private static final Pattern RATE = Pattern.compile("tps = ([0-9.]+)");

    private Pgbench() {}

    /** Transactions by the option that asks for them. */
    enum Workload {
        SIMPLE_UPDATE("-N", "pgbench -N: one update, one insert"),
        TPC_B("-b tpcb-like", "TPC-B: three updates, two of them hot, one insert");

        private final String option;
        private final String words;

        Workload(String option, String words) {
            this.option = option;
            this.words = words;
        }

        String words() {
            return words;
        }
    }

    /** What a run did. */
    record Result(long transactions, double transactionsPerSecond) {}

    /** Fills a new database; all is written out and read once, so that the first run finds what later ones do. */
    static String database(BenchServer server, int scale) {
        Program.PGBENCH.require();
        String database = server.createDatabase();
        Shell.shell("pgbench -i -q -s " + scale + " '" + server.url(database) + "'");
        server.execute(database, "CHECKPOINT", "SELECT count(*) FROM pgbench_accounts");
        return database;
    }

    /** Runs to its end, with 8 sessions that do not wait for the disk at commit. */
    static Result run(BenchServer server, String database, Workload workload, String options) {
        String told = Shell.shell(line(server, database, workload, options));
        return new Result(Long.parseLong(found(DONE, told)), Double.parseDouble(found(RATE, told)));
    }

    private static String line(BenchServer server, String database, Workload workload, String options) {
        return "PGOPTIONS='-c synchronous_commit=off' pgbench -n -M prepared -c 8 -j 2 " + workload.option + " "
                + options + " '" + server.url(database) + "'";
    }

    private static String found(Pattern pattern, String told) {
        Matcher matcher = pattern.matcher(told);
        if (!matcher.find()) {
            throw new IllegalStateException("pgbench told no \"" + pattern + "\": " + told);
        }
        return matcher.group(1);
    }
}
