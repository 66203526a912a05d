package dev.bailey.judging;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SensitiveNamesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$.password",
                "$.orders[*].customer.email",
                "$.session.id",
                "$.userToken",
                "$.api_key",
                "header set-cookie",
                "header authorization",
                "$.cards[0].card_number",
                "$.first_name",
                "$.passwordHash",
                "$.tokenValue",
                "$.customerIbanNumber"
            })
    void whatTellsOfASecretOrAPersonIsNotShown(String path) {
        assertThat(SensitiveNames.isAt(path)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"$.amount", "$.orders[*].id", "header content-type", "$.passengers", "$.pinned", "status"})
    void whatTellsOfNeitherIsShown(String path) {
        assertThat(SensitiveNames.isAt(path)).isFalse();
    }
}
