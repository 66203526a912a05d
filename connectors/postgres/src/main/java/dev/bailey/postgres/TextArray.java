package dev.bailey.postgres;

import dev.bailey.core.Row;
import dev.bailey.core.Value;
import java.nio.ByteBuffer;
import java.util.List;
import org.postgresql.util.PGBinaryObject;
import org.postgresql.util.PGobject;

/**
 * One column of many rows as a parameter of type {@code text[]}, in the binary form of arrays, in which the elements
 * are the values as they came: number of dimensions, whether there are nulls, element type, size, lower bound; then
 * each element's length, or -1 for null, and bytes ({@code array_recv} in the server's source). Immutable.
 */
final class TextArray extends PGobject implements PGBinaryObject {

    private static final long serialVersionUID = 1;

    private static final int TEXT_OID = 25;
    private static final int HEAD_BYTES = 20;
    private static final int LENGTH_BYTES = 4;
    private static final int NULL = -1;

    private final transient List<Row> rows;
    private final int column;

    TextArray(List<Row> rows, int column) {
        this.rows = rows;
        this.column = column;
        setType("_text");
    }

    @Override
    public int lengthInBytes() {
        int length = HEAD_BYTES;
        for (Row row : rows) {
            length = Math.addExact(length, LENGTH_BYTES + row.at(column).length());
        }
        return length;
    }

    @Override
    public void toBytes(byte[] target, int offset) {
        ByteBuffer bytes = ByteBuffer.wrap(target, offset, target.length - offset);
        bytes.putInt(1).putInt(1).putInt(TEXT_OID).putInt(rows.size()).putInt(1);
        for (Row row : rows) {
            Value value = row.at(column);
            bytes.putInt(value.isNull() ? NULL : value.length());
            value.copyTo(0, value.length(), target, bytes.position());
            bytes.position(bytes.position() + value.length());
        }
    }

    @Override
    public void setByteValue(byte[] value, int offset) {
        throw new UnsupportedOperationException("parameters are not read");
    }
}
