package dev.bailey.control;

import dev.bailey.core.TableId;
import dev.bailey.core.Verdict;
import dev.bailey.verification.Verification;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the comparisons of all stores have found so far: the last full one of each table, and a difference in a changed
 * row until the next full one. Thread-safe.
 */
final class Verdicts {

    private final Map<String, Map<TableId, Verdict>> full = new ConcurrentHashMap<>();
    private final Map<String, Verdict.Different> changed = new ConcurrentHashMap<>();

    void compared(String store, Map<TableId, Verdict> verdicts) {
        changed.remove(store);
        full.put(store, new TreeMap<>(verdicts));
    }

    /** What was found of a table holds no longer. */
    void unknown(String store, TableId table, String because) {
        full.computeIfPresent(store, (name, tables) -> with(tables, table, new Verdict.Unknown(because)));
    }

    private static Map<TableId, Verdict> with(Map<TableId, Verdict> tables, TableId table, Verdict verdict) {
        Map<TableId, Verdict> next = new TreeMap<>(tables);
        next.put(table, verdict);
        return next;
    }

    /** The table is no longer moved. */
    void forget(String store, TableId table) {
        full.computeIfPresent(store, (name, tables) -> {
            Map<TableId, Verdict> next = new TreeMap<>(tables);
            next.remove(table);
            return next;
        });
    }

    void comparedChanges(String store, Verdict verdict) {
        if (verdict instanceof Verdict.Different different) {
            changed.put(store, different);
        }
    }

    /** The last full comparison, by store and table. */
    Map<String, Map<TableId, Verdict>> byTable() {
        return new TreeMap<>(full);
    }

    /** All of them in one; unknown as long as a store was never compared. */
    Verdict overall(List<MovingStore> stores) {
        List<Verdict> all = new ArrayList<>(changed.values());
        for (MovingStore store : stores) {
            Map<TableId, Verdict> tables = full.get(store.name());
            if (tables == null) {
                all.add(new Verdict.Unknown(store.name() + " was not compared yet since Bailey started"));
            } else {
                all.addAll(tables.values());
            }
        }
        return Verification.overall(all);
    }

    /** Tables by verdict; a difference in a changed row counts for its table. */
    long count(Class<? extends Verdict> kind) {
        return effective().stream().filter(kind::isInstance).count();
    }

    private List<Verdict> effective() {
        List<Verdict> all = new ArrayList<>();
        full.forEach((store, tables) -> tables.forEach((table, verdict) -> {
            Verdict.Different later = changed.get(store);
            boolean differs = later != null
                    && later.differences().stream()
                            .anyMatch(each -> each.table().equals(table));
            all.add(differs ? later : verdict);
        }));
        return all;
    }
}
