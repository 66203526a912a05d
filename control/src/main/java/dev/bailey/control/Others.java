package dev.bailey.control;

import dev.bailey.core.Side;
import dev.bailey.replication.Replication;
import java.util.EnumMap;
import java.util.Map;

/**
 * What others than the application have done to a store, as its streams saw it so far. Immutable.
 *
 * @param foreign transactions by side
 * @param lastHeal the number of the last conflict that was healed on each side; 0 before the first
 */
record Others(Map<Side, Long> foreign, Map<Side, Long> lastHeal) {

    static final Others NONE = new Others(Map.of(), Map.of());

    Others {
        foreign = Map.copyOf(foreign);
        lastHeal = Map.copyOf(lastHeal);
    }

    static Others of(Replication replication) {
        Map<Side, Long> foreign = new EnumMap<>(Side.class);
        Map<Side, Long> lastHeal = new EnumMap<>(Side.class);
        for (Side side : Side.values()) {
            foreign.put(side, replication.stream(side).foreign());
            lastHeal.put(side.opposite(), replication.stream(side).lastHeal());
        }
        return new Others(foreign, lastHeal);
    }

    long foreign(Side side) {
        return foreign.getOrDefault(side, 0L);
    }

    long lastHeal(Side side) {
        return lastHeal.getOrDefault(side, 0L);
    }
}
