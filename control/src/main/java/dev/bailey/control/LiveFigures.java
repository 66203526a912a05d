package dev.bailey.control;

import com.fasterxml.jackson.core.JsonProcessingException;
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
import org.jspecify.annotations.Nullable;

/** Reads figures of the application's own. Thread-safe. */
final class LiveFigures implements FigureReader {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Databases databases;

    /** Made when the first page is asked: most plans have none. */
    private @Nullable Sender sender;

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
            JsonNode number = JSON.readTree(sender().body(call)).at(page.at());
            if (!number.isNumber()) {
                throw new Problem(
                        Problem.Kind.UNFIT,
                        call.title() + " has no number at \"" + page.at() + "\" of its JSON; name where it stands");
            }
            return number.doubleValue();
        } catch (JsonProcessingException e) {
            // without its words and without itself: both quote what it could not read
            throw new Problem(Problem.Kind.UNFIT, call.title() + " answers what is no JSON; name a page that does");
        } catch (IOException e) {
            String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            throw new Problem(
                    Problem.Kind.UNREACHABLE,
                    call.title() + ": " + why.lines().findFirst().orElse(""),
                    e);
        }
    }

    private synchronized Sender sender() {
        Sender made = sender == null ? new Sender() : sender;
        sender = made;
        return made;
    }
}
