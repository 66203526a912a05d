package dev.bailey.replication;

import dev.bailey.core.Change;
import dev.bailey.core.Problem;
import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Holds each shape that a session meets in the log against the other side, once. Confined to the stream's thread.
 *
 * <p>The log describes a table as it was when the change was made, so a change of its shape is met exactly where it
 * happened.
 */
final class Fits {

    private final Line line;
    private final Map<TableId, Fit> fits = new HashMap<>();
    private @Nullable Table refused;

    Fits(Line line) {
        this.line = line;
    }

    /**
     * The change as it is to be written, or null when nothing is.
     *
     * @throws Problem {@link Problem.Kind#MISFIT} when it cannot be written exactly as both sides are now
     */
    @Nullable Change apply(Change change) {
        return change instanceof Change.Truncate truncate
                ? truncate(truncate)
                : fit(change.table()).apply(change);
    }

    private @Nullable Change truncate(Change.Truncate truncate) {
        List<Table> left = new ArrayList<>();
        for (Table table : truncate.tables()) {
            Table written = fit(table).written();
            if (written != null) {
                left.add(written);
            }
        }
        return left.isEmpty() ? null : new Change.Truncate(left);
    }

    @SuppressWarnings("ReferenceEquality") // the same object nearly always, and then nothing more to compare
    private Fit fit(Table logged) {
        Fit known = fits.get(logged.id());
        if (known != null && (known.logged() == logged || known.logged().equals(logged))) {
            return known;
        }
        refused = logged;
        Fit fit = fit(logged, line);
        refused = null;
        if (fit.written() != null) { // a table that is gone may be made again
            fits.put(logged.id(), fit);
        }
        return fit;
    }

    /** The table is another one from here on. */
    void forget(TableId table) {
        fits.remove(table);
    }

    /** @throws Problem when it does not fit as both sides are now */
    static Fit fit(Table logged, Line line) {
        if (line.tables().isKnown(logged.id())) {
            return Fit.of(logged, line);
        }
        new Stray(line, logged.id()).requireHarmless();
        return new Fit(logged, null, List.of());
    }

    /** The shape that does not fit. */
    Table refused() {
        if (refused == null) {
            throw new IllegalStateException("no shape was refused");
        }
        return refused;
    }
}
