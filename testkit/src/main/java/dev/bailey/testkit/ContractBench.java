package dev.bailey.testkit;

import dev.bailey.core.Change;
import dev.bailey.core.Database;
import dev.bailey.core.LogEvent;
import dev.bailey.core.LogReader;
import dev.bailey.core.Row;
import dev.bailey.core.Side;
import dev.bailey.core.Table;
import dev.bailey.core.Value;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/** Two fresh databases with Bailey's own schema in them, and what tests of a contract do with them all the time. */
final class ContractBench implements AutoCloseable {

    static final Duration SOON = Duration.ofSeconds(20);

    private static final int EVENTS_MAX = 100_000;

    private static final AtomicInteger BENCHES = new AtomicInteger();

    private final int number = BENCHES.incrementAndGet();

    /** A stream from source to target, with a name of its own, as servers hold streams of many databases. */
    final String forward = "contract_" + number + "_forward";

    final String reverse = "contract_" + number + "_reverse";

    private final EngineAtHand engine;
    private final Map<Side, String> urls = new EnumMap<>(Side.class);
    private final Map<Side, Database> databases = new EnumMap<>(Side.class);

    ContractBench(EngineAtHand engine) {
        this.engine = engine;
        for (Side side : Side.values()) {
            String url = engine.createDatabase(side);
            urls.put(side, url);
            databases.put(side, engine.connector().open(url));
            database(side).catalog().install();
        }
    }

    EngineAtHand engine() {
        return engine;
    }

    Database source() {
        return database(Side.SOURCE);
    }

    Database target() {
        return database(Side.TARGET);
    }

    Database database(Side side) {
        return Objects.requireNonNull(databases.get(side), side::label);
    }

    /** Opens a session of the application. */
    Connection connect(Side side) throws SQLException {
        return engine.connect(Objects.requireNonNull(urls.get(side), side::label));
    }

    /** Runs statements as the application would, each committed by itself. */
    void run(Side side, String... statements) throws SQLException {
        try (Connection connection = connect(side)) {
            execute(connection, statements);
        }
    }

    void both(String... statements) throws SQLException {
        run(Side.SOURCE, statements);
        run(Side.TARGET, statements);
    }

    static void execute(Connection connection, String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    String text(Side side, String query) throws SQLException {
        try (Connection connection = connect(side);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            return row.next() ? String.valueOf(row.getString(1)) : "";
        }
    }

    /** A table as the catalog of a side lists it. */
    Table table(Side side, String name) {
        List<Table> tables = database(side).catalog().tables(List.of("*." + name), List.of());
        if (tables.size() != 1) {
            throw new AssertionError("the catalog lists " + tables + " as *." + name);
        }
        return tables.get(0);
    }

    /** Makes a table of numbered notes on both sides, and returns it as the source lists it. */
    Table notes() throws SQLException {
        both("CREATE TABLE note (id int PRIMARY KEY, words varchar(100))");
        return table(Side.SOURCE, "note");
    }

    /** Everything that a stream holds up to a mark that is written now. */
    List<LogEvent> drain(Side side, String stream) {
        try (LogReader reader = database(side).log().read(stream)) {
            return drain(side, reader);
        }
    }

    List<LogEvent> drain(Side side, LogReader reader) {
        String mark = "drained " + System.nanoTime();
        database(side).log().mark(mark);
        List<LogEvent> events = new ArrayList<>();
        while (events.size() < EVENTS_MAX) {
            LogEvent event = reader.next(SOON);
            if (event == null) {
                throw new AssertionError("nothing came within " + SOON + " after " + events);
            }
            if (event instanceof LogEvent.Marked marked && marked.mark().equals(mark)) {
                return List.copyOf(events.subList(0, events.size() - 1));
            }
            events.add(event);
        }
        throw new AssertionError("no mark among the first " + EVENTS_MAX + " events");
    }

    static List<Change> changes(List<LogEvent> events) {
        return events.stream()
                .filter(LogEvent.Changed.class::isInstance)
                .map(event -> ((LogEvent.Changed) event).change())
                .toList();
    }

    static List<LogEvent.Begin> begins(List<LogEvent> events) {
        return events.stream()
                .filter(LogEvent.Begin.class::isInstance)
                .map(LogEvent.Begin.class::cast)
                .toList();
    }

    static Row row(String... texts) {
        List<Value> values = new ArrayList<>();
        for (String text : texts) {
            values.add(Value.of(text));
        }
        return Row.of(values);
    }

    /** Removes every stream that a test made, and closes; the databases stay with their servers. */
    @Override
    public void close() {
        for (Database database : databases.values()) {
            try (database) {
                for (String stream : List.of(forward, reverse)) {
                    database.log().drop(stream);
                }
            }
        }
    }
}
