package dev.bailey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Database;
import dev.bailey.core.Side;
import dev.bailey.core.Table;
import dev.bailey.core.TableId;
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
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    @Test
    void aColumnAddedOnTheTargetFirstStopsNothing() {
        onTarget("ALTER TABLE item ADD COLUMN note text NOT NULL DEFAULT 'none'");
        onSource("INSERT INTO item VALUES (3, 'c', 3)", "UPDATE item SET name = 'aa' WHERE id = 1");
        eventually(
                "the old shape comes",
                () -> text(NEW, targetName, "SELECT count(*) FROM item").equals("3"));

        onSource(
                "ALTER TABLE item ADD COLUMN note text NOT NULL DEFAULT 'none'",
                "INSERT INTO item VALUES (4, 'd', 4, 'own')");

        awaitEqual();
        assertThat(forward().failure()).isEmpty();
    }

    @Test
    void aColumnWhoseDefaultWasOfTheMomentIsAddedWithWhatItWas() {
        onSource(
                "ALTER TABLE item ADD COLUMN made timestamptz NOT NULL DEFAULT now()",
                "INSERT INTO item VALUES (3, 'c', 3)");
        awaitSentence("column \"made\"");

        onTarget(statementIn(failure()).split("; "));

        awaitEqual();
    }

    @Test
    void aColumnDroppedOnTheSourceAndThenOnTheTargetStopsNothing() {
        onSource("UPDATE item SET name = 'gone' WHERE id = 1", "ALTER TABLE item DROP COLUMN name");
        onSource("INSERT INTO item VALUES (3, 3)", "UPDATE item SET price = 9 WHERE id = 2");
        eventually(
                "the new shape comes",
                () -> text(NEW, targetName, "SELECT count(*) FROM item").equals("3"));

        onTarget("ALTER TABLE item DROP COLUMN name");
        onSource("INSERT INTO item VALUES (4, 4)");

        awaitEqual();
        assertThat(forward().failure()).isEmpty();
    }

    @Test
    void aColumnDroppedOnTheTargetFirstWaitsForTheSource() {
        onTarget("ALTER TABLE item DROP COLUMN name");
        onSource("INSERT INTO item VALUES (3, 'c', 3)");
        awaitSentence("lacks column \"name\" (text)");

        onSource("ALTER TABLE item DROP COLUMN name");

        awaitEqual();
    }

    @Test
    void anotherTypeWaitsForTheTargetWithAllWrittenThatCameBefore() {
        onSource(
                "INSERT INTO item VALUES (3, 'c', 3.25)",
                "ALTER TABLE item ALTER COLUMN price TYPE text USING 'EUR ' || price",
                "INSERT INTO item VALUES (4, 'd', 'EUR 4')");
        awaitSentence("has column \"price\" as numeric(10,2), the source as text");
        assertThat(failure()).contains("ALTER TABLE \"public\".\"item\" ALTER COLUMN \"price\" TYPE text");
        assertThat(text(NEW, targetName, "SELECT price FROM item WHERE id = 3")).isEqualTo("3.25");

        onTarget("ALTER TABLE item ALTER COLUMN price TYPE text USING 'EUR ' || price");

        awaitEqual();
    }

    @Test
    void aWiderTypeIsTakenInAnyOrder() {
        onTarget("ALTER TABLE item ALTER COLUMN id TYPE bigint");
        onSource("INSERT INTO item VALUES (3, 'c', 3)");
        eventually(
                "the old shape comes",
                () -> text(NEW, targetName, "SELECT count(*) FROM item").equals("3"));
        onSource("ALTER TABLE item ALTER COLUMN id TYPE bigint", "INSERT INTO item VALUES (3000000000, 'd', 4)");

        awaitEqual();
        assertThat(forward().failure()).isEmpty();
    }

    @Test
    void whatCannotBeExactSaysSoAndIsReloadedWhileAllElseGoesOn() {
        replication.close();
        onSource(
                "INSERT INTO item VALUES (3, 'c', 3.25)",
                "ALTER TABLE item ALTER COLUMN price TYPE text USING 'EUR ' || price");
        onTarget("ALTER TABLE item ALTER COLUMN price TYPE text USING 'EUR ' || price");
        replication = replication();
        start();
        awaitSentence("cannot be carried exactly: run bailey reload public.item");

        replication.reload(new TableId("public", "item"));
        onSource("INSERT INTO other VALUES (1, 'behind')");

        awaitEqual();
        eventually("it follows", () -> forward().mode() == StreamStatus.Mode.FOLLOWING);
        assertThat(forward().failure()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aColumnRenamedBeforeAllItsChangesHadComeIsReloadedAndLosesNothing(boolean alreadyOnTarget) {
        String rename = "ALTER TABLE item RENAME COLUMN name TO title";
        if (alreadyOnTarget) {
            onTarget(rename);
            onSource("UPDATE item SET name = 'under the old name' WHERE id = 1", "INSERT INTO item VALUES (3, 'c', 3)");
            awaitSentence("lacks column \"name\" (text)");
            onSource(rename);
        } else {
            replication.close();
            onSource("UPDATE item SET name = 'under the old name' WHERE id = 1", rename);
            onTarget(rename);
            replication = replication();
            start();
        }
        awaitSentence("\"title\" may be the same under another name: run bailey reload public.item");

        replication.reload(new TableId("public", "item"));

        awaitEqual();
        eventually("it follows", () -> forward().mode() == StreamStatus.Mode.FOLLOWING);
        assertThat(forward().failure()).isEmpty();
    }

    @Test
    void aNewValueOfAnEnumWaitsForTheTarget() {
        onSource("CREATE TYPE mood AS ENUM ('sad')", "CREATE TABLE felt (id int PRIMARY KEY, mood mood)");
        onTarget("CREATE TYPE mood AS ENUM ('sad')", "CREATE TABLE felt (id int PRIMARY KEY, mood mood)");
        replication.add(source.shapes().table(new TableId("public", "felt")).orElseThrow());
        eventually("it is copied", () -> replication.copy().done());
        onSource("ALTER TYPE mood ADD VALUE 'glad'", "INSERT INTO felt VALUES (1, 'glad')");
        eventually("the stream says so", () -> failure().contains("invalid input value for enum"));

        onTarget("ALTER TYPE mood ADD VALUE 'glad'");

        eventually(
                "it came",
                () -> text(NEW, targetName, "SELECT count(*) FROM felt").equals("1"));
        eventually("it follows", () -> forward().failure().isEmpty());
    }

    @Test
    void aBaileyThatIsStoppedWhileItWaitsWaitsAgainAndGoesOn() {
        onSource("ALTER TABLE item ADD COLUMN note text", "INSERT INTO item VALUES (3, 'c', 3, 'new')");
        awaitSentence("column \"note\" (text)");
        replication.close();
        replication = replication();
        start();
        awaitSentence("column \"note\" (text)");

        onTarget("ALTER TABLE item ADD COLUMN note text");

        awaitEqual();
    }

    @Test
    void aBacklogWithSeveralShapesIsAppliedToTheLastOfThem() {
        replication.close();
        onSource(
                "INSERT INTO item SELECT i, 'x', 1 FROM generate_series(10, 3000) i",
                "ALTER TABLE item ADD COLUMN note text DEFAULT 'none'",
                "UPDATE item SET note = 'n' || id WHERE id % 2 = 0",
                "ALTER TABLE item DROP COLUMN name",
                "UPDATE item SET price = 2 WHERE id % 3 = 0",
                "ALTER TABLE item ALTER COLUMN id TYPE bigint",
                "DELETE FROM item WHERE id % 5 = 0");
        onTarget(
                "ALTER TABLE item ALTER COLUMN id TYPE bigint",
                "ALTER TABLE item DROP COLUMN name",
                "ALTER TABLE item ADD COLUMN note text DEFAULT 'none'");
        replication = replication();
        start();

        awaitEqual();
        assertThat(forward().failure()).isEmpty();
    }

    @Test
    void aTableAlteredWhileItIsCopiedIsCopiedAsItIsThen() {
        replication.copyAtMost(2_000);
        onSource("INSERT INTO item SELECT i, 'x', 1 FROM generate_series(10, 3000) i");
        replication.reload(new TableId("public", "item"));
        eventually("it is loading", () -> !replication.copy().current().isEmpty());
        CompletableFuture<Void> altered = CompletableFuture.runAsync(() -> onSource(
                "ALTER TABLE item ADD COLUMN note text DEFAULT 'none'", "INSERT INTO item VALUES (3, 'c', 3, 'new')"));
        replication.copyAtMost(Long.MAX_VALUE);
        altered.join();

        eventually(
                "somebody is told",
                () -> failure().contains("\"note\"")
                        || replication.copy().trouble().isPresent());
        onTarget("ALTER TABLE item ADD COLUMN note text DEFAULT 'none'");

        awaitEqual();
        eventually("the copy is done", () -> replication.copy().done());
    }

    /** What people would run there. */
    private static String statementIn(String sentence) {
        String from = sentence.substring(sentence.indexOf("ALTER TABLE"));
        return from.substring(0, from.indexOf("; what waits"));
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
