package dev.bailey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Database;
import dev.bailey.core.Side;
import dev.bailey.core.Table;
import dev.bailey.postgres.PostgresConnector;
import dev.bailey.replication.Replication;
import dev.bailey.replication.ReplicationSettings;
import dev.bailey.replication.StreamStatus;
import dev.bailey.testkit.Eventually;
import dev.bailey.testkit.PostgresServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tables that are altered while they are followed, on one side first or the other. */
class DdlTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String ITEM = "CREATE TABLE item (id int PRIMARY KEY, name text, price numeric(10,2))";
    private static final String OTHER = "CREATE TABLE other (id int PRIMARY KEY, v text)";
    private static final String ITEMS =
            "SELECT coalesce(string_agg(t::text, ' ' ORDER BY id), '') || ' and ' || (SELECT count(*) FROM other) FROM item t";

    private static final PostgresServer OLD = Servers.OLD;
    private static final PostgresServer NEW = Servers.NEW;

    private String sourceName = "";
    private String targetName = "";
    private Database source;
    private Database target;
    private Replication replication;

    @BeforeEach
    void followTwoTables() {
        sourceName = OLD.createDatabase();
        targetName = NEW.createDatabase();
        onSource(ITEM, OTHER, "INSERT INTO item VALUES (1, 'a', 1.50), (2, 'b', 2)");
        onTarget(ITEM, OTHER);
        source = new PostgresConnector().open(OLD.url(sourceName));
        target = new PostgresConnector().open(NEW.url(targetName));
        source.catalog().install();
        target.catalog().install();
        replication = replication();
        start();
        eventually("the copy is done", () -> replication.copy().done());
    }

    @AfterEach
    void close() {
        replication.close();
        replication.dropStreams();
        source.close();
        target.close();
    }

    @Test
    void aColumnAddedOnTheSourceFirstStopsTheStreamAfterAllThatCameBefore() {
        onSource(
                "INSERT INTO other VALUES (1, 'before')",
                "ALTER TABLE item ADD COLUMN note text NOT NULL DEFAULT 'none'",
                "INSERT INTO other VALUES (2, 'between: no table of this one changed')",
                "INSERT INTO item VALUES (3, 'c', 3, 'new')",
                "INSERT INTO other VALUES (3, 'behind')");

        awaitSentence("column \"note\" (text)");

        assertThat(failure())
                .contains("table public.item on the target lacks column \"note\" (text), which the source has")
                .contains("ALTER TABLE \"public\".\"item\" ADD COLUMN \"note\" text DEFAULT 'none'::text NOT NULL");
        assertThat(forward().mode()).isEqualTo(StreamStatus.Mode.WAITING);
        assertThat(text(NEW, targetName, "SELECT count(*) FROM other")).isEqualTo("2");

        onTarget("ALTER TABLE item ADD COLUMN note text NOT NULL DEFAULT 'none'");

        awaitEqual();
        assertThat(forward().failure()).isEmpty();
        assertThat(forward().mode()).isEqualTo(StreamStatus.Mode.FOLLOWING);
    }

    private void start() {
        replication.prepare();
        replication.start();
    }

    private Replication replication() {
        List<Table> tables = source.catalog().tables(List.of("public.*"), List.of());
        return new Replication(
                "d_" + sourceName,
                source,
                target,
                tables,
                ReplicationSettings.defaults(),
                InstantSource.system(),
                milestone -> {});
    }

    private StreamStatus forward() {
        return replication.stream(Side.SOURCE);
    }

    private String failure() {
        return forward().failure().map(Throwable::getMessage).orElse("");
    }

    private void awaitSentence(String part) {
        eventually(
                "the stream waits for " + part,
                () -> forward().mode() == StreamStatus.Mode.WAITING && failure().contains(part));
    }

    private void awaitEqual() {
        eventually("both sides are equal", () -> text(OLD, sourceName, ITEMS).equals(text(NEW, targetName, ITEMS)));
    }

    private void eventually(String what, Callable<Boolean> condition) {
        Eventually.eventually(what, PATIENCE, condition);
    }

    private void onSource(String... statements) {
        OLD.execute(sourceName, statements);
    }

    private void onTarget(String... statements) {
        NEW.execute(targetName, statements);
    }

    private static String text(PostgresServer server, String database, String sql) {
        try (Connection connection = server.connect(database);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
