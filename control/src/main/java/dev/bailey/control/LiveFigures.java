package dev.bailey.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bailey.core.Database;
import dev.bailey.core.Problem;
import dev.bailey.core.Side;
import dev.bailey.runbook.HttpCall;
import dev.bailey.runbook.Sender;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;

/** Reads figures of the application's own. Thread-safe. */
final class LiveFigures implements FigureReader {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Sender sender = new Sender();
    private final Databases databases;

    /** Open ones. */
    @FunctionalInterface
    interface Databases {
        Database of(String store, Side side);
    }

    LiveFigures(Databases databases) {
        this.databases = databases;
    }

    @Override
    public double read(FigureSource source, Side side, Duration limit) throws InterruptedException {
        if (source instanceof FigureSource.Query query) {
            return databases.of(query.store(), side).number(query.sql(), limit);
        } else if (source instanceof FigureSource.Page page) {
            return page(page, side);
        }
        throw new IllegalStateException("a figure that nobody reads: " + source);
    }

    private double page(FigureSource.Page page, Side side) throws InterruptedException {
        HttpCall call = Objects.requireNonNull(page.calls().get(side));
        try {
            JsonNode number = JSON.readTree(sender.body(call)).at(page.at());
            if (!number.isNumber()) {
                throw new Problem(
                        Problem.Kind.UNFIT,
                        call.title() + " has no number at \"" + page.at() + "\" of its JSON; name where it stands");
            }
            return number.doubleValue();
        } catch (IOException e) {
            // Jackson quotes what it cannot read.
            String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            throw new Problem(
                    Problem.Kind.UNREACHABLE,
                    call.title() + ": " + why.lines().findFirst().orElse(""),
                    e);
        }
    }
}
