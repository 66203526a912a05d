package dev.bailey.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Side;
import dev.bailey.core.Verdict;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReadinessTest {

    private final Drills drills = new Drills(List.of(), () -> Instant.EPOCH);
    private final Readiness readiness = new Readiness(drills, () -> Instant.EPOCH.plusSeconds(40));

    @BeforeEach
    void drill() {
        drills.drill(Side.TARGET);
    }

    @Test
    void whenBothSidesAreEqualARollbackLosesNothing() {
        assertThat(readiness.sentence(Side.TARGET, List.of(), List.of(), new Verdict.Equal(5)))
                .isEqualTo("rolling back now would hold writes about 0 ms and lose 0 rows; drilled 40 s ago");
    }

    @Test
    void beforeTheyWereComparedItClaimsNothing() {
        assertThat(readiness.sentence(Side.TARGET, List.of(), List.of(), new Verdict.Unknown("not compared yet")))
                .isEqualTo(
                        "rolling back now would hold writes about 0 ms and nobody knows what it would lose: the sides"
                                + " are unknown: not compared yet; drilled 40 s ago");
    }
}
