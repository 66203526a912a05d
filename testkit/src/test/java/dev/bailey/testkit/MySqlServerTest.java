package dev.bailey.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MySqlServerTest extends BinlogServerStory {

    MySqlServerTest() {
        super(startIfPossible());
    }

    private static MySqlServer startIfPossible() {
        MySqlServer.require();
        return MySqlServer.start();
    }

    @Override
    BinlogServer start(Map<String, String> options) {
        return MySqlServer.start(options);
    }

    @Test
    void transactionsHaveGlobalIds() throws SQLException {
        assertThat(text(server(), BinlogServer.BAILEY, "SELECT @@gtid_executed"))
                .matches("[0-9a-f-]{36}:1-\\d+");
    }

    @Test
    void globalIdsMayBeOff() throws SQLException {
        try (MySqlServer without = MySqlServer.start(Map.of("gtid_mode", "OFF", "enforce_gtid_consistency", "OFF"))) {
            assertThat(without.isAlive()).isTrue();
        }
    }
}
