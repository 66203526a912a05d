package dev.bailey.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailey.core.Finding;
import dev.bailey.core.Problem;
import dev.bailey.core.Side;
import dev.bailey.core.Table;
import dev.bailey.testkit.DocumentedDatabase;
import dev.bailey.testkit.DocumentedDatabase.Right;
import dev.bailey.testkit.PostgresServer;
import dev.bailey.testkit.PostgresServer.Version;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What the user of a side lacks is named before anything is begun, with a statement that helps. */
@ParameterizedClass
@EnumSource(names = {"V14", "V18"})
class ObstaclesTest {

    private final PostgresServer server;

    ObstaclesTest(Version version) {
        server = SharedServers.of(version);
    }

    @Test
    void theDocumentedRightsAreEnough() throws SQLException {
        for (Right right : List.of(server == SharedServers.of(Version.V14) ? Right.LENT : Right.GRANTED, Right.NONE)) {
            DocumentedDatabase source = DocumentedDatabase.create(server, Side.SOURCE, right);
            run(source, "CREATE TABLE note (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY)");

            assertThat(obstacles(Side.SOURCE, source)).isEmpty();
            assertThat(obstacles(Side.TARGET, DocumentedDatabase.create(server, Side.TARGET, right)))
                    .isEmpty();
        }
    }

    @Test
    void aForeignKeyThatWouldActMustBeDeferrable() throws SQLException {
        DocumentedDatabase source = DocumentedDatabase.create(server, Side.SOURCE, Right.NONE);
        run(
                source,
                "CREATE TABLE mother (id int PRIMARY KEY)",
                "CREATE TABLE child (id int PRIMARY KEY, mother int CONSTRAINT of REFERENCES mother)");

        assertThat(obstacles(Side.SOURCE, source))
                .singleElement()
                .asString()
                .startsWith("foreign key of on public.child acts on what Bailey carries, for user " + source.user())
                .endsWith("ALTER TABLE public.child ALTER CONSTRAINT of DEFERRABLE");

        run(source, "ALTER TABLE public.child ALTER CONSTRAINT of DEFERRABLE");
        assertThat(obstacles(Side.SOURCE, source)).isEmpty();
    }

    @Test
    void aForeignKeyThatChangesRowsByItselfIsRefused() throws SQLException {
        DocumentedDatabase source = DocumentedDatabase.create(server, Side.SOURCE, Right.NONE);
        run(
                source,
                "CREATE TABLE mother (id int PRIMARY KEY)",
                "CREATE TABLE child (id int PRIMARY KEY,"
                        + " mother int REFERENCES mother ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED)");

        assertThat(obstacles(Side.SOURCE, source))
                .singleElement()
                .asString()
                .contains("child_mother_fkey")
                .endsWith("make it again with NO ACTION and DEFERRABLE");
    }

    @Test
    void aForeignKeyToATableThatStaysIsRefused() throws SQLException {
        DocumentedDatabase source = DocumentedDatabase.create(server, Side.SOURCE, Right.NONE);
        run(
                source,
                "CREATE SCHEMA stays",
                "CREATE TABLE stays.mother (id int PRIMARY KEY)",
                "CREATE TABLE child (id int PRIMARY KEY, mother int REFERENCES stays.mother DEFERRABLE)");

        assertThat(obstacles(Side.SOURCE, source))
                .singleElement()
                .asString()
                .endsWith("drop it for the time, for its other end does not move");
    }

    @Test
    void aForeignKeyToATableThatStaysIsNothingToTheUserOfTheTarget() throws SQLException {
        DocumentedDatabase source = DocumentedDatabase.create(server, Side.SOURCE, Right.LENT);
        DocumentedDatabase target = DocumentedDatabase.create(server, Side.TARGET, Right.NONE);
        run(
                source,
                "CREATE SCHEMA stays",
                "CREATE TABLE stays.mother (id int PRIMARY KEY)",
                "CREATE TABLE child (id int PRIMARY KEY, mother int REFERENCES stays.mother)");

        assertThat(obstacles(Side.SOURCE, source, target)).isEmpty();
    }

