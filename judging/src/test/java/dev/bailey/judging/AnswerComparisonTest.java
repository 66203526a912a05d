package dev.bailey.judging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.bailey.judging.Difference.Kind;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AnswerComparisonTest {

    @Test
    void theSameJsonSpelledInAnotherWayIsAlike() {
        assertThat(json("{\"a\": 1.50, \"b\": [true, null]}", "{\"b\":[true,null],\"a\":1.5}"))
                .isEmpty();
    }

    @Test
    void aHeaderIsTheSameWithSpacesBehindItsCommasAndWithout() {
        AnswerComparison comparison = new AnswerComparison(ComparisonRules.usual());
        Answer old = new Answer(200, Map.of("Vary", List.of("Accept-Encoding,Cookie")), new byte[0]);

        assertThat(comparison.compare(
                        old, new Answer(200, Map.of("Vary", List.of("Accept-Encoding, Cookie")), new byte[0])))
                .isEmpty();
        assertThat(comparison.compare(old, new Answer(200, Map.of("Vary", List.of("Cookie")), new byte[0])))
                .hasSize(1);
    }

    @Test
    void eachFieldThatDiffersIsNamedByItsPath() {
        List<Difference> found = json(
                "{\"name\":\"x\",\"price\":9.99,\"lines\":[{\"sum\":1},{\"sum\":2}],\"gone\":1}",
                "{\"title\":\"x\",\"price\":\"9.99\",\"lines\":[{\"sum\":1},{\"sum\":3}],\"gone\":1}");

        assertThat(found)
                .containsExactly(
                        new Difference("$.name", Kind.MISSING, "x", ""),
                        new Difference("$.price", Kind.TYPE, "9.99", "9.99"),
                        new Difference("$.lines[*].sum", Kind.VALUE, "2", "3"),
                        new Difference("$.title", Kind.EXTRA, "", "x"));
    }

    @Test
    void anotherOrderIsNoOtherContent() {
        assertThat(json("[3,1,2]", "[1,2,3]")).extracting(Difference::kind).containsExactly(Kind.ORDER);
        assertThat(json(
                        "[{\"id\":1,\"v\":\"a\"},{\"id\":2,\"v\":\"b\"}]",
                        "[{\"id\":2,\"v\":\"b\"},{\"id\":1,\"v\":\"c\"}]"))
                .extracting(Difference::path, Difference::kind)
                .containsExactly(tuple("$", Kind.ORDER), tuple("$[*].v", Kind.VALUE));
    }

    @Test
    void anElementMoreIsOneDifference() {
        assertThat(json("[\"a\",\"b\",\"c\"]", "[\"a\",\"x\",\"b\",\"c\"]"))
                .containsExactly(new Difference("$[*]", Kind.EXTRA, "", "x"));
        assertThat(json("[{\"id\":1},{\"id\":3}]", "[{\"id\":1},{\"id\":2},{\"id\":3}]"))
                .containsExactly(new Difference("$[*]", Kind.EXTRA, "", "{\"id\":2}"));
    }

    @Test
    void whereEachAnswerMakesNewNamesTheRestIsStillCompared() {
        assertThat(json("[{\"id\":\"a\",\"price\":1}]", "[{\"id\":\"b\",\"price\":2}]"))
                .extracting(Difference::path)
                .containsExactly("$[*].id", "$[*].price");
    }

    @Test
    void listsWhoseOrderMeansNothingAreComparedWithoutIt() {
        ComparisonRules rules = new ComparisonRules(Set.of(), Set.of(), Set.of("$.tags"));

        assertThat(compare(rules, "{\"tags\":[2,1]}", "{\"tags\":[1,2]}")).isEmpty();
        assertThat(compare(rules, "{\"tags\":[3,2,1]}", "{\"tags\":[1,4,2]}"))
                .containsExactly(new Difference("$.tags[*]", Kind.VALUE, "3", "4"));
    }

    @Test
    void whatIsIgnoredIsIgnoredWithAllThatLiesInIt() {
        ComparisonRules rules = new ComparisonRules(Set.of(), Set.of("$.meta", "$.items[*].at"), Set.of());

        assertThat(compare(
                        rules,
                        "{\"meta\":{\"a\":1},\"metal\":1,\"items\":[{\"at\":1,\"b\":1}]}",
                        "{\"meta\":{\"a\":2},\"metal\":2,\"items\":[{\"at\":2,\"b\":2}]}"))
                .extracting(Difference::path)
                .containsExactly("$.metal", "$.items[*].b");
    }

    @Test
    void statusAndHeadersAreComparedByTheirNames() {
        Answer old = new Answer(200, Map.of("Cache-Control", List.of("private"), "X-Id", List.of("1")), new byte[0]);
        Answer now = new Answer(404, Map.of("cache-control", List.of("public"), "X-Id", List.of("2")), new byte[0]);

        assertThat(new AnswerComparison(ComparisonRules.usual()).compare(old, now))
                .extracting(Difference::path)
                .containsExactly("status", "header cache-control");
    }

    @Test
    void aPageIsComparedByItsElements() {
        List<Difference> found = page(
                "<html><body><h1>Wiki</h1>\n <p>one</p><p>two</p><a id=n href='/x?t=1'>next</a></body></html>",
                "<html><body><h1> Wiki </h1><p>one</p><p>more</p><p>two</p><a id=n href='/x?t=2'>next</a></body></html>");

        assertThat(found)
                .extracting(Difference::path, Difference::kind)
                .containsExactly(
                        tuple("$.html[*].body[*].p[*]", Kind.EXTRA), tuple("$.html[*].body[*].a[*].@href", Kind.VALUE));
    }

    @Test
    void whatIsNoTextIsComparedByItsHash() {
        Answer old = answer("image/png", "ab");
        assertThat(new AnswerComparison(ComparisonRules.usual()).compare(old, answer("image/png", "ab")))
                .isEmpty();
        assertThat(new AnswerComparison(ComparisonRules.usual()).compare(old, answer("image/png", "ac")))
                .extracting(Difference::path)
                .containsExactly("$");
    }

    @Test
    void jsonThatIsNoneIsComparedAsText() {
        assertThat(json("{\"a\":", "{\"a\":")).isEmpty();
        assertThat(json("{\"a\":", "{\"b\":")).hasSize(1);
    }

    private static List<Difference> json(String old, String now) {
        return compare(ComparisonRules.usual(), old, now);
    }

    private static List<Difference> compare(ComparisonRules rules, String old, String now) {
        return new AnswerComparison(rules).compare(answer("application/json", old), answer("application/json", now));
    }

    private static List<Difference> page(String old, String now) {
        return new AnswerComparison(ComparisonRules.usual())
                .compare(answer("text/html; charset=utf-8", old), answer("text/html; charset=utf-8", now));
    }

    private static Answer answer(String type, String body) {
        return new Answer(200, Map.of("Content-Type", List.of(type)), body.getBytes(StandardCharsets.UTF_8));
    }
}
