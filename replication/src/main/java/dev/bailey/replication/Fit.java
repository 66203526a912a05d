package dev.bailey.replication;

import dev.bailey.core.Change;
import dev.bailey.core.Column;
import dev.bailey.core.Problem;
import dev.bailey.core.Row;
import dev.bailey.core.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How changes that the log holds in one shape of a table are written to the other side as its table is now. Immutable.
 *
 * <p>What was added over there beforehand keeps its default, what was dropped on both sides is left out, and what
 * neither is nor can be exact is a {@link Problem.Kind#MISFIT}, for somebody to mend.
 *
 * @param logged the shape in the log
 * @param written what is left of it; null when the table is gone from both sides
 * @param places where the columns that are left stand in a row of the log
 */
record Fit(Table logged, @Nullable Table written, List<Integer> places) {

    Fit {
        places = List.copyOf(places);
    }

    /** @throws Problem saying what does not fit, and what to do about it */
    static Fit of(Table logged, Line line) {
        Optional<Table> there = line.from().shapes().table(logged.id());
        Optional<Table> here = line.into().shapes().table(logged.id());
        if (here.isEmpty()) {
            if (there.isEmpty()) {
                return new Fit(logged, null, List.of());
            }
            throw line.misfit(
                    logged.id(), "is missing there: " + line.from().shapes().creating(logged.id()));
        }
        List<Integer> places = new ArrayList<>();
        for (int place = 0; place < logged.columns().size(); place++) {
            if (new ColumnFit(line, logged, logged.columns().get(place)).isWritten(here.get(), there)) {
                places.add(place);
            }
        }
        List<Column> columns = places.stream().map(logged.columns()::get).toList();
        return new Fit(logged, new Table(logged.id(), columns), places);
    }

    /** The change as it is to be written, or null when nothing is. */
    @Nullable Change apply(Change change) {
        Table table = written;
        if (table == null) {
            return null;
        } else if (places.size() == logged.columns().size()) {
            return change;
        } else if (change instanceof Change.Insert insert) {
            return new Change.Insert(table, insert.row().pick(places));
        } else if (change instanceof Change.Update update) {
            return new Change.Update(table, key(update.key()), update.row().pick(places));
        } else if (change instanceof Change.Delete delete) {
            return new Change.Delete(table, key(delete.key()));
        }
        return change;
    }

    /** A table that is known by whole rows loses what is left out from its key as well. */
    private Row key(Row key) {
        List<Integer> keyIndexes = logged.keyIndexes();
        return key.pick(IntStream.range(0, keyIndexes.size())
                .filter(part -> places.contains(keyIndexes.get(part)))
                .boxed()
                .toList());
    }
}