    @Test
    void aForeignKeyFromATableThatStaysIsRefusedForNobodyWouldLookAtIt() throws SQLException {
        Right right = server == SharedServers.of(Version.V14) ? Right.LENT : Right.GRANTED;
        DocumentedDatabase source = DocumentedDatabase.create(server, Side.SOURCE, right);
        run(
                source,
                "CREATE SCHEMA stays",
                "CREATE TABLE mother (id int PRIMARY KEY, mother int REFERENCES mother)",
                "CREATE TABLE stays.child (id int PRIMARY KEY, mother int CONSTRAINT of REFERENCES mother)");

        assertThat(obstacles(Side.SOURCE, source))
                .singleElement()
                .asString()
                .startsWith("foreign key of on stays.child, which does not move")
                .endsWith("move stays.child as well, or ALTER TABLE stays.child DROP CONSTRAINT of");

        run(source, "ALTER TABLE stays.child DROP CONSTRAINT of");
        assertThat(obstacles(Side.SOURCE, source)).isEmpty();
    }

    @Test
    void aForeignKeyThatIsThereBeforeTheRowsStandsInTheWayOfTheCopy() throws SQLException {
        DocumentedDatabase target = DocumentedDatabase.create(server, Side.TARGET, Right.NONE);
        run(
                target,
                "CREATE TABLE mother (id int PRIMARY KEY)",
                "CREATE TABLE child (id int PRIMARY KEY, mother int REFERENCES mother DEFERRABLE)");

        assertThat(obstacles(Side.TARGET, target))
                .singleElement()
                .asString()
                .contains("child_mother_fkey on public.child stands in the way of the copy", "drop the key");

        try (PostgresConnections connections = new PostgresConnections(target.url())) {
            new PostgresCatalog(connections).install();
        }
        server.execute(
                target.name(), "INSERT INTO bailey.copied VALUES ('s', 'public', 'mother'), ('s', 'public', 'child')");
        assertThat(obstacles(Side.TARGET, target)).isEmpty();
    }

    @Test
    void aTriggerMustLeaveBaileyOut() throws SQLException {
        DocumentedDatabase source = DocumentedDatabase.create(server, Side.SOURCE, Right.NONE);
        String stamp = "CREATE TRIGGER stamp BEFORE UPDATE ON note FOR EACH ROW";
        String count = "CREATE TRIGGER count AFTER INSERT ON note";
        String call = " EXECUTE FUNCTION f()";
        run(
                source,
                "CREATE TABLE note (id int PRIMARY KEY)",
                "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
                stamp + " WHEN (OLD.id > 1 OR OLD.id < 0)" + call,
                count + call);
        String bailey = "session_user <> '" + source.user() + "'";

        assertThat(obstacles(Side.SOURCE, source))
                .satisfiesExactly(
                        first -> assertThat(first)
                                .startsWith("trigger count on public.note would do its work twice")
                                .contains("make the trigger again with WHEN (" + bailey + ")"),
                        second -> assertThat(second).startsWith("trigger stamp on public.note"));

        run(
                source,
                "DROP TRIGGER stamp ON note",
                "DROP TRIGGER count ON note",
                stamp + " WHEN (OLD.id > 1 OR (OLD.id < 0 AND " + bailey + "))" + call,
                count + " WHEN (" + bailey + ")" + call);
        assertThat(obstacles(Side.SOURCE, source)).singleElement().asString().startsWith("trigger stamp");

        run(
                source,
                "DROP TRIGGER stamp ON note",
                stamp + " WHEN ((OLD.id > 1 OR OLD.id < 0) AND " + bailey + ")" + call);
        assertThat(obstacles(Side.SOURCE, source)).isEmpty();
    }

    @Test
    void aRuleIsRefused() throws SQLException {
        DocumentedDatabase source = DocumentedDatabase.create(server, Side.SOURCE, Right.NONE);
        run(
                source,
                "CREATE TABLE note (id int PRIMARY KEY)",
                "CREATE RULE keep AS ON DELETE TO note DO INSTEAD NOTHING");

        assertThat(obstacles(Side.SOURCE, source))
                .singleElement()
                .asString()
                .startsWith("rule keep on public.note acts on changes");
    }

