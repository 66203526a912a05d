package dev.bailey.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.judging.Finding;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AnswersTogetherTest {

    @Test
    void anEndpointThatOneRouterHasProvenIsProvenForAll() {
        AnswerStatus.Direction known =
                together(knows(endpoint("GET /a", "needs_more", 100, 199)), knows(endpoint("GET /a", "alike", 400, 0)));

        assertThat(known.endpoints()).singleElement().satisfies(endpoint -> {
            assertThat(endpoint.verdict()).isEqualTo("alike");
            assertThat(endpoint.compared()).isEqualTo(500);
            assertThat(endpoint.more()).isZero();
        });
        assertThat(AnswersTogether.trouble(known, /* proven= */ true)).isEmpty();
    }

    @Test
    void whatNoRouterHasProvenNeedsAsManyMoreAsTheOneThatIsNearest() {
        AnswerStatus.Direction known = together(
                knows(endpoint("GET /a", "needs_more", 100, 199)), knows(endpoint("GET /a", "needs_more", 250, 49)));

        assertThat(known.endpoints().get(0).more()).isEqualTo(49);
        assertThat(AnswersTogether.trouble(known, /* proven= */ false)).isEmpty();
        assertThat(AnswersTogether.trouble(known, /* proven= */ true)).contains("GET /a: it is needs_more");
    }

    @Test
    void aDifferenceThatOneRouterHasFoundKeepsEverybody() {
        AnswerStatus.Direction one = knows(
                endpoint("GET /a", "alike", 400, 0), endpoint("GET /b", "different", 20, 0), found("$.x", 3, null));
        AnswerStatus.Direction other = knows(
                endpoint("GET /a", "different", 5, 0), endpoint("GET /b", "different", 9, 0), found("$.x", 4, null));

        AnswerStatus.Direction known = together(one, other);

        assertThat(AnswersTogether.trouble(known, /* proven= */ false))
                .contains("GET /a: it is different (and 1 more endpoints); see \"bailey answers\"");
        assertThat(known.findings())
                .singleElement()
                .satisfies(found -> assertThat(found.seen()).isEqualTo(7));
    }

    @Test
    void whatSomebodyAcceptedIsAcceptedThoughARouterHasNotHeardOfIt() {
        AnswerStatus.Direction known = together(
                knows(endpoint("GET /b", "alike", 20, 0), found("$.x", 3, null)),
                knows(endpoint("GET /b", "alike", 20, 0), found("$.x", 3, "clients ignore it")));

        assertThat(known.findings().get(0).accepted()).isEqualTo("clients ignore it");
    }

    @Test
    void whereNothingWasComparedOnlyProofIsMissing() {
        AnswerStatus.Direction nothing = together();

        assertThat(AnswersTogether.trouble(nothing, /* proven= */ false)).isEmpty();
        assertThat(AnswersTogether.trouble(nothing, /* proven= */ true)).contains("no answers were compared yet");
    }

    @Test
    void aRouterTellsWhatDiffersFirstAndThenWhatIsAskedForMost() {
        List<AnswerStatus.Endpoint> many = IntStream.range(0, 1_000)
                .mapToObj(i -> endpoint("GET /" + i, i == 3 ? "different" : "alike", i, 0))
                .toList();

        AnswerStatus.Direction told =
                AnswersTogether.shortened(new AnswerStatus.Direction("web", "source", many, List.of()));

        assertThat(told.endpoints()).hasSize(300);
        assertThat(told.endpoints().get(0).endpoint()).isEqualTo("GET /3");
        assertThat(told.endpoints().get(1).endpoint()).isEqualTo("GET /999");
    }

    private static AnswerStatus.Direction together(AnswerStatus.Direction... known) {
        return AnswersTogether.of("web", "source", List.of(known));
    }

    private static AnswerStatus.Direction knows(AnswerStatus.Endpoint endpoint) {
        return new AnswerStatus.Direction("web", "source", List.of(endpoint), List.of());
    }

    private static AnswerStatus.Direction knows(AnswerStatus.Endpoint endpoint, AnswerStatus.Found found) {
        return new AnswerStatus.Direction("web", "source", List.of(endpoint), List.of(found));
    }

    private static AnswerStatus.Direction knows(
            AnswerStatus.Endpoint endpoint, AnswerStatus.Endpoint second, AnswerStatus.Found found) {
        return new AnswerStatus.Direction("web", "source", List.of(endpoint, second), List.of(found));
    }

    private static AnswerStatus.Endpoint endpoint(String name, String verdict, long compared, long more) {
        return new AnswerStatus.Endpoint(name, verdict, "it is " + verdict, compared, compared, 0, 0, more, List.of());
    }

    private static AnswerStatus.Found found(String path, long seen, @Nullable String accepted) {
        return new AnswerStatus.Found(
                "GET /b", path, "value", seen, "seen", accepted, List.of(new Finding.Example("GET /b", "1", "2")));
    }
}
