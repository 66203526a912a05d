package dev.bailey.control;

import dev.bailey.core.Catalog;
import dev.bailey.core.Side;
import java.util.Map;

/** Sees to it that no side gives out a key that the other one gave out. Thread-safe. */
final class CarriedKeys {

    /**
     * How far ahead sequences are set at a flip: enough for what CACHE and a crash may swallow on the other side. Where
     * slices may live on both sides, {@link KeysApart} has more to say.
     */
    private static final long GAP = 1_000;

    private final MovingStore store;
    private final KeysApart ranges;

    CarriedKeys(MovingStore store) {
        this.store = store;
        this.ranges =
                new KeysApart(KeysApart.GAP, (side, values) -> catalog(side).advance(values, KeysApart.GAP));
    }

    private Catalog catalog(Side side) {
        return store.database(side).catalog();
    }

    /** Sets the keys of the other side ahead of this one's. */
    void carry(Side from) {
        ranges.forget();
        if (!interleave()) {
            advance(from, store.tenancy().isEmpty() ? GAP : KeysApart.GAP);
        } else if (store.ownership().sole().isPresent()) {
            // later on there are writers of other slices, who would wait for it, and nobody's keys meet theirs
            advance(from, GAP);
        }
    }

    private void advance(Side from, long gap) {
        catalog(from.opposite()).advance(sequences(from), gap);
    }

    private Map<String, Long> sequences(Side side) {
        return catalog(side).sequences(store.tables());
    }

    private boolean interleave() {
        return store.tenancy().isPresent() && catalog(Side.SOURCE).interleavesKeys();
    }

    /** Where both sides give out keys. */
    void keepApart() {
        if (store.ownership().owners().size() > 1 && !interleave()) {
            ranges.look(sequences(Side.SOURCE), sequences(Side.TARGET));
        }
    }
}
