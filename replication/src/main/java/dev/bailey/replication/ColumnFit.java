package dev.bailey.replication;

import dev.bailey.core.Column;
import dev.bailey.core.Problem;
import dev.bailey.core.Shapes;
import dev.bailey.core.Table;
import java.util.List;
import java.util.Optional;

/** One column of a shape in the log, held against both sides as they are now. Immutable. */
record ColumnFit(Line line, Table logged, Column column) {

    /**
     * Whether its values are written; those of a column that is gone from both sides are not.
     *
     * @throws Problem when they can be neither
     */
    boolean isWritten(Table here, Optional<Table> there) {
        Optional<Column> mine = named(here);
        Optional<Column> theirs = there.flatMap(this::named);
        if (mine.isEmpty()) {
            if (theirs.isPresent()) {
                throw misfit("lacks column \"" + column.name() + "\" ("
                        + theirs.get().type() + "), which the "
                        + line.reads().label() + " has; there: "
                        + from().adding(logged.id(), theirs.get()));
            }
            there.flatMap(from -> renamed(here, from)).ifPresent(name -> {
                throw misfit("cannot take changes from when it had column \"" + column.name()
                        + "\", which is gone from both sides, where \"" + name
                        + "\" may be the same under another name: run bailey reload " + logged.id());
            });
            return leftOut("is gone from both sides");
        }
        if (mine.get().generated()) {
            if (theirs.isPresent() && !theirs.get().generated()) {
                throw misfit("computes column \"" + column.name() + "\", which the "
                        + line.reads().label() + " does not: make them the same");
            }
            return leftOut("is computed on both sides");
        }
        checkType(mine.get().type(), theirs.map(Column::type));
        return true;
    }

    /** A column that was renamed keeps its place, while one that is new stands behind all that were there. */
    private Optional<String> renamed(Table here, Table there) {
        List<String> old = names(logged);
        List<String> now = names(there);
        List<String> behind = old.subList(old.indexOf(column.name()), old.size());
        int end = now.stream()
                .filter(behind::contains)
                .mapToInt(now::indexOf)
                .findFirst()
                .orElse(now.size());
        return now.subList(0, end).stream()
                .filter(name -> !old.contains(name) && names(here).contains(name))
                .findFirst();
    }

    private static List<String> names(Table table) {
        return table.columns().stream().map(Column::name).toList();
    }

    private Optional<Column> named(Table table) {
        return table.columns().stream()
                .filter(each -> each.name().equals(column.name()))
                .findFirst();
    }

    private boolean leftOut(String why) {
        if (column.key() && logged.key().size() < logged.columns().size()) {
            throw misfit("cannot take changes that are still on their way: column \"" + column.name()
                    + "\", by which they know their rows, " + why + ": run bailey reload " + logged.id());
        }
        return false;
    }

    private void checkType(String here, Optional<String> there) {
        if (from().holds(here, column.type())) {
            return;
        }
        if (there.filter(here::equals).isPresent()) {
            throw misfit("has column \"" + column.name() + "\" as " + here
                    + " already, and changes from when it was " + column.type()
                    + " are still on their way, which cannot be carried exactly: run bailey reload " + logged.id());
        }
        throw misfit("has column \"" + column.name() + "\" as " + here + ", the "
                + line.reads().label() + " as " + column.type() + "; there: "
                + from().retyping(logged.id(), column.name(), column.type()));
    }

    private Shapes from() {
        return line.from().shapes();
    }

    private Problem misfit(String because) {
        return line.misfit(logged.id(), because);
    }
}
