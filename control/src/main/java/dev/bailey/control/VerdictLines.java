package dev.bailey.control;

import dev.bailey.core.TableId;
import dev.bailey.core.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Verdicts by table, as API and command line show them. Immutable. */
public record VerdictLines(List<Line> verdicts, long equal, long different, long unknown) {

    /** One table of one store. */
    public record Line(String store, String table, String verdict, String sentence, long rows) {}

    static VerdictLines of(Map<String, Map<TableId, Verdict>> byStore) {
        List<Line> lines = new ArrayList<>();
        byStore.forEach((store, tables) -> tables.forEach((table, verdict) -> lines.add(line(store, table, verdict))));
        return new VerdictLines(lines, count(lines, "equal"), count(lines, "different"), count(lines, "unknown"));
    }

    private static Line line(String store, TableId table, Verdict verdict) {
        if (verdict instanceof Verdict.Equal equal) {
            return new Line(store, table.toString(), "equal", verdict.sentence(), equal.rows());
        }
        if (verdict instanceof Verdict.Different different) {
            return new Line(store, table.toString(), "different", verdict.sentence(), different.rows());
        }
        return new Line(store, table.toString(), "unknown", verdict.sentence(), 0);
    }

    private static long count(List<Line> lines, String verdict) {
        return lines.stream().filter(line -> line.verdict().equals(verdict)).count();
    }
}
