package dev.bailey.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.control.ModelChecker.Outcome;
import java.util.Comparator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A checker that finds nothing proves something only if it finds what is there. */
class PlantedMistakeTest {

    @ParameterizedTest
    @EnumSource
    void everyPlantedMistakeIsFoundByAShortestWay(PlantedMistake mistake) {
        ModelClaims.assertBroken(new ModelWorld(mistake.setup()), mistake.kind(), mistake.steps());
    }

    /** The second drain alone does not save guards without compare-and-set. */
    @ParameterizedTest
    @CsvSource({
        "M14_GUARDS_WITHOUT_EPOCH_AND_STATE, S2, 23",
        "D3_UNCONDITIONAL_COMMANDS_AND_A_LATE_ONE, S3, 23",
    })
    void laterViolationsOfTheSameMistakeAreFoundToo(PlantedMistake mistake, ModelViolation.Kind kind, int steps) {
        Outcome outcome = ModelChecker.runToTheEnd(mistake.setup());

        assertThat(outcome.counterexamples().stream()
                        .filter(example -> example.violation().kind() == kind)
                        .map(example -> example.steps().size())
                        .min(Comparator.naturalOrder()))
                .hasValue(steps);
    }

    @Test
    void drainingAgainOnlyIfTheClockSaysSoIsHarmlessWhileClocksBehaveAndNoCommandIsLate() {
        Outcome outcome = ModelChecker.run(ModelSetup.of("crash=1 att=2 w=A,S postdrain=0 condcommit=0"));

        assertThat(outcome.counterexamples()).isEmpty();
        assertThat(outcome.states()).isEqualTo(70_082);
    }

    @Test
    void abortingAfterForGoodIsHarmlessWhileNoAnswerIsLost() {
        Outcome outcome = ModelChecker.run(ModelSetup.of("crash=0 att=1 w=A abortaftergood=1 cas=0"));

        assertThat(outcome.counterexamples()).isEmpty();
        assertThat(outcome.states()).isEqualTo(1_478);
    }
}
