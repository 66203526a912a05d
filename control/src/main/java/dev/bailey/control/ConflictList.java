package dev.bailey.control;

import dev.bailey.core.Conflict;
import dev.bailey.core.Connector;
import dev.bailey.core.Database;
import dev.bailey.core.Problem;
import dev.bailey.core.Side;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * The conflicts of a migration as its databases keep them, whether it runs or not. They hold user data, so whoever asks
 * must be able to log in there.
 */
public final class ConflictList {

    private ConflictList() {}

    /** One of them, and how people name it. */
    public record Line(ConflictId id, Conflict conflict) {}

    /**
     * The newest first.
     *
     * @param most of each stream
     * @throws Problem when a database cannot be asked
     */
    public static List<Line> read(Plan plan, Map<String, Connector> connectors, int most) {
        List<Line> lines = new ArrayList<>();
        plan.stores().forEach((name, store) -> {
            Connector connector = connectors.get(store.engine());
            if (connector == null) {
                throw new Problem(Problem.Kind.UNFIT, "store " + name + ": no connector for engine " + store.engine());
            }
            for (Side side : Side.values()) {
                String stream = MovingStore.streamReading(side.opposite(), plan.streams(name));
                try (Database database = connector.open(store.url(side))) {
                    database.conflicts(stream, most)
                            .forEach(conflict ->
                                    lines.add(new Line(new ConflictId(name, side, conflict.id()), conflict)));
                }
            }
        });
        lines.sort(Comparator.comparing((Line line) -> line.conflict().at()).reversed());
        return List.copyOf(lines);
    }
}
