package dev.bailey.verification;

import dev.bailey.core.TableId;
import dev.bailey.core.Verdict;

/** Told how a comparison goes. Called by several threads at once; must not block. */
public interface Progress {

    /** Nobody listens. */
    Progress SILENT = new Progress() {
        @Override
        public void started(TableId table) {}

        @Override
        public void lookingAgain(TableId table, long rows) {}

        @Override
        public void equalSoFar(TableId table, EqualPart part) {}

        @Override
        public void finished(TableId table, Verdict verdict) {}
    };

    void started(TableId table);

    /** So many rows were not the same at first, as is natural under traffic, and are looked at again. */
    void lookingAgain(TableId table, long rows);

    /** All that was read of a table is equal: where another comparison of it may go on. */
    void equalSoFar(TableId table, EqualPart part);

    void finished(TableId table, Verdict verdict);
}
