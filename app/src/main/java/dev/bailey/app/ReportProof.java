package dev.bailey.app;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bailey.control.StateFolder;
import dev.bailey.core.Problem;
import dev.bailey.runbook.Journal;
import dev.bailey.runbook.JournalCheck;
import dev.bailey.runbook.JournalHead;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Proves that a journal is whole, and that a report is of it. Needs the files alone. */
final class ReportProof {

    private ReportProof() {}

    /**
     * Tells whether it is so.
     *
     * @param report in JSON; where none is named, the one that an ended migration left, if there is one
     */
    static Exit of(StateFolder folder, Optional<Path> report, Shell shell) {
        Optional<Path> held = report.or(() -> Optional.of(folder.report()).filter(Files::isRegularFile));
        if (held.isEmpty()) {
            JournalCheck check = Journal.check(folder.journal());
            shell.out().println(check.sentence());
            return check.isWhole() ? Exit.DONE : Exit.CLOSED;
        }
        JournalHead known = head(held.get());
        JournalCheck check = Journal.check(folder.journal(), known);
        shell.out().println(check.sentence());
        if (check.isWhole()) {
            shell.out()
                    .println("the report " + held.get() + " is of this journal: entry " + known.number() + " has hash "
                            + known.hash());
        }
        return check.isWhole() ? Exit.DONE : Exit.CLOSED;
    }

    private static JournalHead head(Path report) {
        JsonNode journal = ReportFile.read(report).path("journal");
        try {
            return new JournalHead(
                    journal.path("entries").asLong(), journal.path("hash").asText());
        } catch (IllegalArgumentException e) {
            throw new Problem(
                    Problem.Kind.UNFIT,
                    "report " + report + " does not say of which journal it is: " + e.getMessage(),
                    e);
        }
    }
}
