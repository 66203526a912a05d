package dev.bailey.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Database;
import dev.bailey.core.Finding;
import dev.bailey.core.Side;
import dev.bailey.core.Table;
import dev.bailey.testkit.PostgresServer;
import dev.bailey.testkit.PostgresServer.Version;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever may write a table on the source must be able to behind a move. */
@ParameterizedClass
@EnumSource(names = {"V14", "V18"})
class GrantsTest {

    private final PostgresServer server;
    private final String sourceName;
    private final String targetName;
    private final Database source;
    private final Database target;

    GrantsTest(Version version) {
        server = SharedServers.of(version);
        sourceName = server.createDatabase();
        targetName = server.createDatabase();
        source = new PostgresConnector().open(server.url(sourceName));
        target = new PostgresConnector().open(server.url(targetName));
    }

    @BeforeEach
    void schema() throws SQLException {
        for (String database : List.of(sourceName, targetName)) {
            run(database, "CREATE TABLE note (id serial PRIMARY KEY, word text)", "CREATE TABLE other (id int)");
        }
        run(sourceName, "CREATE ROLE \"the clerk\" LOGIN", "CREATE ROLE analyst LOGIN");
    }

    @AfterEach
    void close() throws SQLException {
        source.close();
        target.close();
        for (String database : List.of(sourceName, targetName)) {
            run(database, "DROP OWNED BY \"the clerk\", analyst");
        }
        run(sourceName, "DROP ROLE \"the clerk\"", "DROP ROLE analyst");
    }

    private void run(String database, String... statements) throws SQLException {
        try (Connection connection = server.connect(database);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private List<Finding> missing(boolean writers) {
        List<Table> tables = source.catalog().tables(List.of("*.*"), List.of());
        List<Finding> found = writers
                ? target.catalog().obstacles(Side.TARGET, tables, source.catalog())
                : target.catalog().advice(Side.TARGET, tables, source.catalog());
        return found.stream()
                .filter(finding -> finding.check().id().endsWith("-grants"))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GRANT SELECT, INSERT ON note TO \"the clerk\"",
                "GRANT ALL ON ALL TABLES IN SCHEMA public TO \"the clerk\""
            })
    void whatAWriterLacksOnTheTargetStandsInTheWayUntilItIsGranted(String grant) throws SQLException {
        run(sourceName, grant, "GRANT USAGE ON SEQUENCE note_id_seq TO \"the clerk\"");

        List<Finding> missing = missing(/* writers= */ true);

        assertThat(missing)
                .hasSize(2)
                .allMatch(finding -> finding.check().id().equals("write-grants"))
                .anyMatch(finding -> finding.found()
                        .matches("user the clerk has .*INSERT, SELECT.* on public.note.* on the source and not here"))
                .anyMatch(finding -> finding.found()
                        .equals("user the clerk has USAGE on sequence public.note_id_seq on the source and not here"));
        for (Finding finding : missing) {
            run(targetName, finding.remedy());
        }
        assertThat(missing(/* writers= */ true)).isEmpty();
    }

    @Test
    void aReaderWhoLacksRightsIsWorthAWarning() throws SQLException {
        run(sourceName, "GRANT SELECT ON note TO analyst");

        assertThat(missing(/* writers= */ true)).isEmpty();
        assertThat(missing(/* writers= */ false))
                .singleElement()
                .satisfies(finding ->
                        assertThat(finding.remedy()).isEqualTo("GRANT SELECT ON public.note TO \"analyst\""));
    }

    @Test
    void whoeverMayDoEverythingLacksNothing() throws SQLException {
        run(sourceName, "GRANT INSERT ON note TO \"the clerk\"");
        run(targetName, "ALTER ROLE \"the clerk\" SUPERUSER");

        assertThat(missing(/* writers= */ true)).isEmpty();
    }
}
