package dev.bailey.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.bailey.core.Problem;
import dev.bailey.judging.ComparisonRules;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ContractRunTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private Shop old;
    private Shop now;

    @BeforeEach
    void open() throws IOException {
        old = new Shop("9.50", 701);
        now = new Shop("9.5", 800);
    }

    @AfterEach
    void close() {
        old.close();
        now.close();
    }

    @Test
    void sidesThatAnswerAlikeHaveNoFinding() throws InterruptedException {
        ContractResult result = run(settings(2, false), get("/home"), get("/orders/701"));

        assertThat(result.findings()).isEmpty();
        assertThat(result.isAlike()).isTrue();
        assertThat(result.compared()).isEqualTo(2);
    }

    @Test
    void aValueThatDiffersIsFoundWithWhatBothSay() throws IOException, InterruptedException {
        try (Shop dearer = new Shop("9.51", 800)) {
            ContractResult result = run(settings(old, dearer, 2, false), get("/price"));

            assertThat(result.findings())
                    .singleElement()
                    .extracting(Finding::request, Finding::path, Finding::old, Finding::now)
                    .containsExactly("GET /price", "$.price", "9.5", "9.51");
        }
    }

    @Test
    void whatTheOldSideAnswersOtherwiseByItselfIsNoise() throws InterruptedException {
        ContractResult result = run(settings(2, false), get("/price"));

        assertThat(result.findings()).isEmpty();
        assertThat(result.noise()).containsOnlyKeys("t#1 GET /price").containsValue(List.of("$.visit"));
    }

    @Test
    void withoutASecondRunNothingIsNoise() throws InterruptedException {
        run(settings(old, old, 1, false), get("/price"));

        ContractResult result = run(settings(1, false), get("/price"));

        assertThat(Shop.paths(result)).containsExactly("$.visit");
    }

    @Test
    void eachSideGetsTheValuesThatItGave() throws InterruptedException {
        ContractResult result = run(
                settings(2, true),
                new Call(
                        "t#1",
                        "GET",
                        "/login",
                        List.of(),
                        Content.none(),
                        Optional.empty(),
                        List.of(),
                        Map.of("csrf", new Take("input csrf"))),
                form("/login", "csrf=${csrf}&password=" + Shop.PASSWORD.replace(' ', '+'), want(200)),
                new Call(
                        "t#3",
                        "POST",
                        "/orders",
                        List.of(new Header("Content-Type", "application/json"), new Header("X-CSRF", "${csrf}")),
                        Content.of("{\"sku\":\"pen\"}"),
                        Optional.empty(),
                        List.of(want(201)),
                        Map.of("id", new Take("$.id"))),
                new Call(
                        "t#4",
                        "GET",
                        "/orders/${id}",
                        List.of(),
                        Content.none(),
                        Optional.empty(),
                        List.of(want(200)),
                        Map.of()));

        assertThat(result.findings()).isEmpty();
        assertThat(result.expectations()).isEqualTo(6);
        assertThat(old.seen()).anyMatch(line -> line.startsWith("GET /orders/702"));
        assertThat(now.seen()).anyMatch(line -> line.startsWith("GET /orders/801"));
    }

    @Test
    void whatNoAnswerGaveIsNotAskedFor() throws InterruptedException {
        ContractResult result = run(
                settings(1, false),
                new Call(
                        "t#1",
                        "GET",
                        "/price",
                        List.of(),
                        Content.none(),
                        Optional.empty(),
                        List.of(),
                        Map.of("id", new Take("$.id"))),
                get("/orders/${id}"));

        assertThat(result.findings())
                .filteredOn(finding -> !finding.wanted().isEmpty())
                .extracting(Finding::path, Finding::wanted)
                .containsOnly(tuple("take id", "$.id"))
                .hasSize(2);
        assertThat(old.seen()).noneMatch(line -> line.contains("/orders/"));
    }

    @Test
    void anExpectationSaysWhichSideDoesNotMeetIt() throws IOException, InterruptedException {
        try (Shop dearer = new Shop("12", 800)) {
            Call call = new Call(
                    "t#1",
                    "GET",
                    "/price",
                    List.of(),
                    Content.none(),
                    Optional.empty(),
                    List.of(new Want(Want.Kind.JSON, "$.price", "9.5"), new Want(Want.Kind.CONTAINS, "", "visit")),
                    Map.of());
            ContractResult result = run(settings(old, dearer, 1, false), call);

            assertThat(result.findings())
                    .filteredOn(finding -> !finding.wanted().isEmpty())
                    .singleElement()
                    .extracting(Finding::path, Finding::wanted, Finding::old, Finding::now)
                    .containsExactly("$.price", "9.5", "", "12");
        }
    }

    @Test
    void requestsThatMayChangeSomethingAreLeftOutUnlessAskedFor() throws InterruptedException {
        ContractResult result = run(settings(1, false), form("/login", "x=y", want(403)), get("/home"));

        assertThat(result.leftOut()).isEqualTo(Map.of("writes", 1));
        assertThat(result.played()).isEqualTo(1);
        assertThat(old.seen()).allMatch(line -> line.startsWith("GET"));
    }

    @Test
    void aSecretThatDiffersIsFoundAndNotShown() throws InterruptedException {
        ContractResult result = run(settings(2, false), get("/key?token=swordfish-9"));

        assertThat(result.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.path()).isEqualTo("$.api_key");
            assertThat(finding.toString()).doesNotContain(old.csrf(), now.csrf(), "swordfish");
            assertThat(finding.old()).startsWith("masked-").isNotEqualTo(finding.now());
        });
    }

    @Test
    void theNewSideIsCalledByItsShadowName() throws InterruptedException {
        ContractRun.Settings plain = settings(1, false);
        ContractRun.Settings shadow = new ContractRun.Settings(
                plain.old(),
                Optional.of(new Endpoint(now.url(), Optional.of("shadow.shop.test"), List.of())),
                1,
                false,
                LIMIT,
                Map.of(),
                Set.of());

        ContractResult result = run(shadow, get("/home"));

        assertThat(now.seen()).containsExactly("GET /home shadow.shop.test");
        assertThat(result.findings()).isEmpty();
    }

    @Test
    void aSideWhereNobodyIsIsAProblemOfTheWorld() {
        now.close();

        assertThatThrownBy(() -> run(settings(1, false), get("/home")))
                .isInstanceOf(Problem.class)
                .hasMessageContaining(now.url().toString());
    }

    @Test
    void nothingPlayedIsNotAlike() throws InterruptedException {
        assertThat(run(settings(1, false)).isAlike()).isFalse();
    }

    private ContractRun.Settings settings(int runs, boolean writes) {
        return settings(old, now, runs, writes);
    }

    private static ContractRun.Settings settings(Shop old, Shop now, int runs, boolean writes) {
        return new ContractRun.Settings(
                Optional.of(old.endpoint()), Optional.of(now.endpoint()), runs, writes, LIMIT, Map.of(), Set.of());
    }

    private static ContractResult run(ContractRun.Settings settings, Call... calls) throws InterruptedException {
        Contract contract = new Contract("t", List.of(calls), ComparisonRules.usual(), Map.of());
        return new ContractRun(settings).run(List.of(contract), sent -> {});
    }

    private static Call get(String target) {
        return new Call("t#1", "GET", target, List.of(), Content.none(), Optional.empty(), List.of(), Map.of());
    }

    private static Call form(String target, String body, Want want) {
        return new Call(
                "t#2",
                "POST",
                target,
                List.of(new Header("Content-Type", "application/x-www-form-urlencoded")),
                Content.of(body),
                Optional.empty(),
                List.of(want),
                Map.of());
    }

    private static Want want(int status) {
        return new Want(Want.Kind.STATUS, "", Integer.toString(status));
    }
}
