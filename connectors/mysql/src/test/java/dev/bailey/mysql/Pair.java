package dev.bailey.mysql;

import dev.bailey.core.Row;
import dev.bailey.core.Side;
import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import dev.bailey.core.TableSnapshot;
import dev.bailey.core.Value;
import dev.bailey.mysql.Dialect.Engine;
import dev.bailey.testkit.BinlogServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Two databases of one name on two servers of an engine, and Bailey's beside them. */
final class Pair implements AutoCloseable {

    private final String database = BinlogServer.freshName();
    private final Engine engine;
    private final Map<Side, MysqlConnections> connections = new EnumMap<>(Side.class);

    Pair(Engine engine) {
        this.engine = engine;
        for (Side side : Side.values()) {
            MysqlConnections opened = new MysqlConnections(server(side).createDatabase(database));
            connections.put(side, opened);
            opened.call("installing", session -> {
                opened.own().install(session);
                return true;
            });
        }
    }

    private BinlogServer server(Side side) {
        return side == Side.SOURCE ? Servers.source(engine) : Servers.target(engine);
    }

    Engine engine() {
        return engine;
    }

    MysqlConnections connections(Side side) {
        return Objects.requireNonNull(connections.get(side));
    }

    /** Connects as the application does. */
    Connection connect(Side side) throws SQLException {
        return server(side).connect(database);
    }

    /** Runs statements as the application does. */
    void run(Side side, String... statements) throws SQLException {
        try (Connection session = connect(side);
                Statement statement = session.createStatement()) {
            statement.execute(
                    "SET SESSION sql_mode = 'ALLOW_INVALID_DATES,NO_AUTO_VALUE_ON_ZERO', time_zone = '+00:00'");
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    void both(String... statements) throws SQLException {
        run(Side.SOURCE, statements);
        run(Side.TARGET, statements);
    }

    /** What a query yields for the application, row by row. */
    List<String> texts(Side side, String query) throws SQLException {
        try (Connection session = connect(side);
                Statement statement = session.createStatement()) {
            statement.execute("SET SESSION time_zone = '+00:00'");
            List<String> texts = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery(query)) {
                while (rows.next()) {
                    List<String> row = new ArrayList<>();
                    for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                        row.add(String.valueOf(rows.getString(i)));
                    }
                    texts.add(String.join(", ", row));
                }
            }
            return texts;
        }
    }

    /** The events of the log that name this database or Bailey's beside it, and the ends of transactions. */
    List<String> logged(Side side) throws SQLException {
        List<String> events = new ArrayList<>();
        try (Connection session = server(side).connect("", BinlogServer.ADMINISTRATOR);
                Statement statement = session.createStatement()) {
            String file;
            try (ResultSet end = statement.executeQuery(dialect(side).logEnd())) {
                end.next();
                file = end.getString(1);
            }
            try (ResultSet rows = statement.executeQuery("SHOW BINLOG EVENTS IN '" + file + "'")) {
                while (rows.next()) {
                    String event = rows.getString(3) + " " + rows.getString(6);
                    if (event.startsWith("Xid") || event.contains(database)) {
                        events.add(event);
                    }
                }
            }
        }
        return events;
    }

    /** What the server says of all bytes of a table. */
    String checksum(Side side, String table) throws SQLException {
        return texts(side, "CHECKSUM TABLE " + table + " EXTENDED").get(0);
    }

    Table table(String name) {
        return table(Side.SOURCE, name);
    }

    Table table(Side side, String name) {
        return connections(side)
                .call("listing", session -> TableListing.read(session, new TableId(database, name)))
                .orElseThrow()
                .table();
    }

    TableSnapshot snapshot(Table table) {
        MysqlConnections source = connections(Side.SOURCE);
        return new MysqlTableSnapshot(source, dialect(Side.SOURCE), new Marks(source), table, BulkRows.FORMAT);
    }

    Dialect dialect(Side side) {
        return connections(side).call("asking", Dialect::of);
    }

    MysqlDigests digests(Side side) {
        return new MysqlDigests(connections(side), dialect(side));
    }

    MysqlLoader loader() {
        return new MysqlLoader(connections(Side.TARGET));
    }

    /** Copies a table in so many ranges, and returns how many rows there were. */
    long copy(Table table, int ranges) {
        long rows = 0;
        try (TableSnapshot snapshot = snapshot(table)) {
            for (String range : snapshot.ranges(ranges)) {
                try (TableSnapshot.Rows read = snapshot.read(range)) {
                    rows += loader().load(table, read);
                }
            }
        }
        return rows;
    }

    static Row row(String... texts) {
        return Row.of(List.of(texts).stream().map(Value::of).toList());
    }

    @Override
    public void close() {
        connections.values().forEach(MysqlConnections::close);
    }
}