    @Test
    void theSourceNamesWhatWillHoldUpTheUserOfTheTarget() throws SQLException {
        DocumentedDatabase source = DocumentedDatabase.create(server, Side.SOURCE, Right.LENT);
        DocumentedDatabase target = DocumentedDatabase.create(server, Side.TARGET, Right.NONE);
        run(
                source,
                "CREATE TABLE mother (id int PRIMARY KEY)",
                "CREATE TABLE child (id int PRIMARY KEY, mother int REFERENCES mother)");

        assertThat(obstacles(Side.SOURCE, source, target))
                .singleElement()
                .asString()
                .contains("user " + target.user() + " at 127.0.0.1:")
                .doesNotContain(source.user());
    }

    @Test
    void twoUsersAreLeftOutByOneCondition() throws SQLException {
        DocumentedDatabase source = DocumentedDatabase.create(server, Side.SOURCE, Right.NONE);
        DocumentedDatabase target = DocumentedDatabase.create(server, Side.TARGET, Right.NONE);
        String condition = "session_user NOT IN ('" + source.user() + "', '" + target.user() + "')";
        run(
                source,
                "CREATE TABLE note (id int PRIMARY KEY)",
                "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
                "CREATE TRIGGER count AFTER INSERT ON note EXECUTE FUNCTION f()");

        assertThat(obstacles(Side.SOURCE, source, target))
                .singleElement()
                .asString()
                .contains("WHEN (" + condition + ")");

        run(
                source,
                "DROP TRIGGER count ON note",
                "CREATE TRIGGER count AFTER INSERT ON note WHEN (" + condition + ") EXECUTE FUNCTION f()");
        assertThat(obstacles(Side.SOURCE, source, target)).isEmpty();
        assertThat(obstacles(Side.SOURCE, source))
                .as("one of the two, as on the target after a restart")
                .isEmpty();
    }

    @Test
    void aMemberThatDoesNotInheritIsToldHowTo() throws SQLException {
        DocumentedDatabase source = DocumentedDatabase.create(server, Side.SOURCE, Right.LENT);
        run(source, "CREATE TABLE note (id int PRIMARY KEY)");
        server.execute(
                source.name(),
                "REVOKE " + source.owner() + " FROM " + source.user(),
                "ALTER ROLE " + source.user() + " NOINHERIT",
                "GRANT pg_read_all_stats TO " + source.user());
        assertThat(obstacles(Side.SOURCE, source))
                .anyMatch(sentence -> sentence.endsWith("GRANT " + source.owner() + " TO " + source.user()));

        server.execute(source.name(), "GRANT " + source.owner() + " TO " + source.user());

        String advice = obstacles(Side.SOURCE, source).stream()
                .filter(sentence -> sentence.startsWith("public.note belongs"))
                .map(sentence -> sentence.substring(sentence.lastIndexOf(": ") + 2))
                .findFirst()
                .orElseThrow();
        server.execute(source.name(), advice);
        assertThat(obstacles(Side.SOURCE, source)).noneMatch(sentence -> sentence.startsWith("public.note belongs"));
    }

    @Test
    void nobodyIsAdvisedToBecomeASuperuser() {
        DocumentedDatabase source = DocumentedDatabase.create(server, Side.SOURCE, Right.LENT);
        server.execute(source.name(), "CREATE TABLE note (id int PRIMARY KEY)");

        assertThat(obstacles(Side.SOURCE, source))
                .singleElement()
                .asString()
                .startsWith("public.note belongs to postgres")
                .contains("ALTER TABLE public.note OWNER TO")
                .doesNotContain("GRANT postgres");
    }

    @Test
    void rowsThatAreHiddenFromBaileyAreNamed() throws SQLException {
        DocumentedDatabase source = DocumentedDatabase.create(server, Side.SOURCE, Right.LENT);
        run(source, "CREATE TABLE note (id int PRIMARY KEY)", "ALTER TABLE note ENABLE ROW LEVEL SECURITY");
        assertThat(obstacles(Side.SOURCE, source)).isEmpty();

        run(source, "ALTER TABLE note FORCE ROW LEVEL SECURITY");
        assertThat(obstacles(Side.SOURCE, source))
                .singleElement()
                .asString()
                .endsWith("ALTER ROLE " + source.user() + " BYPASSRLS");

        server.execute(source.name(), "ALTER ROLE " + source.user() + " BYPASSRLS");
        assertThat(obstacles(Side.SOURCE, source)).isEmpty();
    }

