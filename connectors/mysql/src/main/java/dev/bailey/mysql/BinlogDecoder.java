package dev.bailey.mysql;

import com.github.shyiko.mysql.binlog.event.DeleteRowsEventData;
import com.github.shyiko.mysql.binlog.event.Event;
import com.github.shyiko.mysql.binlog.event.EventHeaderV4;
import com.github.shyiko.mysql.binlog.event.GtidEventData;
import com.github.shyiko.mysql.binlog.event.MariadbGtidEventData;
import com.github.shyiko.mysql.binlog.event.PreviousGtidSetEventData;
import com.github.shyiko.mysql.binlog.event.QueryEventData;
import com.github.shyiko.mysql.binlog.event.RotateEventData;
import com.github.shyiko.mysql.binlog.event.TableMapEventData;
import com.github.shyiko.mysql.binlog.event.UpdateRowsEventData;
import com.github.shyiko.mysql.binlog.event.WriteRowsEventData;
import com.github.shyiko.mysql.binlog.event.XAPrepareEventData;
import dev.bailey.core.Change;
import dev.bailey.core.LogEvent;
import dev.bailey.core.Origin;
import dev.bailey.core.Problem;
import dev.bailey.core.Problem.Kind;
import dev.bailey.core.Row;
import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import dev.bailey.core.Value;
import java.io.Serializable;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns the events of a binary log into transactions. One begins when the first change comes that matters: whose change
 * that is says whether it is Bailey's own. Confined to the client's thread.
 */
final class BinlogDecoder {

    private static final String BEATS = "beat";
    private static final String MARKS = "mark";

    /** Notes of this log about itself, which matter to no reader of it. */
    private static final Set<String> ASIDE = Set.of("stream", "guard", "to_build");

    /** A standalone event group of MariaDB is one statement, without an end of its own. */
    private static final int STANDALONE = MariadbGtidEventData.FL_STANDALONE;

    private final Tables tables;
    private final Sink sink;
    private final String database;
    private final String own;
    private final Dialect dialect;
    private final LogPosition start;
    private final RowImages images = new RowImages(this::types);

    /** By the number that the log gives a table until it is altered or the server restarts; empty for one to skip. */
    private final Map<Long, Optional<LoggedTable>> known = new HashMap<>();

    private String file;
    private Gtids executed;

    /** Where the group that is being read begins. */
    private LogPoint group;

    private boolean standalone;

    /** Of the group, and whether it was read before. */
    private LogPosition position;

    private boolean covered;

    /** The transaction as it was handed out; null until something in it matters. */
    private LogEvent.@Nullable Begin begun;

    /** What tables look like. */
    @FunctionalInterface
    interface Tables {
        Optional<TableListing> listing(TableId table);
    }

    /** Takes what was decoded, and waits while there is no room. */
    @FunctionalInterface
    interface Sink {
        void take(LogEvent event);
    }

    /** @param start where the log is read from; what is covered by it is not handed out */
    BinlogDecoder(MysqlConnections connections, Dialect dialect, LogPosition start, Tables tables, Sink sink) {
        this.tables = tables;
        this.sink = sink;
        this.database = connections.database();
        this.own = connections.own().name();
        this.dialect = dialect;
        this.start = start;
        this.file = start.point().fileName();
        this.executed = start.executed();
        this.group = start.point();
        this.position = start;
        this.covered = true;
    }

    RowImages images() {
        return images;
    }

