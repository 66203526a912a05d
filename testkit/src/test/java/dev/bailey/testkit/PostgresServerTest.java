package dev.bailey.testkit;

import static dev.bailey.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PostgresServerTest {

    @Test
    void twoMajorVersionsRunSideBySide() throws SQLException {
        try (PostgresServer older = PostgresServer.start(PostgresServer.Version.OLDER);
                PostgresServer newer = PostgresServer.start(PostgresServer.Version.NEWER)) {
            assertThat(majorOf(older)).isLessThan(majorOf(newer));
        }
    }

    @Test
    void aServerComesBackWithWhatItKept() throws SQLException {
        try (PostgresServer server = PostgresServer.start(PostgresServer.Version.NEWER)) {
            String database = server.createDatabase();
            server.execute(
                    database, "CREATE TABLE t (id int)", "SET synchronous_commit = on; INSERT INTO t VALUES (1)");
            server.crash();
            assertThat(server.isAlive()).isFalse();
            server.startAgain();
            server.execute(database, "INSERT INTO t VALUES (2)");
            server.stop();
            server.startAgain();

            assertThat(count(server, database)).isEqualTo(2);
        }
    }

    @Test
    void aStandbyFollowsAndTakesOver() {
        try (PostgresServer server = PostgresServer.start(PostgresServer.Version.NEWER);
                PostgresServer standby = server.startStandby("other")) {
            String database = server.createDatabase();
            server.execute(database, "CREATE TABLE t (id int)", "INSERT INTO t VALUES (1)");
            eventually("the row arrives", Duration.ofSeconds(20), () -> count(standby, database) == 1);

            server.crash();
            standby.promote();
            standby.execute(database, "INSERT INTO t VALUES (2)");
        }
    }

    private static int count(PostgresServer server, String database) throws SQLException {
        try (Connection connection = server.connect(database);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM t")) {
            row.next();
            return row.getInt(1);
        }
    }

    private static int majorOf(PostgresServer server) throws SQLException {
        try (var connection = server.connect(server.createDatabase())) {
            return connection.getMetaData().getDatabaseMajorVersion();
        }
    }
}
