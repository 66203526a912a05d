package dev.bailey.mysql;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MysqlConnectorTest {

    @Test
    void aNameThatNobodyKnowsIsSaidToBeUnknown() {
        MysqlConnector connector = MysqlConnector.mysql();

        assertThatThrownBy(() -> connector.open("mysql://bailey:secret@nobody..knows:3306/shop"))
                .hasMessageContaining("the name \"nobody..knows\" is not known here")
                .hasMessageNotContaining("Socket fail");
    }
}
