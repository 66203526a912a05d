package dev.bailey.postgres;

import dev.bailey.core.Column;
import dev.bailey.core.Row;
import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import dev.bailey.core.Value;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The parts that messages of {@code pgoutput} are made of: texts, rows, and descriptions of tables. */
final class PgoutputTuples {

    private PgoutputTuples() {}

    /** A text that ends with a zero byte. */
    static String text(ByteBuffer message) {
        int start = message.position();
        int end = start;
        while (message.get(end) != 0) {
            end++;
        }
        byte[] bytes = new byte[end - start];
        message.get(bytes).get();
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /**
     * The values of a row, in the order in which the log lists the table's columns, as parts of the message: large ones
     * would not fit into memory twice.
     */
    static Row row(ByteBuffer message) {
        Value[] values = new Value[Short.toUnsignedInt(message.getShort())];
        for (int i = 0; i < values.length; i++) {
            byte kind = message.get();
            values[i] = switch (kind) {
                case 'n' -> Value.NULL;
                case 'u' -> Value.UNCHANGED;
                case 't' -> value(message);
                default -> throw new IllegalStateException("the log holds a value of kind '" + (char) kind + "'");
            };
        }
        return Row.of(values);
    }

    private static Value value(ByteBuffer message) {
        int length = message.getInt();
        int start = message.position();
        message.position(start + length);
        return Value.of(message.array(), message.arrayOffset() + start, length);
    }

    /** The row with every part of its key that it leaves out taken from the old key. */
    static Row withKey(Row row, Row key, List<Integer> keyIndexes) {
        List<Value> values = new ArrayList<>(row.size());
        for (int i = 0; i < row.size(); i++) {
            int inKey = keyIndexes.indexOf(i);
            values.add(inKey >= 0 && row.at(i).isUnchanged() ? key.at(inKey) : row.at(i));
        }
        return Row.of(values);
    }

    /** @param catalog asked for what the log leaves out, and what the table is called by now */
    static Table table(long relation, ByteBuffer message, LogCatalog catalog) {
        TableId id = catalog.name(relation, new TableId(text(message), text(message)));
        boolean logsWholeRows = message.get() == 'f';
        int count = Short.toUnsignedInt(message.getShort());
        List<String> names = new ArrayList<>(count);
        List<Boolean> keys = new ArrayList<>(count);
        List<LogCatalog.Type> types = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            keys.add((message.get() & 1) != 0);
            names.add(text(message));
            types.add(new LogCatalog.Type(Integer.toUnsignedLong(message.getInt()), message.getInt()));
        }
        List<String> spelled = catalog.spell(types);
        // Every column is called a part of the key; a table without a primary key is known by the whole row.
        Set<String> primaryKey = logsWholeRows ? catalog.primaryKey(id) : Set.of();
        List<Column> columns = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            boolean key = keys.get(i) && (primaryKey.isEmpty() || primaryKey.contains(names.get(i)));
            columns.add(new Column(names.get(i), spelled.get(i), key, /* generated= */ false));
        }
        return new Table(id, columns);
    }
}
