package dev.bailey.control;

import dev.bailey.core.Problem;
import dev.bailey.core.Side;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last values of one figure, read again and again on a thread of its own on each side that serves somebody.
 * Thread-safe.
 */
final class FigureBook implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FigureBook.class);

    /** For the observation of most of a day, and cheap enough to be compared with. */
    private static final int KEPT_MAX = 2_000;

    /** Of before a cutover: some quarter of an hour is the same time of the day. */
    private static final int BEFORE_MAX = 100;

    /** Behind a longer gap between two readings, growth says nothing about a minute. */
    private static final int GAP_MAX = 3;

    private static final double NANOS_PER_MINUTE = 60e9;

    private final Trigger.Figure figure;
    private final FigureReader reader;
    private final Supplier<Set<Side>> serving;
    private final LongSupplier nanoTime;
    private final Map<Side, Half> halves = new EnumMap<>(Side.class);
    private @Nullable Repeated repeated;

    /** @param sinceNanos when what it is a value of began */
    private record Value(long sinceNanos, double value) {}

    private static final class Half {
        private final Deque<Value> values = new ArrayDeque<>();
        private @Nullable Value last;
        private String trouble = "";
    }

    /** @param serving sides that own something, and so are worth reading */
    FigureBook(Trigger.Figure figure, FigureReader reader, Supplier<Set<Side>> serving, LongSupplier nanoTime) {
        this.figure = figure;
        this.reader = reader;
        this.serving = serving;
        this.nanoTime = nanoTime;
        for (Side side : Side.values()) {
            halves.put(side, new Half());
        }
    }

    void start() {
        repeated = Repeated.every(figure.every(), "figure " + figure.called(), this::read);
    }

    /** Once, on each side that serves. */
    void read() {
        for (Side side : serving.get()) {
            try {
                double read = reader.read(figure.source(), side, figure.limit());
                note(side, nanoTime.getAsLong(), read);
            } catch (Problem problem) {
                trouble(side, String.valueOf(problem.getMessage()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private synchronized void note(Side side, long nanos, double read) {
        Half half = half(side);
        Value last = half.last;
        half.last = new Value(nanos, read);
        half.trouble = "";
        if (figure.counts() == Trigger.Counts.LEVEL) {
            keep(half, new Value(nanos, read));
        } else if (last != null
                && nanos - last.sinceNanos <= GAP_MAX * figure.every().toNanos()) {
            double minutes = (nanos - last.sinceNanos) / NANOS_PER_MINUTE;
            keep(half, new Value(last.sinceNanos, (read - last.value) / minutes));
        }
    }

    private static void keep(Half half, Value value) {
        half.values.addLast(value);
        if (half.values.size() > KEPT_MAX) {
            half.values.removeFirst();
        }
    }

    private synchronized void trouble(Side side, String because) {
        if (!because.equals(half(side).trouble)) {
            LOG.warn("figure {} on the {}: {}; read again and again", figure.called(), side.label(), because);
        }
        half(side).trouble = because;
    }

    private Half half(Side side) {
        return Objects.requireNonNull(halves.get(side));
    }

    /** The last ones of a side. */
    synchronized List<Double> before(Side side) {
        List<Double> all =
                new ArrayList<>(half(side).values.stream().map(Value::value).toList());
        return List.copyOf(all.subList(Math.max(0, all.size() - BEFORE_MAX), all.size()));
    }

    /** Those of a side that are of nothing earlier. */
    synchronized List<Double> since(Side side, long nanos) {
        return half(side).values.stream()
                .filter(value -> value.sinceNanos - nanos >= 0)
                .map(Value::value)
                .toList();
    }

    /** Why the last reading of a side came to nothing; empty when it did not. */
    synchronized String trouble(Side side) {
        return half(side).trouble;
    }

    @Override
    public void close() {
        if (repeated != null) {
            repeated.close();
        }
    }
}
