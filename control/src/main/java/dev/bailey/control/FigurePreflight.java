package dev.bailey.control;

import dev.bailey.core.Connector;
import dev.bailey.core.Database;
import dev.bailey.core.Problem;
import dev.bailey.core.Side;
import java.util.Map;
import java.util.Objects;

/**
 * Reads each figure that a cutover is judged by, once. Queries are asked on the source alone, for the target may have
 * no tables yet. Confined to one thread.
 */
final class FigurePreflight {

    private final Plan plan;
    private final Map<String, Connector> connectors;
    private final Preflight.Gathered gathered;

    FigurePreflight(Plan plan, Map<String, Connector> connectors, Preflight.Gathered gathered) {
        this.plan = plan;
        this.connectors = connectors;
        this.gathered = gathered;
    }

    void look(Trigger.Figure figure) throws InterruptedException {
        if (figure.source() instanceof FigureSource.Query query) {
            // where the database cannot be reached, that was said already
            if (!gathered.blocks("store " + query.store())) {
                query(figure, query);
            }
            return;
        }
        FigureReader reader = new LiveFigures((store, side) -> {
            throw new IllegalStateException("a page is asked of no store");
        });
        for (Side side : Side.values()) {
            read(figure, side, reader);
        }
    }

    private void query(Trigger.Figure figure, FigureSource.Query query) throws InterruptedException {
        Plan.Store store = Objects.requireNonNull(plan.stores().get(query.store()));
        Connector connector = Objects.requireNonNull(connectors.get(store.engine()));
        try (Database source = connector.open(store.url(Side.SOURCE))) {
            read(figure, Side.SOURCE, new LiveFigures((name, side) -> source));
        }
    }

    private void read(Trigger.Figure figure, Side side, FigureReader reader) throws InterruptedException {
        try {
            reader.read(figure.source(), side, figure.limit());
        } catch (Problem problem) {
            gathered.add(
                    "figure " + figure.called(),
                    side,
                    ControlCheck.FIGURE.finding(
                            "",
                            String.valueOf(problem.getMessage()),
                            "mend it in the plan (cutover.roll_back_when), or let Bailey read it"));
        }
    }
}
