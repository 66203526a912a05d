package dev.bailey.control;

import dev.bailey.runbook.Entry;
import dev.bailey.runbook.JournalHead;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a migration's journal tells a report. Immutable.
 *
 * @param entries all of it
 * @param head no later than the last of them
 * @param over when the migration is over, where that is not in the journal yet
 */
record RunStory(
        String migration,
        List<Entry> entries,
        JournalHead head,
        List<Rehearsal> rehearsals,
        List<String> surprises,
        Optional<Instant> over) {

    Outages outages() {
        return Outages.of(entries, List.of());
    }

    Downtime downtime() {
        return new Downtime(entries, outages());
    }

    List<Report.ApprovalLine> approvals() {
        return ApprovalHistory.of(entries);
    }

    Optional<Report.Ended> ended() {
        return Ending.told(entries, migration, over);
    }

    Report.JournalLine journal() {
        return new Report.JournalLine(head.number(), head.hash());
    }

    List<Report.RehearsalLine> rehearsalLines() {
        return rehearsals.stream().map(RunStory::line).toList();
    }

    private static Report.RehearsalLine line(Rehearsal rehearsal) {
        return new Report.RehearsalLine(
                rehearsal.number(),
                rehearsal.at(),
                rehearsal.isGreen(),
                rehearsal.because(),
                rehearsal.took().toMillis(),
                rehearsal.pauses().stream().map(Duration::toMillis).toList(),
                rehearsal.surprises().stream()
                        .map(surprise -> new Report.SurpriseLine(
                                surprise.id(),
                                surprise.sentence(),
                                surprise.closed().orElse(null)))
                        .toList());
    }
}
