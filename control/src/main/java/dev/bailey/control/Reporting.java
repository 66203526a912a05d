package dev.bailey.control;

import dev.bailey.core.Problem;
import dev.bailey.core.Verdict;
import dev.bailey.runbook.Journal;
import dev.bailey.runbook.JournalHead;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Draws up the report of a migration under way, and closes it at the end. Thread-safe. */
final class Reporting {

    private static final Logger LOG = LoggerFactory.getLogger(Reporting.class);

    private final Sources from;
    private final Supplier<Status> status;

    /**
     * What a report rests on.
     *
     * @param since this process counts
     */
    record Sources(
            String migration,
            Instant since,
            Journal journal,
            List<MovingStore> stores,
            Ledgers ledgers,
            Verdicts verdicts,
            Supplier<List<Observed>> observed,
            Conduct conduct,
            OutageWatch outages) {}

    /** @param status of the migration now */
    Reporting(Sources from, Supplier<Status> status) {
        this.from = from;
        this.status = status;
    }

    Report now() {
        return report(Optional.empty());
    }

    /** @param over when the migration is over, where that is not in the journal yet */
    private Report report(Optional<Instant> over) {
        Verdict overall = from.verdicts().overall(from.stores());
        from.outages().noteAll();
        JournalHead head = from.journal().head();
        RunStory story = new RunStory(
                from.migration(),
                from.journal().entries(),
                head,
                from.conduct().rehearsals(),
                from.conduct().surprises(),
                over);
        Status now = status.get();
        return ReportView.of(
                now,
                from.ledgers().history(),
                from.observed().get(),
                from.verdicts(),
                from.ledgers().sole(),
                now.phase().equals(MigrationPhase.FAILED.label()),
                overall instanceof Verdict.Equal,
                from.since(),
                story);
    }

    /** Nobody can draw it up again once the migration is over. */
    void close(Path file, Instant over) {
        Report closed;
        try {
            closed = report(Optional.of(over));
        } catch (RuntimeException unknown) {
            LOG.error("the report at the end cannot be drawn up; the migration ends without it", unknown);
            return;
        }
        try {
            StateFolder.writePrivately(file, JsonText.of(closed) + "\n");
        } catch (IOException e) {
            throw new Problem(
                    Problem.Kind.FAILED,
                    "cannot write the report to " + file + " (" + e.getMessage()
                            + "): look at the disk, then start Bailey again",
                    e);
        }
    }
}
