package dev.bailey.judging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.bailey.judging.EndpointVerdict.State;
import dev.bailey.judging.ShopPair.Planted;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AnswerJudgeTest {

    private static final int SEEDS = Integer.getInteger("bailey.seeds", 3);
    private static final int SAMPLES = 8_000;

    static LongStream seeds() {
        return LongStream.rangeClosed(1, SEEDS);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void allThatIsPlantedIsFoundAmongNoiseAndLagAndNothingElse(long seed) throws InterruptedException {
        AnswerJudge judge = judged(seed, EnumSet.allOf(Planted.class), SAMPLES);

        assertThat(judge.findings())
                .extracting(Finding::endpoint, Finding::path)
                .contains(Arrays.stream(Planted.values())
                        .map(planted -> tuple(planted.endpoint, planted.path))
                        .toArray(org.assertj.core.groups.Tuple[]::new))
                .hasSize(Planted.values().length + 1);
        assertThat(judge.findings()).extracting(Finding::path).contains("$.remark");
        assertThat(judge.verdicts()).extracting(EndpointVerdict::state).containsOnly(State.DIFFERENT);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void nothingIsFoundWhereOnlyNoiseAndLagDiffer(long seed) throws InterruptedException {
        AnswerJudge judge = judged(seed, Set.of(), SAMPLES);

        assertThat(judge.findings()).isEmpty();
        assertThat(judge.verdicts())
                .hasSize(5)
                .extracting(EndpointVerdict::state)
                .containsOnly(State.ALIKE);
    }

    @Test
    void fewSamplesAreSaidToBeTooFewAndHowManyAreMissing() throws InterruptedException {
        AnswerJudge judge = judged(1, Set.of(), 100);

        assertThat(judge.verdicts()).allSatisfy(verdict -> {
            assertThat(verdict.state()).isEqualTo(State.NEEDS_MORE);
            assertThat(verdict.compared() + verdict.more()).isEqualTo(299);
        });
    }

    @Test
    void noiseIsShownWithItsCause() throws InterruptedException {
        AnswerJudge judge = judged(1, Set.of(), SAMPLES);

        assertThat(judge.noise("GET /orders/{id}"))
                .extracting(Noise::path, Noise::cause)
                .contains(tuple("$.id", Noise.Cause.VOLATILE), tuple("$.at", Noise.Cause.MONOTONE));
        assertThat(judge.noise("GET /prices"))
                .extracting(Noise::path, Noise::cause)
                .contains(tuple("$.tags", Noise.Cause.UNORDERED), tuple("$.minute", Noise.Cause.MONOTONE));
    }

    @Test
    void whatIsAcceptedNoLongerCounts() throws InterruptedException {
        AnswerJudge judge = judged(1, EnumSet.of(Planted.LOST_HEADER), SAMPLES);
        judge.accept("GET /prices", "header vary", "nobody caches it");

        assertThat(judge.findings()).extracting(Finding::accepted).containsExactly("nobody caches it");
        assertThat(judge.verdicts()).extracting(EndpointVerdict::state).containsOnly(State.ALIKE);
    }

    @Test
    void whatTurnsOutToBeNoiseWhileItIsSuspectedIsNotFound() throws InterruptedException {
        assertThat(suspected("{'a':1}"::formatted).findings())
                .extracting(Finding::path)
                .containsExactly("$.a");
        assertThat(suspected("{'a':%d}"::formatted).findings()).isEmpty();
    }

    @Test
    void whoeverIsTheOddOneInWhatIsNoiseIsNotFound() throws InterruptedException {
        assertThat(oddOnes("{'a':1}"::formatted).findings())
                .extracting(Finding::path)
                .containsExactly("$.a");
        assertThat(oddOnes("{'a':%d}"::formatted).findings()).isEmpty();
    }

    /** Three are answered so by the serving side; then the other side is the odd one, and does not stick to it. */
    private static AnswerJudge oddOnes(IntFunction<String> others) throws InterruptedException {
        AnswerJudge judge = new AnswerJudge(JudgeSettings.usual(), () -> 0, () -> 0);
        for (int sample = 0; sample < 3; sample++) {
            judge.sampled(asked(others, count -> "{'a':1}"));
        }
        for (int sample = 0; sample < 20; sample++) {
            judge.sampled(asked(count -> "{'a':1}", count -> count > 1 ? "{'a':1}" : "{'a':-1}"));
        }
        return judge;
    }

    /** One request differs and sticks to it; three more are answered so by the serving side. */
    private static AnswerJudge suspected(IntFunction<String> others) throws InterruptedException {
        AtomicLong nanos = new AtomicLong();
        JudgeSettings usual = JudgeSettings.usual();
        JudgeSettings withoutReplays = new JudgeSettings(
                usual.rules(), usual.rounds(), usual.later(), 0, 0, usual.tolerance(), usual.certainty());
        AnswerJudge judge = new AnswerJudge(withoutReplays, nanos::get, () -> 1);
        judge.sampled(asked(count -> "{'a':1}", count -> "{'a':-1}"));
        for (int sample = 0; sample < 3; sample++) {
            judge.sampled(asked(others, count -> "{'a':-1}"));
        }
        for (int looks = 0; looks < 10; looks++) {
            nanos.addAndGet(usual.later().toNanos() * 16);
            look(judge);
        }
        return judge;
    }

    private static Sample asked(IntFunction<String> serving, IntFunction<String> other) {
        return new AskedSample(serving, other, new AtomicInteger(), new AtomicInteger());
    }

    private static AnswerJudge judged(long seed, Set<Planted> planted, int samples) throws InterruptedException {
        ShopPair shop = new ShopPair(seed, planted);
        Random random = new Random(-seed);
        AnswerJudge judge = new AnswerJudge(JudgeSettings.usual(), shop::nanos, random::nextDouble);
        for (int sample = 0; sample < samples; sample++) {
            Sample next = shop.next();
            judge.served(next.endpoint(), 200);
            judge.sampled(next);
            look(judge);
        }
        for (int looks = 0; looks < 10; looks++) {
            shop.pass(JudgeSettings.usual().later().multipliedBy(16));
            look(judge);
        }
        return judge;
    }

    private static void look(AnswerJudge judge) throws InterruptedException {
        for (AnswerJudge.Look look : judge.due()) {
            look.run();
        }
    }
}
