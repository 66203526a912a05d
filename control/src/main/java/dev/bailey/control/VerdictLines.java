package dev.bailey.control;

import dev.bailey.core.Row;
import dev.bailey.core.TableId;
import dev.bailey.core.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Verdicts by table, as API and command line show them to whoever asks for a comparison. Immutable.
 *
 * @param rows that were compared in all
 * @param leftOut what is on a side and was not compared
 */
public record VerdictLines(
        List<Line> verdicts, long equal, long different, long unknown, long rows, List<LeftOut> leftOut) {

    public VerdictLines {
        verdicts = List.copyOf(verdicts);
        leftOut = List.copyOf(leftOut);
    }

    /** What no verdict is about, and why. Of a table that is compared every column is. */
    public record LeftOut(String store, String table, String because) {}

    /** Enough to find out who wrote them, and few enough to read. */
    private static final int KEYS_MAX = 10;

    /** Where the key is the whole row, its beginning is enough to find it. */
    private static final int KEY_LENGTH_MAX = 200;

    /**
     * One table of one store.
     *
     * @param keys of the first rows that differ, each with how: user data, told here and nowhere else
     */
    public record Line(String store, String table, String verdict, String sentence, long rows, List<String> keys) {
        public Line {
            keys = List.copyOf(keys);
        }
    }

    static VerdictLines of(Map<String, Map<TableId, Verdict>> byStore, List<LeftOut> leftOut) {
        List<Line> lines = new ArrayList<>();
        byStore.forEach((store, tables) -> tables.forEach((table, verdict) -> lines.add(line(store, table, verdict))));
        return new VerdictLines(
                lines,
                count(lines, "equal"),
                count(lines, "different"),
                count(lines, "unknown"),
                lines.stream().mapToLong(Line::rows).sum(),
                leftOut);
    }

    private static Line line(String store, TableId table, Verdict verdict) {
        if (verdict instanceof Verdict.Equal equal) {
            return new Line(store, table.toString(), "equal", verdict.sentence(), equal.rows(), List.of());
        }
        if (verdict instanceof Verdict.Different different) {
            List<String> keys = different.differences().stream()
                    .limit(KEYS_MAX)
                    .map(row -> beginning(row.key()) + ": " + row.kind())
                    .toList();
            return new Line(store, table.toString(), "different", verdict.sentence(), different.rows(), keys);
        }
        return new Line(store, table.toString(), "unknown", verdict.sentence(), 0, List.of());
    }

    /** A row's key as people are shown it. */
    static String beginning(Row row) {
        String key = row.toString();
        return key.length() <= KEY_LENGTH_MAX ? key : key.substring(0, KEY_LENGTH_MAX) + "…";
    }

    private static long count(List<Line> lines, String verdict) {
        return lines.stream().filter(line -> line.verdict().equals(verdict)).count();
    }
}
