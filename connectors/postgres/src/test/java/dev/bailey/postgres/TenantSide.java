package dev.bailey.postgres;

import dev.bailey.core.Guard;
import dev.bailey.core.GuardState;
import dev.bailey.core.Slice;
import dev.bailey.core.Slices;
import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import dev.bailey.core.Tenancy;
import dev.bailey.core.TenantPath;
import dev.bailey.testkit.PostgresServer;
import dev.bailey.testkit.PostgresServer.Version;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** A database of its own whose rows have tenants, guarded for three slices, all of them open at first. */
final class TenantSide implements AutoCloseable {

    static final String PILOT_UUID = "3f2504e0-4f89-41d3-9a0c-0305e82c3301";

    static final Slice PILOT = Slice.of("pilot", Set.of("acme", "it's \\ \"Müller\"", "7", PILOT_UUID));
    static final Slice QUARTER = Slice.of("quarter", 2_500);
    static final Slice EVERYONE = Slice.everyone("everyone");
    static final Slices SLICES = new Slices(List.of(PILOT, QUARTER, EVERYONE));

    final PostgresServer server;
    final String database;
    final PostgresDatabase opened;
    final Guard pilot;
    final Guard quarter;
    final Guard everyone;

    TenantSide(Version version) {
        this(version, Map.of());
    }

    /** @param more statements that make further tables */
    TenantSide(Version version, Map<TableId, TenantPath> paths, String... more) {
        server = SharedServers.of(version);
        database = server.createDatabase();
        server.execute(
                database,
                "CREATE TABLE orders (id int PRIMARY KEY, tenant text, note text)",
                "INSERT INTO orders VALUES (1, 'acme', 'first'), (2, '" + others() + "', 'second'), (3, NULL, 'third')",
                "CREATE TABLE visits (id int PRIMARY KEY, tenant uuid)",
                "CREATE TABLE bills (id int PRIMARY KEY, account int)",
                "CREATE TABLE events (id int, day int, tenant text, PRIMARY KEY (id, day)) PARTITION BY LIST (day)",
                "CREATE TABLE events_1 PARTITION OF events FOR VALUES IN (1)",
                "CREATE TABLE events_2 PARTITION OF events FOR VALUES IN (2)",
                "CREATE TABLE rates (id int PRIMARY KEY, rate int)");
        server.execute(database, more);
        opened = new PostgresDatabase(new PostgresConnections(server.url(database)), "of a test");
        Tenancy tenancy = new Tenancy(SLICES, "tenant", Map.of("public.bills", "account"), paths);
        pilot = opened.guard(tenancy, PILOT);
        quarter = opened.guard(tenancy, QUARTER);
        everyone = opened.guard(tenancy, EVERYONE);
        for (Guard guard : List.of(pilot, quarter, everyone)) {
            guard.install(tables(), GuardState.open(0));
        }
    }

    /** A tenant of the slice of everyone. */
    static String others() {
        return sample(EVERYONE);
    }

    static String sample(Slice slice) {
        return Objects.requireNonNull(Tenancy.samples(SLICES).get(slice.name()), slice.name());
    }

    List<Table> tables() {
        return opened.catalog().tables(List.of("*"), List.of());
    }

    static void shut(Guard guard) {
        if (!guard.move(GuardState.open(0), GuardState.shut(1))) {
            throw new AssertionError("it was not open: " + guard.read());
        }
    }

    Connection connect() throws SQLException {
        return server.connect(database);
    }

    void run(String... statements) throws SQLException {
        try (Connection connection = connect()) {
            GuardedSide.execute(connection, statements);
        }
    }

    String text(String query) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        opened.close();
    }
}