    void decode(Event event) {
        EventHeaderV4 header = event.getHeader();
        switch (header.getEventType()) {
            case ROTATE -> file = ((RotateEventData) event.getData()).getBinlogFilename();
            case FORMAT_DESCRIPTION -> known.clear(); // a server that was started again counts tables anew
            case PREVIOUS_GTIDS -> executed = Gtids.of(((PreviousGtidSetEventData) event.getData()).getGtidSet());
            case GTID -> begin(header, executed.and(((GtidEventData) event.getData()).getMySqlGtid()));
            case ANONYMOUS_GTID -> begin(header, executed);
            case MARIADB_GTID -> {
                MariadbGtidEventData gtid = event.getData();
                begin(header, executed.and(gtid.getDomainId(), header.getServerId(), gtid.getSequence()));
                standalone = (gtid.getFlags() & STANDALONE) != 0;
            }
            case QUERY -> statement(event.getData(), header);
            case XID -> commit();
            case WRITE_ROWS, EXT_WRITE_ROWS -> inserts(event.getData(), header);
            case UPDATE_ROWS, EXT_UPDATE_ROWS -> updates(event.getData(), header);
            case DELETE_ROWS, EXT_DELETE_ROWS -> deletes(event.getData(), header);
            case PARTIAL_UPDATE_ROWS_EVENT ->
                throw unfit("binlog_row_value_options is set, so that rows are incomplete");
            case TRANSACTION_PAYLOAD -> throw unfit("binlog_transaction_compression is on");
            case INCIDENT -> throw unfit("the server itself says that something is missing in it");
            case XA_PREPARE -> prepared(event.getData());
            default -> {
                // Nothing that changes a row.
            }
        }
    }

    private Problem unfit(String because) {
        return new Problem(
                Kind.UNFIT,
                "the binary log of " + database + " cannot be followed past " + group + ": " + because
                        + "; switch it off for every session, and begin the copy again");
    }

    private void begin(EventHeaderV4 header, Gtids with) {
        executed = with;
        group = LogPoint.of(file, header.getNextPosition() - header.getEventLength());
        position = new LogPosition(group, /* with= */ true, dialect.identity(), executed);
        covered = start.covers(position);
        standalone = false;
        begun = null;
    }

    private Optional<List<Optional<ValueType>>> types(long number, TableMapEventData map) {
        return table(number, map).map(LoggedTable::types);
    }

    private Optional<LoggedTable> table(long number, TableMapEventData map) {
        boolean wanted = map.getDatabase().equals(database)
                || (map.getDatabase().equals(own)
                        && (map.getTable().equals(BEATS) || map.getTable().equals(MARKS)));
        if (!wanted || covered || isOwn()) {
            return Optional.empty();
        }
        return known.computeIfAbsent(number, none -> {
            TableId id = new TableId(map.getDatabase(), map.getTable());
            return Optional.of(LoggedTable.of(id, map, tables.listing(id)));
        });
    }

    private boolean isOwn() {
        return begun != null && begun.origin() == Origin.BAILEY;
    }

    /**
     * The table whose rows come, once the transaction was begun as its first row says; empty for rows that do not
     * matter. Bailey's own transactions begin with a row of its own, the marks apart, which anyone may have to see.
     */
    private Optional<LoggedTable> arrived(long number, EventHeaderV4 header) {
        TableMapEventData map = images.map(number);
        boolean ours = map.getDatabase().equals(own);
        boolean aside = ours && ASIDE.contains(map.getTable());
        if (covered || aside || !(ours || map.getDatabase().equals(database))) {
            return Optional.empty();
        }
        boolean mark = ours && (map.getTable().equals(BEATS) || map.getTable().equals(MARKS));
        if (!mark) {
            begun(header, ours ? Origin.BAILEY : Origin.APPLICATION);
        }
        return isOwn() || (ours && !mark) ? Optional.empty() : known.getOrDefault(number, Optional.empty());
    }

    private void begun(EventHeaderV4 header, Origin origin) {
        if (begun == null) {
            begun = new LogEvent.Begin(group, position, Instant.ofEpochMilli(header.getTimestamp()), origin);
            sink.take(begun);
        }
    }

    private void inserts(WriteRowsEventData data, EventHeaderV4 header) {
        arrived(data.getTableId(), header)
                .ifPresent(logged -> data.getRows().forEach(image -> inserted(logged.table(), row(image), header)));
    }

