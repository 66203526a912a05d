package dev.bailey.postgres;

import dev.bailey.core.Row;
import dev.bailey.core.Value;
import java.io.ByteArrayOutputStream;
import java.util.List;

/** Rows in the text format of {@code COPY}: tabs between values, backslashes before what would be misread. */
final class CopyText {

    private final ByteArrayOutputStream bytes;

    CopyText(int expectedBytes) {
        this.bytes = new ByteArrayOutputStream(expectedBytes);
    }

    /** Adds the values of a row at these places. */
    void add(Row row, List<Integer> places) {
        for (int i = 0; i < places.size(); i++) {
            if (i > 0) {
                bytes.write('\t');
            }
            add(row.at(places.get(i)));
        }
        bytes.write('\n');
    }

    private void add(Value value) {
        if (value.isNull()) {
            bytes.write('\\');
            bytes.write('N');
            return;
        }
        byte[] text = value.bytes();
        int start = 0;
        for (int i = 0; i < text.length; i++) {
            int escaped = escaped(text[i]);
            if (escaped != 0) {
                bytes.write(text, start, i - start);
                bytes.write('\\');
                bytes.write(escaped);
                start = i + 1;
            }
        }
        bytes.write(text, start, text.length - start);
    }

    /** The sign that stands for this byte after a backslash; 0 where it stands for itself. */
    private static int escaped(byte value) {
        return switch (value) {
            case '\\' -> '\\';
            case '\n' -> 'n';
            case '\r' -> 'r';
            case '\t' -> 't';
            default -> 0;
        };
    }

    int size() {
        return bytes.size();
    }

    /** What was added so far, which is then forgotten. */
    byte[] take() {
        byte[] taken = bytes.toByteArray();
        bytes.reset();
        return taken;
    }
}
