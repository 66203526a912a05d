package dev.bailey.control;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The protocol of docs/protocol.md for several slices and routers, in every order of events that small bounds allow.
 * The counts are those of the page.
 */
class SlicesModelTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "att=1 w=A0,S1                                  |  15608 |   61220",
                "routers=1 att=2 w=A0,S1                        |  67558 |  259885",
                "routers=1 crash=1 retreat=1 w=A0,t1            |  30740 |   92759",
                "routers=1 crash=1 late=1 dead=1 w=T0           |   2936 |    8597",
                "crash=1 late=1 retreat=1 w=A0,T0               |  92542 |  331221",
                "routers=1 rl=1 att=2 w=A1                      |  57206 |  228424",
                "cut=1 rl=1 w=A1                                |  80976 |  377706",
                "slices=3 routers=1 att=2 w=S0                  |  15632 |   54863",
                "routers=3 cut=1 w=A0                           |  94793 |  473466",
            })
    void noSliceIsHarmedByAnyOtherInAnyState(String setup, int states, long transitions) {
        check(setup, states, transitions);
    }

    @ParameterizedTest
    @EnabledIfSystemProperty(named = "bailey.model", matches = "long(est)?")
    @CsvSource(
            delimiter = '|',
            value = {
                "routers=1 crash=1 late=1 lost=1 w=A0,S1        | 185564 |  632224",
                "crash=1 late=1 lost=1 w=A0,S1                  | 458145 | 1788235",
                "att=2 w=A0,S1                                  | 507288 | 2773426",
                "routers=1 together=2 att=2 w=S0,A1             | 346092 | 1734356",
                "crash=1 late=1 dead=1 w=A0,t1                  | 195950 |  830387",
                "slices=3 routers=1 att=3 w=S0                  | 194388 |  795473",
                "routers=1 together=2 crash=1 att=2 w=S0,S1     | 839542 | 3845347",
            })
    void noSliceIsHarmedByAnyOtherWithinWiderBounds(String setup, int states, long transitions) {
        check(setup, states, transitions);
    }

    /** Millions of states each. */
    @ParameterizedTest
    @EnabledIfSystemProperty(named = "bailey.model", matches = "longest")
    @CsvSource(
            delimiter = '|',
            value = {
                "slices=3 att=2 w=A0,S1                         | 1556899 |  8858282",
                "routers=1 crash=1 late=1 lost=1 retreat=1 att=2 w=A0 | 2241703 | 8850717",
                "slices=3 routers=1 att=3 w=A0,S1               | 2584226 | 11919549",
                "together=2 att=2 w=A0,S1                       | 2518034 | 15553535",
                "routers=3 cut=1 crash=1 w=A0,B1                | 3643232 | 19816320",
                "cut=1 rl=1 att=2 w=A0                          | 5718413 | 33788389",
            })
    void noSliceIsHarmedByAnyOtherWithinTheWidestBounds(String setup, int states, long transitions) {
        check(setup, states, transitions);
    }

    @ParameterizedTest
    @ValueSource(strings = {"routers=1 crash=1 w=A0,S1", "routers=1 late=1 retreat=1 w=S0"})
    void everyFairRunComesToRest(String setup) {
        assertThat(ModelChecker.fairCycle(new SlicesWorld(SlicesSetup.of(setup))))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void everyPlantedMistakeIsFoundByAShortestWay(SlicesMistake mistake) {
        ModelClaims.assertBroken(mistake.world(), mistake.kind(), mistake.steps());
    }

    private static void check(String setup, int states, long transitions) {
        ModelClaims.assertHolds(new SlicesWorld(SlicesSetup.of(setup)), states, transitions);
    }
}
