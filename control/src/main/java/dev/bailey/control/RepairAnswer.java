package dev.bailey.control;

import java.util.List;

/** What comes of asking for rows to be mended. Immutable. */
public sealed interface RepairAnswer {

    /**
     * What was done, or would be.
     *
     * @param dryRun whether nothing was changed
     * @param rows each that was known to differ, or asked for
     * @param mended how many were mended, or would be
     * @param unlisted rows of the table that are known to differ and were not kept one by one
     * @param verdict what a comparison of the rows found afterwards, in one sentence; empty when nothing was mended
     * @param equal whether it found all of them equal
     */
    record Done(
            String store,
            String table,
            boolean dryRun,
            List<Line> rows,
            long mended,
            long unlisted,
            String verdict,
            boolean equal)
            implements RepairAnswer {
        public Done {
            rows = List.copyOf(rows);
        }
    }

    /**
     * One row.
     *
     * @param key user data, told to whoever asked
     * @param kind how it differed
     * @param from the side whose row it is, in lower case; empty where that is not clear
     * @param outcome what became of it
     * @param source digest of the row on the source before; empty where there was none
     * @param target digest of the row on the target before; empty where there was none
     */
    record Line(String key, String kind, String from, String outcome, String source, String target) {}

    /** Not now, or not so, in one sentence. */
    record Refused(String because) implements RepairAnswer {}

    /** No such table is moved; these are. */
    record NotThere(List<String> tables) implements RepairAnswer {
        public NotThere {
            tables = List.copyOf(tables);
        }
    }
}
