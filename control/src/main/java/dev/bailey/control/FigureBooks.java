package dev.bailey.control;

import dev.bailey.core.Side;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** A {@link FigureBook} for each figure of a plan. Thread-safe. */
final class FigureBooks implements AutoCloseable {

    private final Map<Trigger.Figure, FigureBook> books = new LinkedHashMap<>();

    FigureBooks(Observing plan, FigureReader reader, Supplier<Set<Side>> serving, LongSupplier nanoTime) {
        for (Trigger trigger : plan.triggers()) {
            if (trigger instanceof Trigger.Figure figure) {
                books.put(figure, new FigureBook(figure, reader, serving, nanoTime));
            }
        }
    }

    void start() {
        books.values().forEach(FigureBook::start);
    }

    FigureBook of(Trigger.Figure figure) {
        return Objects.requireNonNull(books.get(figure), figure::name);
    }

    /** The last values of the old side, by the trigger's name. */
    Map<String, List<Double>> before() {
        Map<String, List<Double>> values = new LinkedHashMap<>();
        books.forEach((figure, book) -> values.put(figure.name(), book.before(Side.SOURCE)));
        return values;
    }

    @Override
    public void close() {
        books.values().forEach(FigureBook::close);
    }
}
