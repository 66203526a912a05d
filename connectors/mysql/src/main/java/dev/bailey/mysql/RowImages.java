package dev.bailey.mysql;

import com.github.shyiko.mysql.binlog.event.EventData;
import com.github.shyiko.mysql.binlog.event.EventType;
import com.github.shyiko.mysql.binlog.event.TableMapEventData;
import com.github.shyiko.mysql.binlog.event.deserialization.DeleteRowsEventDataDeserializer;
import com.github.shyiko.mysql.binlog.event.deserialization.EventDataDeserializer;
import com.github.shyiko.mysql.binlog.event.deserialization.EventDeserializer;
import com.github.shyiko.mysql.binlog.event.deserialization.EventHeaderV4Deserializer;
import com.github.shyiko.mysql.binlog.event.deserialization.FormatDescriptionEventDataDeserializer;
import com.github.shyiko.mysql.binlog.event.deserialization.GtidEventDataDeserializer;
import com.github.shyiko.mysql.binlog.event.deserialization.MariadbGtidEventDataDeserializer;
import com.github.shyiko.mysql.binlog.event.deserialization.NullEventDataDeserializer;
import com.github.shyiko.mysql.binlog.event.deserialization.PreviousGtidSetDeserializer;
import com.github.shyiko.mysql.binlog.event.deserialization.QueryEventDataDeserializer;
import com.github.shyiko.mysql.binlog.event.deserialization.RotateEventDataDeserializer;
import com.github.shyiko.mysql.binlog.event.deserialization.TableMapEventDataDeserializer;
import com.github.shyiko.mysql.binlog.event.deserialization.UpdateRowsEventDataDeserializer;
import com.github.shyiko.mysql.binlog.event.deserialization.WriteRowsEventDataDeserializer;
import com.github.shyiko.mysql.binlog.event.deserialization.XAPrepareEventDataDeserializer;
import com.github.shyiko.mysql.binlog.event.deserialization.XidEventDataDeserializer;
import com.github.shyiko.mysql.binlog.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.Serializable;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Has the binlog client read row images as {@link Cells} does, and skip those of tables that nobody asked for. An image
 * is an array of a byte array for each column, null for the SQL null. Confined to the client's thread.
 */
final class RowImages {

    /** The images of one table. */
    @FunctionalInterface
    interface Lookup {
        /** The types of a table's columns, by the number that the log gives it; empty to skip it. */
        Optional<List<Optional<ValueType>>> types(long table, TableMapEventData map);
    }

    private final Lookup lookup;
    private final Map<Long, TableMapEventData> maps = new HashMap<>();

    RowImages(Lookup lookup) {
        this.lookup = lookup;
    }

    /** Knows the events that matter; all others come without what is in them. */
    EventDeserializer deserializer() {
        Map<EventType, EventDataDeserializer<? extends EventData>> byType = new EnumMap<>(EventType.class);
        byType.put(EventType.FORMAT_DESCRIPTION, new FormatDescriptionEventDataDeserializer());
        byType.put(EventType.ROTATE, new RotateEventDataDeserializer());
        byType.put(EventType.QUERY, new QueryEventDataDeserializer());
        byType.put(EventType.XID, new XidEventDataDeserializer());
        byType.put(EventType.XA_PREPARE, new XAPrepareEventDataDeserializer());
        byType.put(EventType.PREVIOUS_GTIDS, new PreviousGtidSetDeserializer());
        byType.put(EventType.GTID, new GtidEventDataDeserializer());
        byType.put(EventType.MARIADB_GTID, new MariadbGtidEventDataDeserializer());
        byType.put(EventType.TABLE_MAP, new TableMapEventDataDeserializer());
        byType.put(EventType.WRITE_ROWS, new Inserts(/* extra= */ false));
        byType.put(EventType.EXT_WRITE_ROWS, new Inserts(/* extra= */ true));
        byType.put(EventType.UPDATE_ROWS, new Updates(/* extra= */ false));
        byType.put(EventType.EXT_UPDATE_ROWS, new Updates(/* extra= */ true));
        byType.put(EventType.DELETE_ROWS, new Deletes(/* extra= */ false));
        byType.put(EventType.EXT_DELETE_ROWS, new Deletes(/* extra= */ true));
        return new EventDeserializer(
                new EventHeaderV4Deserializer(), new NullEventDataDeserializer(), new HashMap<>(byType), maps);
    }

    /** The description of a table that came before its rows. */
    TableMapEventData map(long table) {
        TableMapEventData map = maps.get(table);
        if (map == null) {
            throw new IllegalStateException("the log has rows of table " + table + " before its description");
        }
        return map;
    }

    private Serializable[] image(long table, BitSet included, ByteArrayInputStream in) throws IOException {
        TableMapEventData map = map(table);
        Optional<List<Optional<ValueType>>> types = lookup.types(table, map);
        if (types.isEmpty()) {
            in.read(in.available()); // its own ways of skipping do not count what they skipped
            return new Serializable[0];
        }
        byte[] codes = map.getColumnTypes();
        if (included.cardinality() != codes.length) {
            throw new IOException("the log leaves out columns of " + map.getDatabase() + "." + map.getTable()
                    + ": binlog_row_image must be FULL, for every session");
        }
        BitSet nulls = in.readBitSet(codes.length, true);
        byte[] @Nullable [] image = new byte[codes.length][];
        for (int i = 0; i < codes.length; i++) {
            if (!nulls.get(i)) {
                image[i] = Cells.read(
                        in,
                        codes[i] & 0xff,
                        map.getColumnMetadata()[i],
                        types.get().get(i));
            }
        }
        return image;
    }

    private final class Inserts extends WriteRowsEventDataDeserializer {
        Inserts(boolean extra) {
            super(maps);
            setMayContainExtraInformation(extra);
        }

        @Override
        protected Serializable[] deserializeRow(long table, BitSet included, ByteArrayInputStream in)
                throws IOException {
            return image(table, included, in);
        }
    }

    private final class Updates extends UpdateRowsEventDataDeserializer {
        Updates(boolean extra) {
            super(maps);
            setMayContainExtraInformation(extra);
        }

        @Override
        protected Serializable[] deserializeRow(long table, BitSet included, ByteArrayInputStream in)
                throws IOException {
            return image(table, included, in);
        }
    }

    private final class Deletes extends DeleteRowsEventDataDeserializer {
        Deletes(boolean extra) {
            super(maps);
            setMayContainExtraInformation(extra);
        }

        @Override
        protected Serializable[] deserializeRow(long table, BitSet included, ByteArrayInputStream in)
                throws IOException {
            return image(table, included, in);
        }
    }
}
