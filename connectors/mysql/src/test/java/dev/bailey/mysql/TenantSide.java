package dev.bailey.mysql;

import dev.bailey.core.Guard;
import dev.bailey.core.GuardState;
import dev.bailey.core.Slice;
import dev.bailey.core.Slices;
import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import dev.bailey.core.Tenancy;
import dev.bailey.core.TenantPath;
import dev.bailey.mysql.Dialect.Engine;
import dev.bailey.testkit.BinlogServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

/** A database of its own whose rows have tenants, guarded for three slices, all of them open at first. */
final class TenantSide implements AutoCloseable {

    static final Slice PILOT = Slice.of("pilot", Set.of("acme", "it's \\ \"Müller\"", "7", "blank "));
    static final Slice QUARTER = Slice.of("quarter", 2_500);
    static final Slice EVERYONE = Slice.everyone("everyone");
    static final Slices SLICES = new Slices(List.of(PILOT, QUARTER, EVERYONE));

    final String database = BinlogServer.freshName();
    final MysqlConnections connections;
    final MysqlDatabase opened;
    final Guard pilot;
    final Guard quarter;
    final Guard everyone;
    private final BinlogServer server;

    TenantSide(Engine engine) throws SQLException {
        this(engine, database -> Map.of());
    }

    /**
     * @param paths in a database of this name
     * @param more statements that make further tables
     */
    TenantSide(Engine engine, Function<String, Map<TableId, TenantPath>> paths, String... more) throws SQLException {
        server = Servers.target(engine);
        connections = new MysqlConnections(server.createDatabase(database));
        run(
                "CREATE TABLE orders (id int PRIMARY KEY, tenant varchar(100), note text)",
                "INSERT INTO orders VALUES (1, 'acme', 'first'), (2, '" + others() + "', 'second'), (3, NULL, 'third')",
                "CREATE TABLE bills (id int PRIMARY KEY, account int)",
                "CREATE TABLE rates (id int PRIMARY KEY, rate int)");
        run(more);
        opened = MysqlDatabase.of(connections);
        Tenancy tenancy = new Tenancy(SLICES, "tenant", Map.of(database + ".bills", "account"), paths.apply(database));
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
        return opened.catalog().tables(List.of("*.*"), List.of());
    }

    /** Of the same tables, with other slices. */
    Guard guard(Slices slices, int place) {
        return opened.guard(
                new Tenancy(slices, "tenant", Map.of(database + ".bills", "account")),
                slices.all().get(place));
    }

    static void shut(Guard guard) {
        if (!guard.move(GuardState.open(0), GuardState.shut(1))) {
            throw new AssertionError("it was not open: " + guard.read());
        }
    }

    /** As the application. */
    Connection connect() throws SQLException {
        return server.connect(database);
    }

    Connection connect(String user) throws SQLException {
        return server.connect(database, user);
    }

    Connection administrator() throws SQLException {
        return server.connect(database, BinlogServer.ADMINISTRATOR);
    }

    void run(String... statements) throws SQLException {
        try (Connection session = connect()) {
            run(session, statements);
        }
    }

    static void run(Connection session, String... statements) throws SQLException {
        try (Statement statement = session.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    String text(String query) throws SQLException {
        try (Connection session = administrator();
                Statement statement = session.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return String.valueOf(row.getString(1));
        }
    }

    /** Sessions that wait for a row; the list of transactions would not change while it is asked for that often. */
    int waiting() throws SQLException {
        try (Connection session = administrator();
                Statement statement = session.createStatement();
                ResultSet row = statement.executeQuery("SHOW GLOBAL STATUS LIKE 'Innodb_row_lock_current_waits'")) {
            row.next();
            return row.getInt(2);
        }
    }

    /** A table of Bailey's own. */
    String own(String table) {
        return connections.own().table(table);
    }

    @Override
    public void close() {
        opened.close();
    }
}
