package dev.bailey.replication;

import dev.bailey.core.Change;
import dev.bailey.core.Column;
import dev.bailey.core.Row;
import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import dev.bailey.core.Value;
import java.util.Arrays;
import java.util.List;

/** Short words for tables and changes: a key, a second column, and a large one that updates may leave out. */
final class Changes {

    static final String SAME = "=";

    private Changes() {}

    static Table table(String name) {
        return new Table(
                new TableId("public", name),
                List.of(
                        new Column("id", "text", /* key= */ true, /* generated= */ false),
                        new Column("code", "text", /* key= */ false, /* generated= */ false),
                        new Column("large", "text", /* key= */ false, /* generated= */ false)));
    }

    static Row row(String... values) {
        return Row.of(Arrays.stream(values)
                .map(value -> value.equals(SAME) ? Value.UNCHANGED : Value.of(value))
                .toArray(Value[]::new));
    }

    static Change insert(Table table, String id, String code, String large) {
        return new Change.Insert(table, row(id, code, large));
    }

    static Change update(Table table, String id, String code, String large) {
        return new Change.Update(table, row(id), row(id, code, large));
    }

    static Change move(Table table, String from, String to, String code, String large) {
        return new Change.Update(table, row(from), row(to, code, large));
    }

    static Change delete(Table table, String id) {
        return new Change.Delete(table, row(id));
    }
}
