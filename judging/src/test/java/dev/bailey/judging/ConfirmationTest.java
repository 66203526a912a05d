package dev.bailey.judging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.judging.Difference.Kind;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ConfirmationTest {

    private static final int ROUNDS = 6;

    private static final Trait FIELD = new Trait("$.a", Kind.VALUE);

    private final AtomicInteger waits = new AtomicInteger();
    private final AtomicInteger now = new AtomicInteger();

    @Test
    void whatTheServingSideDoesNotAnswerAlikeIsDroppedWithoutAWait() throws InterruptedException {
        Confirmation noise =
                confirmation(FIELD, "{'a':%d}"::formatted, count -> "{'a':-1}").run();

        assertThat(noise.confirmed()).isEmpty();
        assertThat(noise.noise()).extracting(Difference::path).containsExactly("$.a");
        assertThat(waits).hasValue(0);
        assertThat(now).hasValue(0);
    }

    @Test
    void whatBothSidesStickToIsConfirmedAfterOneWait() throws InterruptedException {
        Confirmation difference =
                confirmation(FIELD, count -> "{'a':1}", count -> "{'a':2}").run();

        assertThat(difference.confirmed()).extracting(Trait::of).containsExactly(FIELD);
        assertThat(waits).hasValue(1);
        assertThat(now).hasValue(ROUNDS);
    }

    @Test
    void noiseBesideADifferenceDoesNotHideIt() throws InterruptedException {
        Confirmation both = new Confirmation(
                        new AnswerComparison(ComparisonRules.usual()),
                        new AskedSample(
                                "{'a':1,'id':%d}"::formatted, count -> "{'a':2,'id':%d}".formatted(-count), waits, now),
                        Set.of(FIELD, new Trait("$.id", Kind.VALUE)),
                        ROUNDS)
                .run();

        assertThat(both.confirmed()).extracting(Trait::of).containsExactly(FIELD);
        assertThat(waits).hasValue(1);
    }

    @Test
    void whatIsGoneOnceTheOtherSideHasCaughtUpIsNoDifference() throws InterruptedException {
        Confirmation late =
                confirmation(FIELD, count -> "{'a':2}", count -> "{'a':2}").run();

        assertThat(late.isAnswered()).isTrue();
        assertThat(late.confirmed()).isEmpty();
        assertThat(late.noise()).isEmpty();
        assertThat(now).hasValue(1);
    }

    @Test
    void aListToWhichIsAddedAllTheTimeLacksNothingOnTheOtherSide() throws InterruptedException {
        Confirmation growing = confirmation(
                        new Trait("$.list[*]", Kind.MISSING),
                        count -> "{'list':%s}".formatted(list(3 + waits.get() * count)),
                        count -> "{'list':%s}".formatted(list(3)))
                .run();

        assertThat(growing.confirmed()).isEmpty();
        assertThat(waits).hasValue(1);
    }

    @Test
    void whatChangesBackAndForthOnTheServingSideIsNoDifference() throws InterruptedException {
        Confirmation moving = confirmation(
                        FIELD, count -> count <= 2 || count % 2 == 0 ? "{'a':1}" : "{'a':2}", count -> "{'a':2}")
                .run();

        assertThat(moving.confirmed()).isEmpty();
        assertThat(moving.noise()).extracting(Difference::path).contains("$.a");
    }

    private static List<Integer> list(int length) {
        return IntStream.range(0, length).boxed().toList();
    }

    private Confirmation confirmation(Trait suspected, IntFunction<String> serving, IntFunction<String> other) {
        return new Confirmation(
                new AnswerComparison(ComparisonRules.usual()),
                new AskedSample(serving, other, waits, now),
                Set.of(suspected),
                ROUNDS);
    }
}
