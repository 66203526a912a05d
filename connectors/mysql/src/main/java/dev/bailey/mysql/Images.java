package dev.bailey.mysql;

import dev.bailey.core.Column;
import dev.bailey.core.Row;
import dev.bailey.core.Table;
import dev.bailey.core.Value;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Rows as {@link dev.bailey.core.Conflict} shows them: JSON by column, bounded in size. */
final class Images {

    /** What people read of a value. */
    private static final int CHARACTERS_MAX = 1_000;

    /** A row of a thousand columns shows less of each. */
    private static final int ROW_CHARACTERS_MAX = 30_000;

    private static final int BYTES_A_CHARACTER_MAX = 4;

    private Images() {}

    /** @param types of the columns, as far as they are known: without, a value is taken for text in UTF-8 */
    static String json(List<String> names, List<Optional<ValueType>> types, Row row) {
        int characters = Math.min(CHARACTERS_MAX, ROW_CHARACTERS_MAX / Math.max(1, names.size()));
        StringBuilder out = new StringBuilder("{");
        for (int i = 0; i < names.size(); i++) {
            JsonText.quoted(names.get(i), out.append(i == 0 ? "" : ", "));
            value(types.get(i), row.at(i), characters, out.append(": "));
        }
        return out.append('}').toString();
    }

    /** The types of a table's columns as a listing of the same table has them. */
    static List<Optional<ValueType>> types(Table table, Optional<TableListing> listing) {
        return table.columns().stream()
                .map(column -> listing.flatMap(listed -> type(listed, column.name())))
                .collect(Collectors.toList());
    }

    private static Optional<ValueType> type(TableListing listing, String name) {
        int place =
                listing.table().columns().stream().map(Column::name).toList().indexOf(name);
        return place < 0 ? Optional.empty() : Optional.of(listing.types().get(place));
    }

    private static void value(Optional<ValueType> type, Value value, int characters, StringBuilder out) {
        if (value.isUnchanged()) {
            out.append("{\"unchanged\": true}");
        } else if (value.isNull()) {
            out.append("null");
        } else {
            String text = begin(type, value, characters);
            if (text.length() < characters) {
                JsonText.quoted(text, out);
            } else {
                JsonText.quoted(text, out.append("{\"begins\": "));
                out.append(", \"bytes\": ").append(value.length()).append('}');
            }
        }
    }

    /** No more of it is decoded than is shown: it may have a gigabyte. */
    private static String begin(Optional<ValueType> type, Value value, int characters) {
        byte[] bytes = new byte[Math.min(value.length(), characters * BYTES_A_CHARACTER_MAX)];
        value.copyTo(0, bytes.length, bytes, 0);
        String text = switch (type.map(ValueType::kind).orElse(ValueType.Kind.JSON)) {
            case BYTES, FIXED_BYTES, GEOMETRY -> {
                StringBuilder hex = new StringBuilder();
                Literals.hex(Value.of(bytes), hex);
                yield hex.toString();
            }
            case TEXT -> new String(bytes, type.map(ValueType::javaCharset).orElse(StandardCharsets.UTF_8));
            default -> new String(bytes, StandardCharsets.UTF_8);
        };
        return text.substring(
                0, text.offsetByCodePoints(0, Math.min(characters, text.codePointCount(0, text.length()))));
    }
}
