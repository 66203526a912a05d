package dev.bailey.postgres;

import dev.bailey.core.Row;
import dev.bailey.core.Value;
import java.sql.SQLException;
import java.util.List;

/** Rows in the text format of {@code COPY}: tabs between values, backslashes before what would be misread. */
final class CopyText {

    private final CopyBytes out;

    CopyText(CopyBytes out) {
        this.out = out;
    }

    /** Adds the values of a row at these places. */
    void add(Row row, List<Integer> places) throws SQLException {
        for (int i = 0; i < places.size(); i++) {
            if (i > 0) {
                out.add('\t');
            }
            add(row.at(places.get(i)));
        }
        out.add('\n');
    }

    private void add(Value value) throws SQLException {
        if (value.isNull()) {
            out.add('\\');
            out.add('N');
            return;
        }
        int start = 0;
        for (int i = 0; i < value.length(); i++) {
            int escaped = escaped(value.at(i));
            if (escaped != 0) {
                out.add(value, start, i);
                out.add('\\');
                out.add(escaped);
                start = i + 1;
            }
        }
        out.add(value, start, value.length());
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
}
