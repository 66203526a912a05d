package dev.bailey.control;

import dev.bailey.core.Problem;
import dev.bailey.core.TableId;
import dev.bailey.runbook.Journal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Copies single tables to the target again by a person's word, and notes in the journal whose it was. Thread-safe. */
final class ReloadDesk {

    private final List<MovingStore> stores;
    private final Flips flips;
    private final Journal journal;
    private final Consumer<String> before;

    /** @param before told of what is about to happen to rows of the target */
    ReloadDesk(List<MovingStore> stores, Flips flips, Journal journal, Consumer<String> before) {
        this.stores = List.copyOf(stores);
        this.flips = flips;
        this.journal = journal;
        this.before = before;
    }

    /**
     * Copies one table from the source to the target again, while all else goes on.
     *
     * @param store its store; empty when there is one of that name in only one
     */
    ReloadAnswer reload(String store, String table, String by) {
        List<NamedTable> found = NamedTable.all(stores, store, table);
        if (found.size() != 1) {
            return found.isEmpty()
                    ? new ReloadAnswer.NotThere(NamedTable.known(stores, store))
                    : new ReloadAnswer.Refused(table + " is in more than one store: say which");
        }
        NamedTable named = found.get(0);
        TableId id = named.table().id();
        List<String> refused = new ArrayList<>();
        Optional<String> hindered = flips.between(() -> {
            // before it happens, so that nothing happens without a name
            journal.append("reload", named.name(), "asked for", Map.of("by", by));
            before.accept("table " + named.name() + " is copied anew");
            try {
                named.store().reload(id);
            } catch (Problem problem) {
                refused.add(String.valueOf(problem.getMessage()));
            }
        });
        hindered.ifPresent(refused::add);
        if (!refused.isEmpty()) {
            return new ReloadAnswer.Refused(refused.get(0));
        }
        return new ReloadAnswer.Started(named.store().name(), id);
    }
}
