package dev.bailey.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.runbook.Entry;
import dev.bailey.telling.Notice;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What people are told of the journal. */
class JournalNoticesTest {

    @Test
    void aMoveIsToldWithWhoAskedForIt() {
        Notice told = told("flip", "flipped", Map.of("owner", "TARGET", "by", "ana", "epoch", "1"));

        assertThat(told.event()).isEqualTo(Notice.Event.MOVED);
        assertThat(told.title()).isEqualTo("everyone moved to the target");
        assertThat(told.text()).isEqualTo("asked for by ana");
        assertThat(told.fields()).containsEntry("by", "ana").containsEntry("entry", "7");
    }

    @Test
    void aMoveThatWasGivenUpIsToldWithTheReason() {
        Notice told = told("flip", "aborted", Map.of("owner", "SOURCE", "by", "ana", "because", "a write did not end"));

        assertThat(told.event()).isEqualTo(Notice.Event.GIVEN_UP);
        assertThat(told.title()).isEqualTo("a move of everyone was given up, the source serves");
        assertThat(told.text()).startsWith("a write did not end");
    }

    @Test
    void whatUsersFeltIsTold() {
        Notice told = told("measured", "measured", Map.of("pauseMillis", "84", "held", "112", "failed", "2"));

        assertThat(told.title()).isEqualTo("no request waited longer than 84 ms for the move, 112 were held, 2 failed");
    }

    @Test
    void anApprovalIsToldWithoutItsEvidence() {
        Notice told = told("approval", "refused", Map.of("by", "ben", "reason", "not tonight", "evidence", "a lot"));

        assertThat(told.title()).isEqualTo("approval everyone refused by ben");
        assertThat(told.text()).isEqualTo("not tonight");
        assertThat(told.fields()).doesNotContainKey("evidence");
    }

    @Test
    void aRollbackByAConditionIsTold() {
        Notice told = told("observation", "rolled back", Map.of("because", "errors are 4 %"));

        assertThat(told.event()).isEqualTo(Notice.Event.OBSERVATION);
        assertThat(told.text()).isEqualTo("errors are 4 %");
    }

    @Test
    void whatNobodyMustHearOfIsNotTold() {
        assertThat(of("flip", "intent", Map.of("by", "ana"))).isEmpty();
        assertThat(of("step", "started", Map.of())).isEmpty();
        assertThat(of("router", "joined", Map.of())).isEmpty();
    }

    private static Notice told(String kind, String text, Map<String, String> details) {
        return of(kind, text, details).orElseThrow();
    }

    private static Optional<Notice> of(String kind, String text, Map<String, String> details) {
        return JournalNotices.of(
                "shop", new Entry(7, Instant.parse("2026-11-28T03:00:00Z"), kind, "everyone", text, details));
    }
}
