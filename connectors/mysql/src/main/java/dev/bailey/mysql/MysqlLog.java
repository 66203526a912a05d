package dev.bailey.mysql;

import dev.bailey.core.ChangeLog;
import dev.bailey.core.LogReader;
import dev.bailey.core.Position;
import dev.bailey.core.Problem;
import dev.bailey.core.Problem.Kind;
import dev.bailey.core.Retained;
import dev.bailey.core.Table;
import dev.bailey.core.Visibility;
import dev.bailey.core.Wanted;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The binary log of one server, as far as it speaks of one database. */
final class MysqlLog implements ChangeLog {

    private static final Pattern STREAM = Pattern.compile("[a-z0-9_]{1,50}");

    private final MysqlConnections connections;

    /** Of the server that was met first: another one that took over is of the same engine, if not the same. */
    private final Dialect met;

    private final StreamTable streams;
    private final Marks marks;
    private Optional<Boolean> managed = Optional.empty();

    MysqlLog(MysqlConnections connections, Dialect met, Marks marks) {
        this.connections = connections;
        this.met = met;
        this.streams = new StreamTable(connections);
        this.marks = marks;
    }

    /** What is committed before the log's end as it is now is visible once a mark behind that is. */
    @Override
    public void create(String stream, List<Table> tables) {
        check(stream);
        if (streams.position(stream).isPresent()) {
            return;
        }
        LogPosition end = connections.call("looking where the log ends", MysqlLog::end);
        marks.settle();
        streams.add(stream, end);
    }

    /**
     * MySQL does not tell which names belong to a place. A name too few means that after a failover a transaction comes
     * again, and is met as a conflict; one too many, that it never comes. So names are asked for first, and the log's
     * next file puts them right, which begins with all that came before.
     */
    private static LogPosition end(Connection session) throws SQLException {
        Dialect dialect = Dialect.of(session);
        if (dialect.isMariaDb()) {
            LogPoint point = SnapshotWindow.logEnd(session, dialect);
            String names = "SELECT BINLOG_GTID_POS('" + point.fileName() + "', " + point.offset() + ")";
            return LogPosition.before(point, dialect, gtids(session, names));
        }
        Gtids executed = gtids(session, "SELECT @@global.gtid_executed");
        return LogPosition.before(SnapshotWindow.logEnd(session, dialect), dialect, executed);
    }

    private static Gtids gtids(Connection session, String sql) throws SQLException {
        try (Statement statement = session.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            String names = row.next() ? row.getString(1) : null;
            return names == null ? Gtids.NONE : Gtids.of(names);
        }
    }

    private static void check(String stream) {
        if (!STREAM.matcher(stream).matches()) {
            throw new IllegalArgumentException("a stream's name matches " + STREAM + ": \"" + stream + "\"");
        }
    }

    @Override
    public Optional<String> lost(String stream) {
        Optional<LogPosition> position = streams.position(stream);
        return position.isEmpty()
                ? Optional.of("stream " + stream + " is not known at " + connections.where()
                        + ": it was never made, or removed; the tables have to be copied again")
                : streams.gone(position.get(), dialect());
    }

    private Dialect dialect() {
        return connections.call("looking at the server", Dialect::of);
    }

    @Override
    public LogReader read(String stream, Wanted wanted) {
        check(stream);
        LogPosition start = streams.position(stream)
                .orElseThrow(() -> new Problem(
                        Kind.UNFIT, lost(stream).orElse("stream " + stream + " is gone at " + connections.where())));
        return new BinlogReader(connections, streams, stream, dialect(), start);
    }

    @Override
    public void drop(String stream) {
        check(stream);
        streams.remove(stream);
    }

    /** The server keeps its log for a time, or up to a size, and not for a reader. */
    @Override
    public Optional<Retained> retained(String stream) {
        return streams.standing(stream)
                .map(standing -> connections.call("listing binary logs", session -> {
                    LogPoint from = standing.position().point();
                    long bytes = StreamTable.files(session).entrySet().stream()
                            .filter(file -> LogPoint.of(file.getKey(), 0).file() >= from.file())
                            .mapToLong(Map.Entry::getValue)
                            .sum();
                    LogExpiry expiry = LogExpiry.read(session, isManaged(session));
                    return new Retained(
                            Math.max(0, bytes - from.offset()),
                            expiry.bytesMax(),
                            expiry.soonest()
                                    .map(after -> new Retained.Expiry(from.toString(), after, standing.confirmed())));
                }));
    }

    /** Asked once: it does not change. */
    private synchronized boolean isManaged(Connection session) throws SQLException {
        if (managed.isEmpty()) {
            managed = Optional.of(LogExpiry.isManaged(session));
        }
        return managed.get();
    }

    @Override
    public void mark(String mark) {
        marks.write(mark);
    }

    @Override
    public boolean markOnce(String mark) {
        return marks.writeOnce(mark);
    }

    @Override
    public boolean marked(String mark) {
        return marks.isWritten(mark);
    }

    @Override
    public Visibility visibility() {
        return connections.call("taking a snapshot", session -> {
            SnapshotWindow window = SnapshotWindow.begin(session, met, marks);
            session.rollback();
            return window;
        });
    }

    @Override
    public Position position(String text) {
        return LogPosition.of(text);
    }
}
