package dev.bailey.bench;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The tables and transactions of sysbench's {@code oltp_write_only}, for MySQL and MariaDB. */
final class Sysbench {

    /** Of each database. */
    static final int TABLES = 2;

    private static final int SESSIONS = 8;
    private static final Pattern DONE = Pattern.compile("transactions:\\s+(\\d+)\\s+\\(([0-9.]+) per sec");

    private Sysbench() {}

    /** Fills a new database with so many rows in all; all is written out and in memory. */
    static String database(MysqlBenchServer server, int rows) {
        Program.SYSBENCH.require();
        String database = server.createDatabase();
        Shell.shell(line(server, database, rows, TABLES) + " prepare");
        server.settle(database);
        intoMemory(server, database);
        return database;
    }

    /** Reads rows and indexes once. */
    static void intoMemory(MysqlBenchServer server, String database) {
        for (int table = 1; table <= TABLES; table++) {
            String name = "sbtest" + table;
            server.execute(
                    database,
                    "ANALYZE TABLE " + name,
                    "SELECT SUM(LENGTH(c)) FROM " + name,
                    "SELECT SUM(k) FROM " + name + " FORCE INDEX (k_" + table + ")");
        }
    }

    /** Runs to its end, with 8 sessions: two updates, a delete and an insert in each transaction. */
    static LoadResult run(MysqlBenchServer server, String database, int rows, String options) {
        String told = Shell.shell(line(server, database, rows, SESSIONS) + " --report-interval=0 " + options + " run");
        Matcher matcher = DONE.matcher(told);
        if (!matcher.find()) {
            throw new IllegalStateException("sysbench told no \"" + DONE + "\": " + told);
        }
        return new LoadResult(Long.parseLong(matcher.group(1)), Double.parseDouble(matcher.group(2)));
    }

    /** A deadlock of two sessions is done again, as sysbench does by itself. */
    private static String line(MysqlBenchServer server, String database, int rows, int threads) {
        return "sysbench oltp_write_only --mysql-host=127.0.0.1 --mysql-user=root --mysql-port=" + server.port()
                + " --mysql-db=" + database + " --tables=" + TABLES + " --table-size=" + rows / TABLES + " --threads="
                + threads;
    }
}
