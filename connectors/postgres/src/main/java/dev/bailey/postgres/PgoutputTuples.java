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
import java.util.function.Function;

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

    /** @param primaryKeys asked only where the log calls every column a part of the key */
    static Table table(ByteBuffer message, Function<TableId, Set<String>> primaryKeys) {
        TableId id = new TableId(text(message), text(message));
        boolean logsWholeRows = message.get() == 'f';
        int count = Short.toUnsignedInt(message.getShort());
        List<Column> columns = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            boolean key = (message.get() & 1) != 0;
            String name = text(message);
            message.getInt();
            message.getInt();
            columns.add(new Column(name, "", key, /* generated= */ false));
        }
        return logsWholeRows ? keyed(id, columns, primaryKeys.apply(id)) : new Table(id, columns);
    }

    /** A table without a primary key is known by the whole row. */
    private static Table keyed(TableId id, List<Column> columns, Set<String> primaryKey) {
        List<Column> keyed = columns.stream()
                .map(column -> new Column(
                        column.name(),
                        column.type(),
                        primaryKey.isEmpty() || primaryKey.contains(column.name()),
                        column.generated()))
                .toList();
        return new Table(id, keyed);
    }
}
