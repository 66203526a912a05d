package dev.bailey.postgres;

import static dev.bailey.postgres.Rows.row;

import dev.bailey.core.Change;
import dev.bailey.core.Checkpoint;
import dev.bailey.core.Row;
import dev.bailey.core.Table;
import org.jspecify.annotations.Nullable;

/** What tests of appliers hand them. */
final class Applying {

    static final String STREAM = "forward";

    private Applying() {}

    static Checkpoint checkpoint(long counter) {
        return new Checkpoint(STREAM, new Lsn(counter), counter, /* applying= */ true, "m");
    }

    static Change.Update update(Table table, @Nullable String... values) {
        Row row = row(values);
        return new Change.Update(table, row.pick(table.keyIndexes()), row);
    }
}
