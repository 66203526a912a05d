package dev.bailey.bench;

import dev.bailey.core.Database;
import dev.bailey.core.GuardState;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the guard costs the application's own writes, for as long as a migration lasts. */
@Command(name = "guard", description = "An application's transactions with the guard and without it, in turn")
final class GuardBench implements Callable<Integer> {

    /** In one transaction, each on a row of its own: at least scale 2 has so many. */
    private static final int STATEMENTS = 200_000;

    @Mixin
    private ServerOptions servers = new ServerOptions();

    @Option(
            names = "--scale",
            defaultValue = "10",
            description = "of pgbench, for PostgreSQL (default: ${DEFAULT-VALUE})")
    private int scale = 10;

    @Option(
            names = "--rows",
            defaultValue = "1000000",
            description = "of sysbench's two tables, for MySQL and MariaDB (default: ${DEFAULT-VALUE})")
    private int rows = 1_000_000;

    @Option(names = "--rounds", defaultValue = "5", description = "each contender's runs (default: ${DEFAULT-VALUE})")
    private int rounds = 5;

    @Option(names = "--seconds", defaultValue = "8", description = "of each run (default: ${DEFAULT-VALUE})")
    private int seconds = 8;

    @Override
    public Integer call() {
        try (BenchServer server = BenchServer.start(servers)) {
            System.out.println("The guard on the write path; " + servers.words());
            if (server instanceof MysqlBenchServer mysql) {
                mysql(mysql);
            } else {
                postgres(server);
            }
        }
        return 0;
    }

    private void mysql(MysqlBenchServer server) {
        String bare = Sysbench.database(server, rows);
        String guarded = Sysbench.database(server, rows);
        guard(server, guarded);
        System.out.println("\nsysbench oltp_write_only; 8 clients\n");
        compare(() -> once(server, bare), () -> once(server, guarded));
    }

    private Map<String, Double> once(MysqlBenchServer server, String database) {
        server.settle(database);
        double before = server.cpu();
        LoadResult result = Sysbench.run(server, database, rows, "--time=" + seconds);
        return figures(result, server.cpu() - before);
    }

    private static void guard(BenchServer server, String database) {
        try (Database guarded = Engine.open(server.url(database))) {
            guarded.catalog().install();
            guarded.guard().install(guarded.catalog().tables(List.of("*"), List.of()), GuardState.open(0));
        }
    }

    private void postgres(BenchServer server) {
        String bare = Pgbench.database(server, scale);
        String guarded = Pgbench.database(server, scale);
        guard(server, guarded);
        System.out.println("\nOne statement again and again in one session\n");
        compare(() -> statements(server, bare), () -> statements(server, guarded));
        for (Pgbench.Workload workload : Pgbench.Workload.values()) {
            System.out.println("\n" + workload.words() + "; 8 clients, synchronous commit off\n");
            compare(() -> once(server, bare, workload), () -> once(server, guarded, workload));
        }
    }

    private void compare(Contender.Run bare, Contender.Run guarded) {
        Contender without = new Contender("no guard", bare);
        Contender with = new Contender("guard", guarded);
        new Rounds(List.of(without, with), without).run(rounds, System.err).print(System.out);
    }

    private static Map<String, Double> statements(BenchServer server, String database) {
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put(
                "CPU µs, insert", micros(server, database, "INSERT INTO pgbench_history VALUES (1, 1, i, 1, now())"));
        figures.put(
                "CPU µs, update",
                micros(server, database, "UPDATE pgbench_accounts SET abalance = abalance + 1 WHERE aid = i"));
        return figures;
    }

    private static double micros(BenchServer server, String database, String sql) {
        try (Connection connection = server.connect(database);
                Statement statement = connection.createStatement()) {
            long pid = pid(statement);
            statement.execute(loop(STATEMENTS / 100, sql)); // what a session does once
            double before = Cpu.ofProcess(pid);
            statement.execute(loop(STATEMENTS, sql));
            return (Cpu.ofProcess(pid) - before) * 1e6 / STATEMENTS;
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    private static long pid(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("SELECT pg_backend_pid()")) {
            row.next();
            return row.getLong(1);
        }
    }

    private static String loop(int times, String sql) {
        return "DO $$ BEGIN FOR i IN 1.." + times + " LOOP " + sql + "; END LOOP; END $$";
    }

    private Map<String, Double> once(BenchServer server, String database, Pgbench.Workload workload) {
        server.execute(database, "CHECKPOINT");
        double before = server.cpu();
        LoadResult result = Pgbench.run(server, database, workload, "-T " + seconds);
        return figures(result, server.cpu() - before);
    }

    private static Map<String, Double> figures(LoadResult result, double cpu) {
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("transactions/s", result.transactionsPerSecond());
        figures.put("server's CPU, µs a transaction", cpu * 1e6 / result.transactions());
        return figures;
    }
}
