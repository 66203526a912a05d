package dev.bailey.bench;

/** PostgreSQL's own logical replication of one database, from the schema on. */
final class NativeReplication implements AutoCloseable {

    private final BenchServer target;
    private final String into;
    private final BenchServer source;
    private final String database;

    NativeReplication(TwoServers pair, String database, String into) {
        this.source = pair.source();
        this.target = pair.target();
        this.database = database;
        this.into = into;
        Program.PG_DUMP.require();
        Shell.shell("pg_dump --schema-only '" + source.url(database) + "' | psql -qX '" + target.url(into)
                + "' >/dev/null");
        source.execute(database, "CREATE PUBLICATION bench FOR ALL TABLES");
        target.execute(into, "CREATE SUBSCRIPTION bench CONNECTION '" + source.url(database) + "' PUBLICATION bench");
    }

    /** Returns when every table is copied and followed. */
    void awaitCopied() {
        BaileyMove.await(
                "the subscription follows",
                () -> target.value(into, "SELECT count(*) FROM pg_subscription_rel WHERE srsubstate <> 'r'")
                        .equals("0"));
    }

    @Override
    public void close() {
        target.execute(into, "DROP SUBSCRIPTION bench");
        source.execute(database, "DROP PUBLICATION bench");
    }
}
