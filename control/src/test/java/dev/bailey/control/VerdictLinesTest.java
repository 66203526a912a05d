package dev.bailey.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Row;
import dev.bailey.core.TableId;
import dev.bailey.core.Value;
import dev.bailey.core.Verdict;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VerdictLinesTest {

    private static final TableId PERSON = new TableId("public", "person");

    private static Verdict.Different different(String key) {
        return new Verdict.Different(
                List.of(new Verdict.Difference(PERSON, Row.of(Value.of(key)), "name is Ada", "")), 3, 10);
    }

    @Test
    void theSentenceThatGoesIntoJournalAndLogsHoldsNothingOfARow() {
        Verdict.Different verdict = different("ada@example.org");

        assertThat(verdict.sentence())
                .isEqualTo("different in 3 rows of 10, first: a row of public.person, missing on target")
                .isEqualTo(verdict.toString());
    }

    @Test
    void whoeverAsksForAComparisonIsToldTheKeys() {
        VerdictLines lines = VerdictLines.of(Map.of("users", Map.of(PERSON, different("ada@example.org"))), List.of());

        assertThat(lines.verdicts())
                .flatExtracting(VerdictLines.Line::keys)
                .containsExactly("ada@example.org: missing on target");
    }

    @Test
    void aKeyThatIsAWholeRowIsCut() {
        VerdictLines lines = VerdictLines.of(Map.of("users", Map.of(PERSON, different("x".repeat(1_000)))), List.of());

        assertThat(lines.verdicts())
                .flatExtracting(VerdictLines.Line::keys)
                .containsExactly("x".repeat(200) + "…: missing on target");
    }
}