    @Test
    void whatTheTargetsUserMayNotMakeIsSaidWithTheStatement() {
        DocumentedDatabase target = DocumentedDatabase.create(server, Side.TARGET, Right.LENT);
        try (PostgresConnections connections = new PostgresConnections(target.url())) {
            PostgresCatalog catalog = new PostgresCatalog(connections);
            List<String> script = List.of("CREATE SCHEMA apart", "CREATE ROLE nobody_yet");

            assertThatThrownBy(() -> catalog.run(script, statement -> {}))
                    .isInstanceOf(Problem.class)
                    .hasMessageContaining("permission denied to create role")
                    .hasMessageContaining("in: CREATE ROLE nobody_yet")
                    .hasMessageContaining("by hand as a user that may");
        }
    }

    @Test
    void whatIsOutOfReachIsNamedWithTheGrantThatHelps() throws SQLException {
        DocumentedDatabase source = DocumentedDatabase.create(server, Side.SOURCE, Right.LENT);
        String user = source.user();
        server.execute(
                source.name(),
                "CREATE SCHEMA apart",
                "CREATE TABLE apart.note (id int PRIMARY KEY)",
                "ALTER TABLE apart.note OWNER TO " + source.owner(),
                "CREATE SEQUENCE apart.numbers",
                "REVOKE pg_read_all_stats FROM " + user);

        List<String> advice = obstacles(Side.SOURCE, source).stream()
                .map(sentence -> sentence.substring(sentence.lastIndexOf(": ") + 2))
                .toList();
        assertThat(advice)
                .containsExactly(
                        "GRANT USAGE ON SCHEMA apart TO " + user,
                        "GRANT SELECT, UPDATE ON SEQUENCE apart.numbers TO " + user,
                        "GRANT pg_read_all_stats TO " + user);

        server.execute(source.name(), advice.toArray(String[]::new));
        assertThat(obstacles(Side.SOURCE, source)).isEmpty();
    }

    @Test
    void aSchemaOfTheTargetInWhichNothingMayBeMadeIsNamed() throws SQLException {
        DocumentedDatabase source = DocumentedDatabase.create(server, Side.SOURCE, Right.LENT);
        DocumentedDatabase target = DocumentedDatabase.create(server, Side.TARGET, Right.LENT);
        server.execute(
                target.name(), "REVOKE ALL ON SCHEMA public FROM PUBLIC, " + target.user() + ", " + target.owner());
        run(source, "CREATE TABLE note (id int PRIMARY KEY)");

        try (PostgresConnections here = new PostgresConnections(target.url());
                PostgresConnections there = new PostgresConnections(source.url())) {
            assertThat(new PostgresCatalog(here).obstacles(Side.TARGET, tables(there), new PostgresCatalog(there)))
                    .extracting(Finding::sentence)
                    .singleElement()
                    .asString()
                    .endsWith("GRANT USAGE, CREATE ON SCHEMA public TO " + target.user());
        }
    }

    @Test
    void anApplicationThatUsesBaileysUserIsNamed() throws SQLException {
        DocumentedDatabase source = DocumentedDatabase.create(server, Side.SOURCE, Right.NONE);
        run(source, "CREATE TABLE note (id int PRIMARY KEY)");

        try (Connection shared = server.connect(source.name(), source.user())) {
            shared.setClientInfo("ApplicationName", "till");

            assertThat(obstacles(Side.SOURCE, source))
                    .singleElement()
                    .asString()
                    .startsWith("application \"till\"");
        }
    }

    private static void run(DocumentedDatabase database, String... statements) throws SQLException {
        database.server()
                .execute(database.name(), "GRANT CREATE ON DATABASE " + database.name() + " TO " + database.owner());
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static List<String> obstacles(Side side, DocumentedDatabase here) {
        return obstacles(side, here, here);
    }

    private static List<String> obstacles(Side side, DocumentedDatabase here, DocumentedDatabase there) {
        try (PostgresConnections mine = new PostgresConnections(here.url());
                PostgresConnections other = new PostgresConnections(there.url())) {
            return new PostgresCatalog(mine)
                    .obstacles(side, tables(mine), new PostgresCatalog(other)).stream()
                            .map(Finding::sentence)
                            .toList();
        }
    }

    private static List<Table> tables(PostgresConnections connections) {
        return new PostgresCatalog(connections).tables(List.of("public.*", "apart.*"), List.of());
    }
}
