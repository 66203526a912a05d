package dev.bailey.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.telling.Notice;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** People are told of what stays otherwise, and of nothing that flickers. */
class SettlingTest {

    private final Settling settling = new Settling("shop");
    private final List<Notice> told = new ArrayList<>();
    private Instant now = Instant.parse("2026-11-28T03:00:00Z");

    @Test
    void aGateThatClosesIsToldOnceAndSoIsItsOpening() {
        look(10, NamedGate.open("lag of orders"));

        look(30, NamedGate.closed("lag of orders", "the target is 3000 ms behind"));
        look(30, NamedGate.closed("lag of orders", "the target is 4000 ms behind"));
        look(30, NamedGate.open("lag of orders"));

        assertThat(told).extracting(Notice::event).containsExactly(Notice.Event.GATE_CLOSED, Notice.Event.GATE_OPEN);
        assertThat(told.get(0)).extracting(Notice::title).isEqualTo("no move to the target: lag of orders");
        assertThat(told.get(0)).extracting(Notice::text).isEqualTo("the target is 3000 ms behind");
    }

    @Test
    void oneThatFlickersIsNotTold() {
        look(10, NamedGate.open("lag of orders"));

        for (int i = 0; i < 20; i++) {
            look(4, NamedGate.closed("lag of orders", "the target is 1010 ms behind"));
            look(2, NamedGate.open("lag of orders"));
        }

        assertThat(told).isEmpty();
    }

    @Test
    void oneThatWasNeverOpenIsNotTold() {
        look(60, NamedGate.closed("rehearsals", "0 of 3"));

        assertThat(told).isEmpty();
    }

    @Test
    void aStreamThatStandsFromTheBeginningIsTold() {
        for (int second = 0; second < 10; second++) {
            look(Matter.stream("stream of orders from the source", Optional.of("halted at orders/target/3")));
        }

        assertThat(told).extracting(Notice::title).containsExactly("stream of orders from the source does not go on");
    }

    @Test
    void aStepThatWaitsAgainIsToldAgain() {
        for (int time = 0; time < 2; time++) {
            for (int second = 0; second < 10; second++) {
                look(Matter.step("freeze@cutover 1", "it ended with 1"));
            }
            look();
        }

        assertThat(told).extracting(Notice::event).containsExactly(Notice.Event.STEP_WAITS, Notice.Event.STEP_WAITS);
    }

    private void look(int seconds, NamedGate gate) {
        for (int second = 0; second < seconds; second++) {
            look(Matter.gate("target", gate));
        }
    }

    private void look(Matter... matters) {
        told.addAll(settling.look(List.of(matters), now));
        now = now.plus(Duration.ofSeconds(1));
    }
}