    private void inserted(Table table, Row row, EventHeaderV4 header) {
        if (!table.id().schema().equals(own)) {
            sink.take(new LogEvent.Changed(new Change.Insert(table, row)));
        } else {
            marked(table, row, header);
        }
    }

    private void updates(UpdateRowsEventData data, EventHeaderV4 header) {
        arrived(data.getTableId(), header)
                .ifPresent(logged -> data.getRows()
                        .forEach(images ->
                                updated(logged.table(), row(images.getKey()), row(images.getValue()), header)));
    }

    private void updated(Table table, Row before, Row after, EventHeaderV4 header) {
        if (!table.id().schema().equals(own)) {
            sink.take(new LogEvent.Changed(new Change.Update(table, before.pick(table.keyIndexes()), after)));
        } else {
            marked(table, after, header);
        }
    }

    /** One that stands only to be committed has no text. */
    private void marked(Table table, Row row, EventHeaderV4 header) {
        int place = table.id().name().equals(BEATS) ? row.size() - 1 : 0;
        String mark = row.at(place).text();
        if (!mark.isEmpty()) {
            begun(header, Origin.APPLICATION);
            sink.take(new LogEvent.Marked(mark));
        }
    }

    private void deletes(DeleteRowsEventData data, EventHeaderV4 header) {
        arrived(data.getTableId(), header)
                .filter(logged -> !logged.table().id().schema().equals(own))
                .ifPresent(logged -> data.getRows()
                        .forEach(image -> sink.take(new LogEvent.Changed(new Change.Delete(
                                logged.table(), row(image).pick(logged.table().keyIndexes()))))));
    }

    private static Row row(Serializable[] image) {
        Value[] values = new Value[image.length];
        for (int i = 0; i < image.length; i++) {
            values[i] = image[i] == null ? Value.NULL : Value.of((byte[]) image[i]);
        }
        return Row.of(values);
    }

    private void statement(QueryEventData data, EventHeaderV4 header) {
        LogStatement statement = LogStatement.of(data.getSql());
        switch (statement.kind()) {
            case BEGIN -> {
                // The group was begun by the event before.
            }
            case COMMIT -> commit();
            case ROLLBACK -> rolledBack();
            case TRUNCATE -> truncated(statement.table().orElseThrow(), data.getDatabase(), header);
            case ROWS -> {
                if (data.getDatabase().equals(database) && !covered) {
                    throw unfit(
                            "a statement stands in it instead of the rows that it changed (binlog_format is not ROW,"
                                    + " for some session)");
                }
            }
            case XA, OTHER -> {
                // Whatever it altered describes itself anew before its next row.
            }
        }
        if (standalone) {
            commit();
        }
    }

    private void truncated(String name, String in, EventHeaderV4 header) {
        int dot = name.indexOf('.');
        TableId id = dot < 0 ? new TableId(in, name) : new TableId(name.substring(0, dot), name.substring(dot + 1));
        known.clear();
        Optional<TableListing> listing =
                id.schema().equals(database) && !covered ? tables.listing(id) : Optional.empty();
        listing.ifPresent(table -> {
            begun(header, Origin.APPLICATION);
            sink.take(new LogEvent.Changed(new Change.Truncate(List.of(table.table()))));
            commit();
        });
    }

    private void rolledBack() {
        if (begun != null && !isOwn()) {
            throw unfit("a transaction in it was rolled back after it had changed a table that knows no transactions");
        }
        begun = null;
    }

    /** In one phase it is prepared and committed at once. */
    private void prepared(XAPrepareEventData data) {
        if (data.isOnePhase()) {
            commit();
            return;
        }
        if (begun != null && !isOwn()) {
            throw unfit("a transaction was prepared by XA PREPARE, and Bailey does not yet carry those");
        }
        begun = null;
    }

    private void commit() {
        LogEvent.Begin open = begun;
        begun = null;
        standalone = false;
        if (open != null) {
            sink.take(new LogEvent.Commit(open.position()));
        }
    }
}
