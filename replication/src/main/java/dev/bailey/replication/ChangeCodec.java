package dev.bailey.replication;

import dev.bailey.core.Change;
import dev.bailey.core.Row;
import dev.bailey.core.Table;
import dev.bailey.core.Value;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Changes of one table as length-prefixed bytes. Reads only what it wrote itself. Confined to one thread. */
final class ChangeCodec {

    private static final int INSERT = 0;
    private static final int UPDATE = 1;
    private static final int DELETE = 2;
    private static final int TRUNCATE = 3;
    private static final int NULL = -1;
    private static final int UNCHANGED = -2;

    /** The shapes of the table that were met: one, unless its definition changes. */
    private final List<Table> shapes = new ArrayList<>();

    void write(Change change, DataOutputStream out) throws IOException {
        if (change instanceof Change.Insert insert) {
            head(INSERT, insert.table(), out);
            write(insert.row(), out);
        } else if (change instanceof Change.Update update) {
            head(UPDATE, update.table(), out);
            write(update.key(), out);
            write(update.row(), out);
        } else if (change instanceof Change.Delete delete) {
            head(DELETE, delete.table(), out);
            write(delete.key(), out);
        } else if (change instanceof Change.Truncate truncate) {
            head(TRUNCATE, truncate.table(), out);
        }
    }

    private void head(int kind, Table table, DataOutputStream out) throws IOException {
        int shape = shapes.indexOf(table);
        if (shape < 0) {
            shape = shapes.size();
            shapes.add(table);
        }
        out.writeByte(kind);
        out.writeInt(shape);
    }

    private static void write(Row row, DataOutputStream out) throws IOException {
        out.writeInt(row.size());
        for (int i = 0; i < row.size(); i++) {
            Value value = row.at(i);
            if (value.isNull() || value.isUnchanged()) {
                out.writeInt(value.isNull() ? NULL : UNCHANGED);
            } else {
                out.writeInt(value.length());
                value.writeTo(out);
            }
        }
    }

    Change read(DataInputStream in) throws IOException {
        int kind = in.readByte();
        Table table = shapes.get(in.readInt());
        return switch (kind) {
            case INSERT -> new Change.Insert(table, row(in));
            case UPDATE -> new Change.Update(table, row(in), row(in));
            case DELETE -> new Change.Delete(table, row(in));
            case TRUNCATE -> new Change.Truncate(List.of(table));
            default -> throw new IllegalStateException("no kind of change: " + kind);
        };
    }

    private static Row row(DataInputStream in) throws IOException {
        Value[] values = new Value[in.readInt()];
        for (int i = 0; i < values.length; i++) {
            int length = in.readInt();
            values[i] = switch (length) {
                case NULL -> Value.NULL;
                case UNCHANGED -> Value.UNCHANGED;
                default -> value(length, in);
            };
        }
        return Row.of(values);
    }

    private static Value value(int length, DataInputStream in) throws IOException {
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return Value.of(bytes);
    }
}
