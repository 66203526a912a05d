package dev.bailey.bench;

import dev.bailey.core.Database;
import dev.bailey.core.Guard;
import dev.bailey.core.GuardState;
import dev.bailey.core.Slice;
import dev.bailey.core.Slices;
import dev.bailey.core.Tenancy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the guard costs the application's own writes, for as long as a migration lasts. */
@Command(name = "guard", description = "An application's transactions with the guard and without it, in turn")
final class GuardBench implements Callable<Integer> {

    /** In one transaction, each on a row of its own: at least scale 2 has so many. */
    private static final int STATEMENTS = 200_000;

    /** Of a list that is longer than most. */
    private static final int LISTED = 10_000;

    /** The first slice is gone to the other side, so from then on each row's slice is asked for. */
    private static final String MOVED = ", pilot moved";

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
        Map<String, String> databases = new LinkedHashMap<>();
        databases.put("no guard", Sysbench.database(server, rows));
        databases.put("guard", Sysbench.database(server, rows));
        guard(server, databases.get("guard"));
        System.out.println("\nsysbench oltp_write_only; 8 clients\n");
        compare(databases, database -> once(server, database));
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

    /** Of each database that is guarded for tenants, whose they are: of branches, of which pgbench has one a scale. */
    private static Map<String, List<Slice>> tenants() {
        List<Slice> rest = List.of(Slice.of("quarter", 2_500), Slice.everyone("everyone"));
        Map<String, List<Slice>> tenants = new LinkedHashMap<>();
        List<Slice> few = slices(Set.of("a", "b", "c"), rest);
        List<Slice> many =
                slices(IntStream.range(0, LISTED).mapToObj(i -> "tenant-" + i).collect(Collectors.toSet()), rest);
        tenants.put("guard of tenants, 3 listed", few);
        tenants.put("guard of tenants, 3 listed" + MOVED, few);
        tenants.put("guard of tenants, 10,000 listed" + MOVED, many);
        return tenants;
    }

    private static List<Slice> slices(Set<String> listed, List<Slice> rest) {
        List<Slice> slices = new ArrayList<>(List.of(Slice.of("pilot", listed)));
        slices.addAll(rest);
        return slices;
    }

    private void postgres(BenchServer server) {
        Map<String, String> databases = new LinkedHashMap<>();
        databases.put("no guard", Pgbench.database(server, scale));
        databases.put("guard", Pgbench.database(server, scale));
        guard(server, databases.get("guard"));
        tenants().forEach((name, slices) -> {
            databases.put(name, Pgbench.database(server, scale));
            guard(server, databases.get(name), slices, /* pilotMoved= */ name.endsWith(MOVED));
        });
        System.out.println("\nOne statement again and again in one session\n");
        compare(databases, database -> statements(server, database));
        for (Pgbench.Workload workload : List.of(Pgbench.Workload.SIMPLE_UPDATE, Pgbench.Workload.TPC_B)) {
            System.out.println("\n" + workload.words() + "; 8 clients, synchronous commit off\n");
            compare(databases, database -> once(server, database, workload));
        }
    }

    private static void guard(BenchServer server, String database, List<Slice> slices, boolean pilotMoved) {
        Tenancy tenancy = new Tenancy(new Slices(slices), "bid", Map.of());
        try (Database guarded = Engine.open(server.url(database))) {
            guarded.catalog().install();
            Guard pilot = guarded.guard(tenancy, slices.get(0));
            pilot.install(guarded.catalog().tables(List.of("*"), List.of()), GuardState.open(0));
            if (pilotMoved) {
                pilot.move(GuardState.open(0), GuardState.shut(1));
            }
        }
    }

    private void compare(Map<String, String> databases, Function<String, Map<String, Double>> once) {
        List<Contender> contenders = databases.entrySet().stream()
                .map(each -> new Contender(each.getKey(), () -> once.apply(each.getValue())))
                .toList();
        new Rounds(contenders, contenders.get(0)).run(rounds, System.err).print(System.out);
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
