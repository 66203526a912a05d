package dev.bailey.control;

import dev.bailey.core.Catalog;
import dev.bailey.core.Database;
import dev.bailey.core.Problem;
import dev.bailey.core.Side;
import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import dev.bailey.runbook.StepProgress;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;

/** What a store's target needs before its rows come, and after. Each may be made again. Immutable. */
record TargetSchema(MovingStore store) {

    /** @throws Problem when the target is neither empty nor Bailey's own */
    void make(StepProgress progress) {
        Catalog target = store.database(Side.TARGET).catalog();
        Set<TableId> missing = ids(store.tables());
        missing.removeAll(ids(target.tables(List.of("*"), List.of())));
        if (missing.size() == store.tables().size()) {
            Catalog.Script script = store.database(Side.SOURCE).catalog().script(store.tables());
            target.run(script.beforeLoad(), progress::tell);
        } else if (!missing.isEmpty()) {
            throw new Problem(
                    Problem.Kind.UNFIT,
                    store.name() + ": the target has some of the tables but not " + missing
                            + "; create them there, or start from an empty database");
        }
        requireEmptyOrOurs();
    }

    private static Set<TableId> ids(List<Table> tables) {
        Set<TableId> ids = new TreeSet<>();
        tables.forEach(table -> ids.add(table.id()));
        return ids;
    }

    /** Bailey empties what it copies into, so what it did not fill itself must be empty before. */
    private void requireEmptyOrOurs() {
        Database target = store.database(Side.TARGET);
        target.catalog().install();
        if (target.checkpoint(store.streamReading(Side.SOURCE)).isPresent()) {
            return;
        }
        for (Table table : store.tables()) {
            if (target.catalog().hasRows(table)) {
                throw new Problem(
                        Problem.Kind.UNFIT,
                        store.name() + ": " + table + " on the target holds rows that Bailey did not copy;"
                                + " empty it, or point the plan at another database");
            }
        }
    }

    /** Builds what is built quicker, or only possible, once the rows are there. */
    void finish(StepProgress progress) {
        Catalog target = store.database(Side.TARGET).catalog();
        List<String> statements =
                store.database(Side.SOURCE).catalog().script(store.tables()).afterLoad();
        AtomicInteger begun = new AtomicInteger();
        target.run(statements, statement -> {
            progress.tell(statement.lines().findFirst().orElse(""));
            progress.fraction((double) begun.getAndIncrement() / statements.size());
        });
        progress.tell("refreshing the planner's statistics");
        target.analyze(store.tables());
    }
}
