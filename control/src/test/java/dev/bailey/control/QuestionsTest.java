package dev.bailey.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailey.core.Problem;
import dev.bailey.core.Side;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class QuestionsTest {

    private final Questions questions = new Questions(Duration.ofMillis(50));
    private final CountDownLatch awake = new CountDownLatch(1);
    private final AtomicInteger asked = new AtomicInteger();

    @AfterEach
    void wake() {
        awake.countDown();
        questions.close();
    }

    private String slowly() {
        asked.incrementAndGet();
        try {
            awake.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return "an answer";
    }

    @Test
    void whoeverAsksAServerThatHangsIsToldSoAndItIsNotAskedAgain() {
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> questions.ask("shop", Side.TARGET, "its tables", String.class, this::slowly))
                    .isInstanceOf(Problem.class)
                    .hasMessageStartingWith("the target does not answer: it was asked for its tables ");
        }

        assertThat(asked).hasValue(1);
    }

    @Test
    void anAnswerThatComesLateIsTheNextOnesAndThenItIsAskedAgain() {
        assertThatThrownBy(() -> questions.ask("shop", Side.TARGET, "its tables", String.class, this::slowly))
                .isInstanceOf(Problem.class);
        awake.countDown();

        assertThat(answerAtLast()).isEqualTo("an answer");
        assertThat(answerAtLast()).isEqualTo("another answer");
    }

    private String answerAtLast() {
        while (true) {
            try {
                return questions.ask("shop", Side.TARGET, "its tables", String.class, () -> "another answer");
            } catch (Problem hangsStill) {
                assertThat(hangsStill).hasMessageContaining("does not answer");
            }
        }
    }

    @Test
    void oneServerThatHangsKeepsNoOtherQuestionFromBeingAsked() {
        assertThatThrownBy(() -> questions.ask("shop", Side.TARGET, "its tables", String.class, this::slowly))
                .isInstanceOf(Problem.class);

        assertThat(questions.ask("shop", Side.SOURCE, "its tables", String.class, () -> "source"))
                .isEqualTo("source");
        assertThat(questions.ask("stock", Side.TARGET, "its tables", String.class, () -> "stock"))
                .isEqualTo("stock");
        assertThat(questions.ask("shop", Side.TARGET, "its writers", String.class, () -> "writers"))
                .isEqualTo("writers");
    }

    @Test
    void whoeverIsInterruptedIsToldThatBaileyStopsAndNotThatTheServerHasATrouble() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> questions.ask("shop", Side.TARGET, "its writers", String.class, this::slowly))
                .isInstanceOf(Problem.class)
                .hasMessage("Bailey stops, and no longer asks the target for its writers");
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void aQuestionsOwnProblemReachesWhoAsked() {
        assertThatThrownBy(() -> questions.ask("shop", Side.SOURCE, "its writers", String.class, () -> {
                    throw new Problem(Problem.Kind.UNFIT, "no right to see them");
                }))
                .isInstanceOf(Problem.class)
                .hasMessage("no right to see them");
    }
}
