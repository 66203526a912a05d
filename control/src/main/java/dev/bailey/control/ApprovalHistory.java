package dev.bailey.control;

import dev.bailey.core.Side;
import dev.bailey.runbook.Approvals;
import dev.bailey.runbook.Entry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What people approved, refused and took back, and which of it counted when users were moved. */
final class ApprovalHistory {

    private final List<Report.ApprovalLine> lines = new ArrayList<>();

    /** By approval and person, where in the list the yes stands that was not taken back. */
    private final Map<String, Map<String, Integer>> standing = new HashMap<>();

    private ApprovalHistory() {}

    /** @param journal all of it, oldest first */
    static List<Report.ApprovalLine> of(List<Entry> journal) {
        ApprovalHistory history = new ApprovalHistory();
        journal.forEach(history::read);
        return history.lines;
    }

    private void read(Entry entry) {
        if (entry.kind().equals(Approvals.KIND)) {
            said(entry);
        } else if (entry.kind().equals(Ledger.KIND)
                && entry.text().equals(Ledger.INTENT)
                && Side.SOURCE.name().equals(entry.details().get("from"))) {
            standing.values().forEach(this::count);
        }
    }

    private void said(Entry entry) {
        String by = entry.details().getOrDefault("by", "");
        Map<String, Integer> yes = standing.computeIfAbsent(entry.subject(), first -> new LinkedHashMap<>());
        yes.remove(by);
        if (entry.text().equals(Approvals.GIVEN)) {
            yes.put(by, lines.size());
        }
        lines.add(new Report.ApprovalLine(
                entry.subject(),
                by,
                entry.text(),
                entry.details().getOrDefault("reason", ""),
                entry.at(),
                entry.details().get("hash"),
                /* counted= */ false));
    }

    /** The gate was open, so what was approved last was what was true; of the others those count that saw the same. */
    private void count(Map<String, Integer> yes) {
        String last = yes.values().stream()
                .reduce((first, next) -> next)
                .map(index -> lines.get(index).evidence())
                .orElse(null);
        for (int index : yes.values()) {
            Report.ApprovalLine line = lines.get(index);
            if (Objects.equals(line.evidence(), last)) {
                lines.set(index, line.thatCounted());
            }
        }
    }
}
