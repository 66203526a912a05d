package dev.bailey.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MariaDbServerTest extends BinlogServerStory {

    MariaDbServerTest() {
        super(startIfInstalled());
    }

    private static MariaDbServer startIfInstalled() {
        MariaDbServer.require();
        return MariaDbServer.start();
    }

    @Override
    BinlogServer start(Map<String, String> options) {
        return MariaDbServer.start(options);
    }

    @Test
    void transactionsHaveGlobalIds() throws SQLException {
        assertThat(text(server(), BinlogServer.BAILEY, "SELECT @@gtid_binlog_pos"))
                .matches("1-\\d+-\\d+");
    }
}
