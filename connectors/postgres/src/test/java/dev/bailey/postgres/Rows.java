package dev.bailey.postgres;

import dev.bailey.core.Row;
import dev.bailey.core.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows by the text of their values. */
final class Rows {

    private Rows() {}

    static Row row(@Nullable String... texts) {
        List<Value> values = new ArrayList<>();
        for (String text : texts) {
            values.add(text == null ? Value.NULL : Value.of(text));
        }
        return Row.of(values);
    }
}
