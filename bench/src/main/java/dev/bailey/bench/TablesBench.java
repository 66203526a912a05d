package dev.bailey.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a number of tables costs where their rows cost next to nothing: there and back, as a user goes. */
@Command(
        name = "tables",
        description = "Many tables of one row each, moved by \"bailey run\", cut over and rolled back")
final class TablesBench implements Callable<Integer> {

    /** Each of them is locked until the transaction that makes it ends. */
    private static final int MADE_AT_ONCE = 500;

    /** As many as PostgreSQL takes if nobody says otherwise: its room for locks grows with them. */
    private static final Map<String, String> ROOM = Map.of(
            "max_connections", "100",
            "max_prepared_transactions", "0",
            "max_wal_senders", "10",
            "max_worker_processes", "8");

    private static final int REST_SECONDS = 20;

    @Mixin
    private ServerOptions servers = new ServerOptions();

    @Option(names = "--tables", defaultValue = "10000", description = "so many (default: ${DEFAULT-VALUE})")
    private int tables = 10_000;

    @Option(names = "--heap", defaultValue = "512m", description = "of Bailey's JVM (default: ${DEFAULT-VALUE})")
    private String heap = "512m";

    private final Map<String, Double> figures = new LinkedHashMap<>();

    @Override
    public Integer call() throws InterruptedException {
        servers.requirePostgres();
        try (TwoServers pair = TwoServers.start(servers, ROOM)) {
            String from = many(pair.source());
            String into = pair.target().createDatabase();
            try (BaileyRun bailey =
                    BaileyRun.start(pair.source().url(from), pair.target().url(into), heap)) {
                bailey.awaitReady();
                for (JsonNode step : bailey.status().get("steps")) {
                    note("s, " + step.get("name").asText(), step.get("millis").asDouble() / 1e3);
                }
                rest(pair);
                move(bailey, "cutover");
                move(bailey, "rollback");
                note("MB, memory of Bailey's process at most", bailey.peakMemory());
            }
        }
        print();
        return 0;
    }

    private String many(BenchServer server) {
        String database = server.createDatabase();
        for (int first = 1; first <= tables; first += MADE_AT_ONCE) {
            server.execute(database, """
                    DO $$
                    BEGIN
                        FOR i IN %d..%d LOOP
                            EXECUTE format('CREATE TABLE t%%s (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                                words text, at timestamptz DEFAULT now())', i);
                            EXECUTE format('CREATE INDEX ON t%%s (at)', i);
                            EXECUTE format('INSERT INTO t%%s (words) VALUES (''one'')', i);
                        END LOOP;
                    END $$""".formatted(first, Math.min(first + MADE_AT_ONCE - 1, tables)));
        }
        server.execute(database, "VACUUM ANALYZE", "CHECKPOINT");
        return database;
    }

    /** What it costs to watch them while nothing happens. */
    private void rest(TwoServers pair) {
        double source = pair.source().cpu();
        double target = pair.target().cpu();
        LockSupport.parkNanos(REST_SECONDS * 1_000_000_000L);
        note("cores in use while all is ready, source", (pair.source().cpu() - source) / REST_SECONDS);
        note("cores in use while all is ready, target", (pair.target().cpu() - target) / REST_SECONDS);
    }

    private void move(BaileyRun bailey, String direction) throws InterruptedException {
        long begun = System.nanoTime();
        bailey.move(direction);
        note("s, " + direction + " with gates", (System.nanoTime() - begun) / 1e9);
        double all = 0;
        JsonNode flips = bailey.status().get("flips");
        for (Map.Entry<String, JsonNode> step :
                flips.get(flips.size() - 1).get("steps").properties()) {
            note("s, " + direction + ": " + step.getKey(), step.getValue().asDouble() / 1e3);
            all += step.getValue().asDouble() / 1e3;
        }
        note("s, " + direction + ": the whole pause", all);
    }

    private void note(String figure, double value) {
        System.err.println(figure + ": " + Rounds.text(value));
        figures.put(figure, value);
    }

    private void print() {
        System.out.println(tables + " tables of one row there and back, -Xmx" + heap + "; " + servers.words() + ", "
                + ROOM + "\n");
        System.out.println("| figure | |\n|---|---:|");
        figures.forEach((figure, value) -> System.out.println("| " + figure + " | " + Rounds.text(value) + " |"));
    }
}
