package dev.bailey.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Catalog;
import dev.bailey.core.Finding;
import dev.bailey.core.Side;
import dev.bailey.testkit.Eventually;
import dev.bailey.testkit.PostgresServer;
import dev.bailey.testkit.PostgresServer.Version;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What people are told that takes longer to come about than a test of the command should. */
class AdviceTest {

    private final PostgresServer server = SharedServers.of(Version.V15);
    private final String database = server.createDatabase();

    @Test
    void aTransactionThatStaysOpenIsNamedWithWhoHasIt() throws SQLException {
        try (PostgresConnections connections = new PostgresConnections(server.url(database));
                Connection application = server.connect(database);
                Statement statement = application.createStatement()) {
            application.setAutoCommit(false);
            statement.execute("SET application_name = 'nightly report'");
            Advice advice = new Advice(connections, connections, Duration.ofSeconds(1));

            Eventually.eventually(
                    "it is named", Duration.ofSeconds(30), () -> !named(advice).isEmpty());

            assertThat(named(advice))
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.found())
                            .contains("application \"nightly report\"")
                            .containsPattern("has been open for \\d+ s"));
            application.commit();
            assertThat(named(advice)).isEmpty();
        }
    }

    private static List<Finding> named(Advice advice) {
        return advice.read(Side.SOURCE, List.of(), new Catalog.Connections(1, 100)).stream()
                .filter(finding -> finding.check().id().equals("long-transaction"))
                .toList();
    }
}
