package dev.bailey.postgres;

import dev.bailey.core.Row;
import dev.bailey.core.Value;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Rows as {@link dev.bailey.core.Conflict} shows them: bounded in size, made by the function {@code bailey.image}. */
final class RowImages {

    /** What people read of a value. */
    private static final int CHARACTERS_MAX = 1_000;

    /** A row of a thousand columns shows less of each. */
    private static final int ROW_CHARACTERS_MAX = 30_000;

    private static final int UNCHANGED = -1;

    private RowImages() {}

    /** An image of the row {@code t}, as an SQL expression. */
    static String expression(List<TargetTable.TargetColumn> columns) {
        int characters = characters(columns.size());
        String texts = columns.stream()
                .map(column -> "left(t." + Sql.name(column.name()) + "::text, " + characters + ")")
                .collect(Collectors.joining(", "));
        String bytes = columns.stream()
                .map(column -> "octet_length(t." + Sql.name(column.name()) + "::text)")
                .collect(Collectors.joining(", "));
        String names =
                columns.stream().map(column -> Sql.literal(column.name())).collect(Collectors.joining(", "));
        return "bailey.image(ARRAY[" + names + "], ARRAY[" + texts + "], ARRAY[" + bytes + "])";
    }

    /** Binds the three arguments of {@code bailey.image} from this parameter on. */
    static void bind(PreparedStatement statement, int first, List<String> names, Row row) throws SQLException {
        int characters = characters(row.size());
        List<@Nullable String> texts = new ArrayList<>();
        List<@Nullable Integer> bytes = new ArrayList<>();
        for (int i = 0; i < row.size(); i++) {
            Value value = row.at(i);
            boolean there = !value.isNull() && !value.isUnchanged();
            texts.add(there ? begin(value.bytes(), characters) : null);
            bytes.add(there ? Integer.valueOf(value.bytes().length) : value.isUnchanged() ? UNCHANGED : null);
        }
        Connection session = statement.getConnection();
        statement.setArray(first, session.createArrayOf("text", names.toArray()));
        statement.setArray(first + 1, session.createArrayOf("text", texts.toArray()));
        statement.setArray(first + 2, session.createArrayOf("int4", bytes.toArray()));
    }

    private static int characters(int columns) {
        return Math.min(CHARACTERS_MAX, ROW_CHARACTERS_MAX / Math.max(1, columns));
    }

    /** No more of it is decoded than is shown: it may have a gigabyte. */
    private static String begin(byte[] value, int characters) {
        int bytesPerCharacterMax = 4;
        String text =
                new String(value, 0, Math.min(value.length, characters * bytesPerCharacterMax), StandardCharsets.UTF_8);
        return text.substring(
                0, text.offsetByCodePoints(0, Math.min(characters, text.codePointCount(0, text.length()))));
    }
}
