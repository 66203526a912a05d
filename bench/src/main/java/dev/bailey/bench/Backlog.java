package dev.bailey.bench;

import dev.bailey.core.Table;
import java.util.stream.Collectors;

/**
 * A database whose log holds transactions that nobody has read yet, in two parts with a mark after each, and a target
 * as it was before them. Every contender replays the same log on a copy of that target.
 */
final class Backlog {

    static final String FORWARD = "bailey_" + BaileyMove.NAME + "_forward";
    static final String PUBLICATION = "bench_native";
    private static final String KEPT = "bench_kept";
    private static final int SESSIONS = 8;

    final TwoServers pair;
    final String database;
    final long transactions;
    private final String template;

    /** @param transactions in each part */
    Backlog(TwoServers pair, Pgbench.Workload workload, int scale, int transactions) {
        this.pair = pair;
        this.database = Pgbench.database(pair.source(), scale);
        this.template = pair.target().createDatabase();
        pair.source().execute(database, workload.tables());
        pair.source().execute(database, "CREATE TABLE part (number int PRIMARY KEY)");
        copy();
        long perSession = transactions / SESSIONS;
        for (int part = 1; part <= 2; part++) {
            Pgbench.run(pair.source(), database, workload, "-t " + perSession);
            pair.source().execute(database, "INSERT INTO part VALUES (" + part + ")");
        }
        this.transactions = perSession * SESSIONS;
    }

    /** Leaves the streams where they were when everything was copied. */
    private void copy() {
        BaileyMove move =
                new BaileyMove(pair.source().url(database), pair.target().url(template), /* connections= */ 2);
        try (move.source;
                move.target) {
            move.schema();
            move.source.catalog().install();
            move.target.catalog().install();
            move.copy();
            move.indexes();
            move.replication.close();
            keep(move.tables.stream().map(Table::toString).collect(Collectors.joining(", ")));
        }
    }

    private void keep(String tables) {
        pair.source()
                .execute(
                        database,
                        "CREATE PUBLICATION " + PUBLICATION + " FOR TABLE " + tables,
                        "SELECT pg_copy_logical_replication_slot('" + FORWARD + "', '" + KEPT + "')",
                        "SELECT pg_drop_replication_slot('" + FORWARD + "')");
        forgetReverse(template);
    }

    /** Each target has its own log to look at. */
    private void forgetReverse(String into) {
        BaileyMove.await(
                "the reverse stream is let go",
                () -> pair.target()
                        .value(
                                into,
                                "SELECT count(*) FROM pg_replication_slots WHERE active AND database = '" + into + "'")
                        .equals("0"));
        pair.target()
                .execute(
                        into,
                        "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE database = '" + into
                                + "'");
        pair.source().execute(database, "DELETE FROM bailey.checkpoint");
    }

    /** A target as it was before the log, in memory, with nothing left to write out. */
    String target(String synchronousCommit) {
        String into = pair.target().createDatabase();
        BenchServer server = pair.target();
        server.execute("postgres", "DROP DATABASE " + into, "CREATE DATABASE " + into + " TEMPLATE " + template);
        server.execute("postgres", "ALTER DATABASE " + into + " SET synchronous_commit = " + synchronousCommit);
        server.execute(into, "SELECT count(*) FROM pgbench_accounts", "CHECKPOINT");
        return into;
    }

    /** Ends a run: the target goes, and what it read of the log is forgotten. */
    void drop(String into, String slot) {
        dropSlot(slot);
        forgetReverse(into);
        pair.target().dropDatabase(into);
    }

    void dropSlot(String slot) {
        BaileyMove.await(
                "slot " + slot + " is let go",
                () -> pair.source()
                        .value(
                                database,
                                "SELECT count(*) FROM pg_replication_slots WHERE active AND slot_name = '" + slot + "'")
                        .equals("0"));
        pair.source().execute(database, "SELECT pg_drop_replication_slot('" + slot + "')");
    }

    /** A slot at the beginning of the log. */
    void slot(String name) {
        pair.source().execute(database, "SELECT pg_copy_logical_replication_slot('" + KEPT + "', '" + name + "')");
    }
}
