package dev.bailey.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WiderTypesTest {

    private static final String UTF8 = " CHARACTER SET utf8mb4 COLLATE utf8mb4_bin";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "int|int",
                "int|int(11)",
                "bigint|int",
                "int|mediumint unsigned",
                "bigint unsigned|int unsigned zerofill",
                "decimal(12,2)|decimal(10,2)",
                "decimal(10,2)|decimal(10,2) unsigned",
                "double|float",
                "bit(10)|bit(3)",
                "year|year(4)",
                "varbinary(20)|varbinary(10)",
                "blob|varbinary(60000)",
                "longblob|blob",
                "enum('a','b','c')|enum('a','b')",
                "set('a','b')|set('a')"
            })
    void aWiderTypeHoldsANarrowerOne(String wider, String narrower) {
        assertThat(WiderTypes.holds(wider, narrower)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "int|bigint",
                "int|int unsigned",
                "int unsigned|int",
                "int unsigned|smallint",
                "decimal(12,4)|decimal(12,2)",
                "decimal(10,2) unsigned|decimal(10,2)",
                "float|double",
                "double(10,2)|float",
                "datetime(6)|datetime(3)",
                "datetime|timestamp",
                "binary(10)|binary(5)",
                "varbinary(20)|blob",
                "tinyblob|varbinary(300)",
                "enum('b','a')|enum('a','b')",
                "enum('a')|enum('a','b')",
                "int|decimal(5,0)",
                "json|longtext"
            })
    void anythingElseDoesNot(String wider, String narrower) {
        assertThat(WiderTypes.holds(wider, narrower)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "varchar(20), varchar(10), true",
        "varchar(20), char(20), true",
        "text, varchar(10000), true",
        "text, varchar(20000), false",
        "mediumtext, text, true",
        "char(20), varchar(10), false",
        "char(20), char(10), true",
        "varchar(10), varchar(20), false"
    })
    void textsAreHeldByLongerOnes(String wider, String narrower, boolean holds) {
        assertThat(WiderTypes.holds(wider + UTF8, narrower + UTF8)).isEqualTo(holds);
    }

    @ParameterizedTest
    @CsvSource({
        "utf8mb3, utf8mb3_general_ci, utf8, utf8_general_ci, true",
        "utf8mb4, utf8mb4_general_ci, utf8mb3, utf8mb3_general_ci, false",
        "latin1, latin1_bin, latin1, latin1_swedish_ci, false"
    })
    void bytesAndOrderMustStay(String charset, String collation, String other, String otherCollation, boolean holds) {
        String spelled = "varchar(9) CHARACTER SET %s COLLATE %s";

        assertThat(WiderTypes.holds(spelled.formatted(charset, collation), spelled.formatted(other, otherCollation)))
                .isEqualTo(holds);
    }
}
