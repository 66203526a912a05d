package dev.bailey.control;

import dev.bailey.runbook.Entry;
import dev.bailey.runbook.Journal;
import dev.bailey.runbook.PlannedSteps;
import dev.bailey.runbook.Runbook;
import java.util.List;
import java.util.Set;

/** What of a journal nobody had expected: steps that were tried again, failed, or that nobody knows the end of. */
final class Surprises {

    private static final Set<String> UNEXPECTED = Set.of(Runbook.RETRIED, Runbook.FAILED, PlannedSteps.UNKNOWN);

    private Surprises() {}

    static List<String> of(Journal journal) {
        return journal.entries().stream()
                .filter(entry -> Set.of(Runbook.KIND, PlannedSteps.KIND).contains(entry.kind()))
                .filter(entry -> UNEXPECTED.contains(entry.text()))
                .map(Surprises::sentence)
                .distinct()
                .toList();
    }

    private static String sentence(Entry entry) {
        return "step " + entry.subject() + " " + entry.text() + ": "
                + entry.details().getOrDefault("because", "no reason is known");
    }
}
