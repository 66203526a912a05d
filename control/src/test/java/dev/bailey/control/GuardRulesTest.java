package dev.bailey.control;

import static dev.bailey.control.ModelGuardRules.EXPIRED;
import static dev.bailey.control.ModelGuardRules.LEASED;
import static dev.bailey.control.ModelGuardRules.OPEN;
import static dev.bailey.control.ModelGuardRules.SHUT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.GuardState;
import java.util.EnumSet;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The rules that the model is checked with are those of {@link GuardState}, and both are those of docs/cutover.md,
 * which this test states once more by itself.
 */
class GuardRulesTest {

    private static final int EPOCHS = 6;

    /** A guard as the model holds it. */
    private record Held(int kind, int epoch) {
        static Held of(GuardState state) {
            return new Held(ModelGuardRules.kind(state), (int) state.epoch());
        }

        GuardState state() {
            return ModelGuardRules.state(kind, epoch);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void everySmallGuardAnswersTheCommandAsThePageSays(ModelCommand command) {
        ModelGuardRules rules = new ModelGuardRules(ModelSetup.of("w=A"));

        for (Held held : (Iterable<Held>) smallGuards()::iterator) {
            for (int epoch = 1; epoch <= EPOCHS; epoch++) {
                Optional<Held> after = rules.after(command, held.state(), epoch).map(Held::of);

                assertThat(after)
                        .describedAs("%s in epoch %s to a guard that is %s", command, epoch, held.state())
                        .isEqualTo(asThePageSays(command, held, epoch));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("smallGuards")
    void theModelAndTheGuardAgreeWhetherItTakesWrites(Held held) {
        assertThat(ModelGuardRules.accepts(held.kind())).isEqualTo(held.state().accepts(ModelGuardRules.NOW));
        assertThat(Held.of(held.state())).isEqualTo(held);
    }

    @Test
    void noCommandLowersAnEpoch() {
        for (Held held : (Iterable<Held>) smallGuards()::iterator) {
            GuardState before = held.state();
            for (ModelCommand command : EnumSet.complementOf(EnumSet.of(ModelCommand.NONE))) {
                for (int epoch = 1; epoch <= EPOCHS; epoch++) {
                    Optional<GuardState> after =
                            new ModelGuardRules(ModelSetup.of("w=A")).after(command, before, epoch);

                    assertThat(after.map(GuardState::epoch).orElse(before.epoch()))
                            .isGreaterThanOrEqualTo(before.epoch());
                }
            }
        }
    }

    /** Empty when the guard refuses; a guard that is already as it should be has done its duty, but for a fence. */
    private static Optional<Held> asThePageSays(ModelCommand command, Held held, int epoch) {
        boolean shut = held.kind() == SHUT;
        boolean leased = held.kind() == LEASED || held.kind() == EXPIRED;
        boolean may = switch (command) {
            case FENCE -> !shut && held.epoch() < epoch;
            case FOR_GOOD -> (leased || shut) && held.epoch() == epoch;
            case OPEN -> (shut && held.epoch() < epoch) || held.equals(new Held(OPEN, epoch));
            case ABORT -> !shut && held.epoch() <= epoch;
            case BURN -> shut && held.epoch() <= epoch + 1;
            case RETREAT -> (shut && held.epoch() == epoch) || held.equals(new Held(OPEN, epoch + 1));
            case NONE -> false;
        };
        Held goal = switch (command) {
            case FENCE -> new Held(LEASED, epoch);
            case FOR_GOOD -> new Held(SHUT, epoch);
            case OPEN, ABORT -> new Held(OPEN, epoch);
            case BURN -> new Held(SHUT, epoch + 1);
            case RETREAT -> new Held(OPEN, epoch + 1);
            case NONE -> held;
        };
        return may ? Optional.of(goal) : Optional.empty();
    }

    private static Stream<Held> smallGuards() {
        return IntStream.of(OPEN, LEASED, EXPIRED, SHUT)
                .boxed()
                .flatMap(kind -> IntStream.rangeClosed(0, EPOCHS).mapToObj(epoch -> new Held(kind, epoch)));
    }
}
