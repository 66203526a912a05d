package dev.bailey.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.runbook.Approvals;
import dev.bailey.runbook.Entry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which approvals counted when users were moved. */
class ApprovalHistoryTest {

    private static final Instant START = Instant.parse("2026-11-20T02:00:00Z");

    private final List<Entry> journal = new ArrayList<>();

    @Test
    void whatWasApprovedBeforeACutoverCountedForIt() {
        approve("ana", "given", "e1");
        approve("ben", "given", "e1");
        cutover();
        approve("eve", "given", "e2");

        assertThat(counted()).containsExactly("ana", "ben");
    }

    @Test
    void whatWasTakenBackDidNotCount() {
        approve("ana", "given", "e1");
        journal.add(entry(Approvals.KIND, "go", "taken back", Map.of("by", "ana", "reason", "a new fact")));
        approve("ben", "given", "e1");
        cutover();

        assertThat(counted()).containsExactly("ben");
        assertThat(ApprovalHistory.of(journal))
                .extracting(Report.ApprovalLine::decision)
                .containsExactly("given", "taken back", "given");
    }

    @Test
    void whatWasApprovedOfOtherEvidenceDidNotCount() {
        approve("ana", "given", "e1");
        approve("ben", "given", "e2");
        cutover();

        assertThat(counted()).containsExactly("ben");
    }

    @Test
    void beforeACutoverNothingHasCounted() {
        approve("ana", "given", "e1");

        assertThat(counted()).isEmpty();
    }

    private List<String> counted() {
        return ApprovalHistory.of(journal).stream()
                .filter(Report.ApprovalLine::counted)
                .map(Report.ApprovalLine::by)
                .toList();
    }

    private void approve(String by, String text, String evidence) {
        journal.add(
                entry(Approvals.KIND, "go", text, Map.of("by", by, "reason", "it was rehearsed", "hash", evidence)));
    }

    private void cutover() {
        journal.add(entry(Ledger.KIND, Plan.EVERYONE, Ledger.INTENT, Map.of("from", "SOURCE", "epoch", "1")));
    }

    private Entry entry(String kind, String subject, String text, Map<String, String> details) {
        return new Entry(journal.size() + 1L, START, kind, subject, text, details);
    }
}
