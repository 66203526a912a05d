package dev.bailey.bench;

/**
 * What a session of {@link Writers} does in each transaction.
 *
 * @param update a statement with the number of a row as its parameter
 * @param insert another with the same
 * @param rows numbered from 1
 */
record Writes(String update, String insert, long rows) {

    static Writes toPgbench(int scale) {
        return new Writes(
                "UPDATE pgbench_accounts SET abalance = abalance + 1 WHERE aid = ?",
                "INSERT INTO pgbench_history (tid, bid, aid, delta, mtime) VALUES (1, 1, ?, 1, now())",
                100_000L * scale);
    }

    /** @param rows of all tables */
    static Writes toSysbench(int rows) {
        return new Writes(
                "UPDATE sbtest1 SET k = k + 1 WHERE id = ?",
                "INSERT INTO sbtest2 (k, c, pad) VALUES (?, REPEAT('c', 119), REPEAT('p', 59))",
                rows / Sysbench.TABLES);
    }
}
