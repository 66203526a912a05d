package dev.bailey.bench;

/** The tables and transactions that PostgreSQL's own benchmark brings. */
final class Pgbench {

    private Pgbench() {}

    /**
     * Fills a new database, with everything written out and read once, so that the first run finds what later ones do.
     */
    static String database(BenchServer server, int scale) {
        Program.PGBENCH.require();
        String database = server.createDatabase();
        Shell.shell("pgbench -i -q -s " + scale + " '" + server.url(database) + "'");
        server.execute(database, "CHECKPOINT", "SELECT count(*) FROM pgbench_accounts");
        return database;
    }
}
