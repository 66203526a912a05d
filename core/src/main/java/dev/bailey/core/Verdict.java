package dev.bailey.core;

import java.util.List;

/** What a comparison of both sides found. Comparing nothing is {@link Unknown}. Immutable. */
public sealed interface Verdict {

    /** One sentence for people. */
    String sentence();

    /** Both sides were read and are the same. */
    record Equal(long rows) implements Verdict {
        @Override
        public String sentence() {
            return "equal, " + rows + " rows compared";
        }
    }

    /**
     * Rows differ, and stayed different after the lag had passed.
     *
     * @param differences the first of them
     * @param count how many were found; there may be more where a comparison gave up counting
     * @param rows how many were compared
     */
    record Different(List<Difference> differences, long count, long rows) implements Verdict {
        public Different {
            differences = List.copyOf(differences);
            if (differences.isEmpty()) {
                throw new IllegalArgumentException("different without a difference");
            }
            if (count < differences.size()) {
                throw new IllegalArgumentException(
                        "fewer differences counted than listed: " + count + " < " + differences.size());
            }
        }

        public Different(List<Difference> differences, long rows) {
            this(differences, differences.size(), rows);
        }

        /** Names the first row's table and never its key, which is user data: this goes into journals and logs. */
        @Override
        public String sentence() {
            return "different in " + count + " rows of " + rows + ", first: " + differences.get(0);
        }

        @Override
        public String toString() {
            return sentence();
        }
    }

    /** Nothing can be said. */
    record Unknown(String because) implements Verdict {
        @Override
        public String sentence() {
            return "unknown: " + because;
        }
    }

    /**
     * One row that is not the same on both sides. Its text leaves out what users wrote.
     *
     * @param source the row on the source, empty where it is missing
     * @param target the row on the target, empty where it is missing
     */
    record Difference(TableId table, Row key, String source, String target) {

        public String kind() {
            return source.isEmpty() ? "extra on target" : target.isEmpty() ? "missing on target" : "different";
        }

        @Override
        public String toString() {
            return "a row of " + table + ", " + kind();
        }
    }
}
