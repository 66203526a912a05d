package dev.bailey.bench;

/**
 * As {@link Backlog} is for PostgreSQL: a log of MySQL or MariaDB that nobody has read yet, in two parts with a mark
 * after each, and a target that is brought back to what it was before them.
 */
final class MysqlBacklog {

    private static final String FORWARD = BaileyMove.NAME + "_forward";

    final MysqlBenchServer source;
    final MysqlBenchServer target;
    final String database;
    final long transactions;
    private final String own;
    private final String position;
    private final MysqlBenchServer.LogEnd begin;

    /** @param transactions in each part */
    MysqlBacklog(TwoServers pair, int rows, int transactions) {
        this.source = (MysqlBenchServer) pair.source();
        this.target = (MysqlBenchServer) pair.target();
        this.transactions = transactions;
        this.database = Sysbench.database(source, rows);
        this.own = "bailey_" + database;
        source.execute(database, "CREATE TABLE part (number int PRIMARY KEY)");
        target.createDatabaseFor(database);
        copy();
        this.position = source.value(own, "SELECT position FROM stream WHERE name = '" + FORWARD + "'");
        this.begin = source.logEnd();
        target.keep();
        for (int part = 1; part <= 2; part++) {
            Sysbench.run(source, database, rows, "--time=0 --events=" + transactions);
            source.execute(database, "INSERT INTO part VALUES (" + part + ")");
        }
    }

    /** Leaves a target that has everything, and no memory of a reverse stream: each target has its own log. */
    private void copy() {
        BaileyMove move = new BaileyMove(source.url(database), target.url(database), /* connections= */ 2);
        try (move.source;
                move.target) {
            move.schema();
            move.source.catalog().install();
            move.target.catalog().install();
            move.copy();
            move.indexes();
            move.drain("copied");
            move.replication.close();
            move.target.log().drop(BaileyMove.NAME + "_reverse");
        }
    }

    /** A target as it was before the log, in memory; the source remembers no reader either. */
    void restore(boolean durable) {
        target.restore();
        Sysbench.intoMemory(target, database);
        target.durable(durable);
        source.execute(
                own,
                "DELETE FROM checkpoint",
                "UPDATE stream SET position = '" + position + "' WHERE name = '" + FORWARD + "'");
    }

    /** Makes the target a replica of the source, from where the log begins. */
    void replicate(Engine engine) {
        String where = switch (engine) {
            case MYSQL ->
                "CHANGE REPLICATION SOURCE TO SOURCE_HOST = '127.0.0.1', SOURCE_PORT = " + source.port()
                        + ", SOURCE_USER = 'root', SOURCE_LOG_FILE = '" + begin.file() + "', SOURCE_LOG_POS = "
                        + begin.offset()
                        + ", GET_SOURCE_PUBLIC_KEY = 1";
            case MARIADB ->
                "CHANGE MASTER TO MASTER_HOST = '127.0.0.1', MASTER_PORT = " + source.port()
                        + ", MASTER_USER = 'root', MASTER_LOG_FILE = '" + begin.file() + "', MASTER_LOG_POS = "
                        + begin.offset()
                        + ", MASTER_USE_GTID = no";
            case POSTGRESQL -> throw new IllegalArgumentException("it replicates otherwise: " + engine);
        };
        target.execute("", where, engine == Engine.MYSQL ? "START REPLICA" : "START SLAVE");
    }
}
