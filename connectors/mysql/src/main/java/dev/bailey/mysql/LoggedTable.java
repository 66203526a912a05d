package dev.bailey.mysql;

import com.github.shyiko.mysql.binlog.event.TableMapEventData;
import com.github.shyiko.mysql.binlog.event.TableMapEventMetadata;
import com.github.shyiko.mysql.binlog.event.deserialization.ColumnType;
import dev.bailey.core.Column;
import dev.bailey.core.Problem;
import dev.bailey.core.Problem.Kind;
import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A table as the log describes it where a change stands, put together with what only the catalog knows. Immutable.
 *
 * @param types of the columns, in the log's order; empty where the catalog does not know the column any more
 */
record LoggedTable(Table table, List<Optional<ValueType>> types) {

    LoggedTable {
        types = List.copyOf(types);
    }

    /**
     * @param now the table as the catalog has it, which may be ahead of the log
     * @throws Problem {@link Kind#MISFIT} when the log was written before the table was altered, and does not tell
     *     names
     */
    static LoggedTable of(TableId id, TableMapEventData map, Optional<TableListing> now) {
        byte[] codes = map.getColumnTypes();
        List<String> names = names(map);
        if (names.isEmpty()) {
            TableListing listing = now.filter(listed -> isAlike(listed.types(), codes))
                    .orElseThrow(() -> new Problem(
                            Kind.MISFIT,
                            "table " + id
                                    + " was altered, and changes from before are still on their way, whose columns"
                                    + " the log does not name (binlog_row_metadata is MINIMAL): run bailey reload "
                                    + id));
            return new LoggedTable(
                    listing.table(), listing.types().stream().map(Optional::of).toList());
        }
        if (now.isPresent()
                && names.equals(names(now.get()))
                && isAlike(now.get().types(), codes)) {
            return new LoggedTable(
                    now.get().table(),
                    now.get().types().stream().map(Optional::of).toList());
        }
        return byName(id, codes, names, now);
    }

    /** Column by column, as far as the catalog still has them as the log does. */
    private static LoggedTable byName(TableId id, byte[] codes, List<String> names, Optional<TableListing> now) {
        List<String> present = now.map(LoggedTable::names).orElse(List.of());
        List<Column> columns = new ArrayList<>();
        List<Optional<ValueType>> types = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            byte code = codes[i];
            int place = present.indexOf(name);
            Optional<TableListing> fitting =
                    now.filter(listing -> place >= 0 && isAlike(listing.types().get(place), code));
            columns.add(fitting.map(listing -> listing.table().columns().get(place))
                    .orElseGet(() -> new Column(name, "", /* key= */ false, /* generated= */ false)));
            types.add(fitting.map(listing -> listing.types().get(place)));
        }
        return new LoggedTable(new Table(id, columns), types);
    }

    private static List<String> names(TableListing listing) {
        return listing.table().columns().stream().map(Column::name).toList();
    }

    private static List<String> names(TableMapEventData map) {
        @Nullable TableMapEventMetadata metadata = map.getEventMetadata();
        return metadata == null || metadata.getColumnNames() == null ? List.of() : metadata.getColumnNames();
    }

    private static boolean isAlike(List<ValueType> types, byte[] codes) {
        if (types.size() != codes.length) {
            return false;
        }
        for (int i = 0; i < codes.length; i++) {
            if (!isAlike(types.get(i), codes[i])) {
                return false;
            }
        }
        return true;
    }

    /** Whether a column of this type is logged under that code. */
    private static boolean isAlike(ValueType type, byte code) {
        ColumnType logged = ColumnType.byCode(code & 0xff);
        return switch (type.kind()) {
            case INTEGER ->
                logged == ColumnType.TINY
                        || logged == ColumnType.SHORT
                        || logged == ColumnType.INT24
                        || logged == ColumnType.LONG
                        || logged == ColumnType.LONGLONG;
            case DECIMAL -> logged == ColumnType.NEWDECIMAL;
            case FLOAT -> logged == ColumnType.FLOAT;
            case DOUBLE -> logged == ColumnType.DOUBLE;
            case BIT -> logged == ColumnType.BIT;
            case YEAR -> logged == ColumnType.YEAR;
            case DATE -> logged == ColumnType.DATE;
            case TIME -> logged == ColumnType.TIME_V2 || logged == ColumnType.TIME;
            case DATETIME -> logged == ColumnType.DATETIME_V2 || logged == ColumnType.DATETIME;
            case TIMESTAMP -> logged == ColumnType.TIMESTAMP_V2 || logged == ColumnType.TIMESTAMP;
            case TEXT, BYTES, FIXED_BYTES, ENUM, SET, NAMED ->
                logged == ColumnType.STRING
                        || logged == ColumnType.VARCHAR
                        || logged == ColumnType.VAR_STRING
                        || logged == ColumnType.BLOB;
            case JSON -> logged == ColumnType.JSON;
            case UNKNOWN -> true;
            case GEOMETRY -> logged == ColumnType.GEOMETRY || logged == ColumnType.BLOB;
        };
    }
}
