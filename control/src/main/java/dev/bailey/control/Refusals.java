package dev.bailey.control;

import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Tables that could not be taken in, which are not asked about again at every look: at once when they are others or
 * were altered, else after a pause that grows. Not thread-safe.
 */
final class Refusals {

    /** Two looks. */
    static final Duration PAUSE_FIRST = Duration.ofSeconds(4);

    /** As long as somebody waits who has emptied a table. */
    static final Duration PAUSE_MAX = Duration.ofSeconds(30);

    private final LongSupplier nanoTime;
    private final Map<TableId, Refusal> refusals = new HashMap<>();

    private record Refusal(Table table, String identity, Duration pause, long untilNanos) {
        boolean isOf(Table other, String itsIdentity) {
            return table.equals(other) && identity.equals(itsIdentity);
        }
    }

    /** @param nanoTime as {@link System#nanoTime} */
    Refusals(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Whether this very table was refused, and its pause is not over. */
    boolean holds(Table table, String identity) {
        Refusal last = refusals.get(table.id());
        return last != null && last.isOf(table, identity) && nanoTime.getAsLong() - last.untilNanos < 0;
    }

    void refuse(Table table, String identity) {
        Refusal last = refusals.get(table.id());
        Duration pause = last != null && last.isOf(table, identity) ? longer(last.pause) : PAUSE_FIRST;
        refusals.put(table.id(), new Refusal(table, identity, pause, nanoTime.getAsLong() + pause.toNanos()));
    }

    private static Duration longer(Duration pause) {
        Duration twice = pause.multipliedBy(2);
        return twice.compareTo(PAUSE_MAX) > 0 ? PAUSE_MAX : twice;
    }

    void forget(TableId table) {
        refusals.remove(table);
    }
}
