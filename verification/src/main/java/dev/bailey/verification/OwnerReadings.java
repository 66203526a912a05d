package dev.bailey.verification;

import dev.bailey.core.Row;
import dev.bailey.core.Table;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** Reads rows of the owner again and again, as fast as it can, on a thread of its own. Thread-safe. */
final class OwnerReadings implements AutoCloseable {

    /** Others than the one before; more are of no use to who takes them so late. */
    private static final int KEPT_MAX = 10_000;

    private final Sides sides;
    private final Table table;
    private final Collection<Row> keys;
    private final List<Map<Row, Long>> kept = new ArrayList<>();
    private Map<Row, Long> latest = Map.of();
    private volatile boolean over;
    private final Future<?> reading;

    private OwnerReadings(Sides sides, Table table, Collection<Row> keys) {
        this.sides = sides;
        this.table = table;
        this.keys = List.copyOf(keys);
        read();
        this.reading = sides.helpers().submit(this::readOn);
    }

    /** Has read them once when it returns. */
    static OwnerReadings begin(Sides sides, Table table, Collection<Row> keys) {
        return new OwnerReadings(sides, table, keys);
    }

    private void readOn() {
        while (!over) {
            read();
        }
    }

    private void read() {
        Map<Row, Long> now = sides.rows(sides.owner(), table, keys);
        synchronized (kept) {
            boolean isNews = kept.isEmpty() || !now.equals(latest);
            if (isNews && kept.size() < KEPT_MAX) {
                kept.add(now);
            }
            latest = now;
        }
    }

    /** Those since this was last asked. */
    List<Map<Row, Long>> takeSome() {
        synchronized (kept) {
            List<Map<Row, Long>> some = List.copyOf(kept);
            kept.clear();
            return some;
        }
    }

    /** Ends it, with one reading more. */
    Map<Row, Long> last() {
        end();
        return sides.rows(sides.owner(), table, keys);
    }

    private void end() {
        over = true;
        try {
            reading.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw Sides.unwrapped(e);
        }
    }

    @Override
    public void close() {
        over = true;
    }
}
