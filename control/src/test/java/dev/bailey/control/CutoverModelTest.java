package dev.bailey.control;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The protocol of docs/cutover.md as it stands, in every order of events that small bounds allow. The counts are those
 * of the page: another count means that the model has changed.
 */
class CutoverModelTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "crash=1 late=1 lost=1 att=2 w=S                                   |  74358 |  273230",
                "crash=1 dead=1 late=1 breakglass=1 att=1 w=A,S                     |  59614 |  244251",
                "crash=1 att=2 w=A,S,T                                             | 231208 |  940527",
                "crash=1 late=1 lost=1 att=2 retreat=1 w=S                         | 231862 |  915092",
                "stores=2 crash=1 late=1 att=1 retreat=1 w=S0,S1                   | 148886 |  603602",
                "crash=1 clk=1 dead=1 late=1 lost=1 retreat=1 att=2 w=S            | 537304 | 2402657",
                "crash=1 clk=1 late=1 att=2 w=A,S condcommit=0 leasecheck=0        | 700916 | 2939216",
                "stores=2 crash=1 dead=1 late=1 breakglass=1 att=2 w=S0,S1         | 566263 | 2696534",
            })
    void noStateThatCanBeReachedViolatesAnything(String setup, int states, long transitions) {
        check(setup, states, transitions);
    }

    @ParameterizedTest
    @EnabledIfSystemProperty(named = "bailey.model", matches = "long(est)?")
    @CsvSource(
            delimiter = '|',
            value = {
                "crash=1 cut=1 late=1 lost=1 att=2 w=A,S                           |  7408782 |  38306627",
                "crash=1 cut=1 late=1 lost=1 att=3 w=S                             |  2084478 |   9819022",
                "crash=1 dead=1 late=1 cut=1 breakglass=1 att=2 w=A,S              |  3411888 |  18483736",
                "crash=2 clk=1 lost=1 retreat=1 late=1 att=2 w=S,T                 |  2101093 |   9600848",
                "crash=1 cut=1 att=1 w=A,B,S                                       |  1215714 |   6563904",
                "stores=2 crash=1 late=1 lost=1 clk=1 att=2 w=A0,S1                |  4830607 |  23194516",
                "stores=2 crash=1 late=1 retreat=1 att=2 w=S0,S1                   |  1718373 |   7599173",
                "stores=2 crash=1 late=1 lost=1 att=2 w=S0,S1 eitherway=1          |   997043 |   4581524",
            })
    void noStateThatCanBeReachedWithinWiderBoundsViolatesAnything(String setup, int states, long transitions) {
        check(setup, states, transitions);
    }

    /** Tens of millions of states each. */
    @ParameterizedTest
    @EnabledIfSystemProperty(named = "bailey.model", matches = "longest")
    @ValueSource(
            strings = {
                "crash=1 cut=1 late=1 lost=1 att=2 w=A,S,T",
                "crash=2 clk=1 zombie=1 att=2 w=A,B,S,T",
                "cut=2 rl=1 crash=1 att=2 w=A,B"
            })
    void noStateThatCanBeReachedWithinTheWidestBoundsViolatesAnything(String setup) {
        assertThat(ModelChecker.run(ModelSetup.of(setup)).counterexamples()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"crash=1 att=1 w=A,S", "crash=1 late=1 retreat=1 att=1 w=S", "stores=2 crash=1 att=1 w=S0,S1"})
    void everyFairRunComesToRest(String setup) {
        assertThat(ModelChecker.fairCycle(ModelSetup.of(setup))).isEmpty();
    }

    @ParameterizedTest
    @EnabledIfSystemProperty(named = "bailey.model", matches = "long(est)?")
    @ValueSource(strings = {"crash=1 cut=1 att=1 w=A,B,S", "stores=2 crash=1 late=1 retreat=1 att=2 w=S0,S1"})
    void everyFairRunWithinWiderBoundsComesToRest(String setup) {
        assertThat(ModelChecker.fairCycle(ModelSetup.of(setup))).isEmpty();
    }

    private static void check(String setup, int states, long transitions) {
        ModelClaims.assertHolds(new ModelWorld(ModelSetup.of(setup)), states, transitions);
    }
}
