package dev.bailey.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class PostgresServerTest {

    @Test
    void twoMajorVersionsRunSideBySide() throws SQLException {
        try (PostgresServer older = PostgresServer.start(PostgresServer.Version.OLDER);
                PostgresServer newer = PostgresServer.start(PostgresServer.Version.NEWER)) {
            assertThat(majorOf(older)).isLessThan(majorOf(newer));
        }
    }

    private static int majorOf(PostgresServer server) throws SQLException {
        try (var connection = server.connect(server.createDatabase())) {
            return connection.getMetaData().getDatabaseMajorVersion();
        }
    }
}
