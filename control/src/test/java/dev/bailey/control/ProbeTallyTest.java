package dev.bailey.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.runbook.Expectation;
import dev.bailey.runbook.HttpCall;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a prober finds worth writing down. */
class ProbeTallyTest {

    private static final Instant START = Instant.parse("2026-11-20T02:00:00Z");

    private final List<ProbeNote> notes = new ArrayList<>();
    private final ProbeTally tally = new ProbeTally("web", probe(), notes::add);

    private static Probe probe() {
        HttpCall call = new HttpCall(
                "GET",
                URI.create("https://shop.example/health"),
                Map.of(),
                Optional.empty(),
                Expectation.success(),
                Duration.ofSeconds(2),
                /* repeatable= */ true);
        return new Probe(call, Duration.ofSeconds(1));
    }

    @Test
    void whatIsWellIsCountedOnceAMinute() {
        probe(0, 150, "");

        assertThat(notes).extracting(ProbeNote::kind).containsOnly(ProbeNote.Kind.WATCHED);
        assertThat(notes).extracting(ProbeNote::sent).containsExactly(61L, 60L);
        assertThat(notes.get(1).from()).isEqualTo(notes.get(0).to());
    }

    @Test
    void aWindowIsToldWhenItBeginsAndWhenItEnds() {
        probe(0, 5, "");
        probe(5, 8, "it answered 502");
        probe(8, 10, "");

        assertThat(notes).extracting(ProbeNote::kind).containsExactly(ProbeNote.Kind.FAILING, ProbeNote.Kind.FAILED);
        ProbeNote window = notes.get(1);
        assertThat(window.from()).isEqualTo(START.plusSeconds(5));
        assertThat(window.to()).isEqualTo(START.plusSeconds(8).plusMillis(1));
        assertThat(window.failed()).isEqualTo(3);
        assertThat(window.because()).isEqualTo("it answered 502");
    }

    @Test
    void aLongWindowIsToldNowAndThen() {
        probe(0, 50, "it answered 502");

        assertThat(notes).hasSize(2).extracting(ProbeNote::from).containsOnly(START);
        assertThat(notes.get(1).failed()).isEqualTo(32);
    }

    @Test
    void aTimeInWhichItWasStoppedIsNotWatched() {
        probe(0, 5, "");
        probe(30, 35, "");
        tally.note();

        assertThat(ProbeStory.all(notes)).singleElement().satisfies(story -> {
            assertThat(story.watched()).hasSize(2);
            assertThat(story.notWatched())
                    .containsExactly(new Span(START.plusSeconds(4).plusMillis(1), START.plusSeconds(30)));
        });
    }

    @Test
    void nobodyKnowsWhenAWindowEndedInWhichItWasStopped() {
        probe(0, 5, "it answered 502");
        probe(30, 35, "");

        assertThat(notes).extracting(ProbeNote::kind).doesNotContain(ProbeNote.Kind.FAILED);
        assertThat(notes.get(1).to()).isEqualTo(START.plusSeconds(4).plusMillis(1));
    }

    private void probe(int from, int to, String because) {
        for (int second = from; second < to; second++) {
            Instant began = START.plusSeconds(second);
            tally.probed(began, began.plusMillis(1), Optional.of(because).filter(text -> !text.isEmpty()));
        }
    }
}
