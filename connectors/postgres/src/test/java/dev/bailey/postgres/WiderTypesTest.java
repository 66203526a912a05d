package dev.bailey.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WiderTypesTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bigint|integer",
                "integer|integer",
                "numeric|smallint",
                "text|character varying",
                "character varying|text",
                "text|character varying(5)",
                "character varying(6)|character varying(5)",
                "numeric(12,2)|numeric(10,2)",
                "numeric|numeric(10,2)"
            })
    void aTypeThatKeepsEveryValueAndItsTextHoldsIt(String wider, String narrower) {
        assertThat(WiderTypes.holds(wider, narrower)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "integer|bigint",
                "double precision|real",
                "numeric(12,3)|numeric(10,2)",
                "numeric(9,2)|numeric(10,2)",
                "numeric(10,2)|integer",
                "character varying(4)|character varying(5)",
                "character varying(5)|text",
                "text|character(5)",
                "jsonb|json",
                "timestamp without time zone|timestamp with time zone"
            })
    void whatWouldCutRoundOrSpellAnewDoesNot(String wider, String narrower) {
        assertThat(WiderTypes.holds(wider, narrower)).isFalse();
    }
}
