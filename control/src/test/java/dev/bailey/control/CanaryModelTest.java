package dev.bailey.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.control.ModelChecker.Outcome;
import dev.bailey.control.ModelViolation.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The read canary of docs/protocol.md, in every order of events that small bounds allow. */
class CanaryModelTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "routers=1 w=AA cookies=0                            | 22190 | 96348",
                "routers=1 w=Aa restarts=1 evict=1 cookies=0 words=1 | 79470 | 342670",
                "routers=1 w=A crash=1 reload=1 restarts=1 cookies=0 words=1 | 18236 | 76534",
                "routers=2 w=A crash=1 words=1                       | 7320 | 35040",
                "routers=2 w=A restarts=1 words=1                    | 126996 | 723212",
                "routers=2 w=AB words=1                              | 55158 | 309056",
                "routers=2 w=A jar=0                                 | 28334 | 160730",
            })
    void whatAClientWasAnsweredItReads(String setup, int states, long transitions) {
        check(setup, states, transitions);
    }

    @ParameterizedTest
    @EnabledIfSystemProperty(named = "bailey.model", matches = "long(est)?")
    @CsvSource(
            delimiter = '|',
            value = {
                "routers=3 w=A words=1                               |    46748 |   325956",
                "routers=2 w=A restarts=1 crash=1 words=1            |   518210 |  2855248",
                "routers=2 w=A crash=1                               |   215340 |  1196654",
                "routers=2 w=A reload=1                              |  1013092 |  6102006",
                "routers=2 w=AB                                      |  1901510 | 12058730",
                "routers=2 w=AA                                      |  1465604 |  9595616",
                "routers=2 w=A restarts=1                            | 11935106 | 76589862",
            })
    void whatAClientWasAnsweredItReadsWithinWiderBounds(String setup, int states, long transitions) {
        check(setup, states, transitions);
    }

    /** Tens of millions of states each. */
    @ParameterizedTest
    @EnabledIfSystemProperty(named = "bailey.model", matches = "longest")
    @CsvSource(
            delimiter = '|',
            value = {
                "routers=1 w=AAa restarts=1 evict=1 cookies=0                         | 48657252 | 267926930",
                "routers=1 w=AA restarts=1 crash=1 reload=1 evict=1 words=3 cookies=0 | 62475256 | 381155150",
            })
    void whatAClientWasAnsweredItReadsWithinTheWidestBounds(String setup, int states, long transitions) {
        check(setup, states, transitions);
    }

    @ParameterizedTest
    @EnumSource
    void everyPlantedMistakeIsFoundByAShortestWay(CanaryMistake mistake) {
        ModelClaims.assertBroken(mistake.world(), mistake.kind(), mistake.steps());
    }

    /** What is not promised: a write that nobody answered may be seen on the source and then not on the target. */
    @Test
    void aReadMayShowLessThanTheOneBefore() {
        Outcome outcome = ModelChecker.run(new CanaryWorld(CanarySetup.of("routers=1 w=A monotonic=1 cookies=0")));

        assertThat(outcome.counterexamples())
                .singleElement()
                .extracting(found -> found.violation().kind())
                .isEqualTo(Kind.R3);
    }

    /** It would do, but waits for every router. */
    @Test
    void numbersOfTheControlPlaneAreSafeOnceEveryRouterHasConfirmedThem() {
        check("routers=2 w=A ticks=2", 8142, 42018);
    }

    private static void check(String setup, int states, long transitions) {
        ModelClaims.assertHolds(new CanaryWorld(CanarySetup.of(setup)), states, transitions);
    }
}
