package dev.bailey.control;

import dev.bailey.core.Column;
import dev.bailey.core.Side;
import dev.bailey.core.Table;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How the tables that move look on both sides, as fingerprints: a column that was added, dropped or given another type
 * since is told by its name. Thread-safe.
 */
final class Schemas {

    /** Ten thousand tables take a second to look at, and gates ask all the time. */
    private static final Duration FRESH = Duration.ofSeconds(5);

    private final List<MovingStore> stores;
    private Map<Side, Fingerprint> last = Map.of();
    private long nextNanos = System.nanoTime();

    Schemas(List<MovingStore> stores) {
        this.stores = List.copyOf(stores);
    }

    /** As they were some seconds ago at most. Asks both databases of every store. */
    synchronized Map<Side, Fingerprint> now() {
        if (System.nanoTime() - nextNanos >= 0) {
            last = read();
            nextNanos = System.nanoTime() + FRESH.toNanos();
        }
        return last;
    }

    private Map<Side, Fingerprint> read() {
        Map<String, Look> looks = new TreeMap<>();
        stores.forEach(store -> looks.put(store.name(), store.look()));
        return of(looks);
    }

    /** @param looks by store */
    static Map<Side, Fingerprint> of(Map<String, Look> looks) {
        Map<String, String> source = new TreeMap<>();
        Map<String, String> target = new TreeMap<>();
        looks.forEach((store, look) -> {
            collect(store, look.source(), source);
            collect(store, look.target(), target);
        });
        return Map.of(Side.SOURCE, Fingerprint.of(source), Side.TARGET, Fingerprint.of(target));
    }

    private static void collect(String store, Look.Half half, Map<String, String> texts) {
        for (Table table : half.tables().values()) {
            String name = store + ": " + table.id();
            // the order of columns means nothing to a row's readers, that of the key does
            texts.put(name + " (key)", table.key().stream().map(Column::name).collect(Collectors.joining(",")));
            for (Column column : table.columns()) {
                texts.put(name + "." + column.name(), column.type() + (column.generated() ? " generated" : ""));
            }
        }
    }
}
