package dev.bailey.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailey.core.Applier;
import dev.bailey.core.Change;
import dev.bailey.core.Checkpoint;
import dev.bailey.core.GuardState;
import dev.bailey.core.Problem;
import dev.bailey.core.Row;
import dev.bailey.core.Side;
import dev.bailey.core.Table;
import dev.bailey.core.Value;
import dev.bailey.testkit.DocumentedDatabase;
import dev.bailey.testkit.DocumentedDatabase.Right;
import dev.bailey.testkit.PostgresServer;
import dev.bailey.testkit.PostgresServer.Version;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Whom the guard lets pass, and what applying sets off, where Bailey's user cannot switch triggers off. */
@ParameterizedClass
@EnumSource(names = {"V14", "V18"})
class BareRoleTest {

    private static final String REFUSED = "BF001";

    private final PostgresServer server;
    private final DocumentedDatabase database;
    private final PostgresDatabase target;

    BareRoleTest(Version version) {
        server = SharedServers.of(version);
        database = DocumentedDatabase.create(server, Side.TARGET, Right.NONE);
        target = (PostgresDatabase) new PostgresConnector().open(database.url());
    }

    @BeforeEach
    void makeTables() throws SQLException {
        target.catalog().install();
        run(
                "CREATE TABLE mother (id int PRIMARY KEY)",
                "CREATE TABLE child (id int PRIMARY KEY, mother int REFERENCES mother DEFERRABLE)");
        target.guard().install(List.of(table("mother"), table("child")), GuardState.shut(0));
    }

    @AfterEach
    void close() {
        target.close();
    }

    @Test
    void theSettingAloneLetsNobodyPass() throws SQLException {
        try (Connection application = database.connect();
                Statement statement = application.createStatement()) {
            statement.execute("SET bailey.applying = on");

            assertRefused(statement);
        }
    }

    @Test
    void theUserAloneLetsNobodyPass() throws SQLException {
        try (Connection shared = server.connect(database.name(), database.user());
                Statement statement = shared.createStatement()) {
            assertRefused(statement);
        }
    }

    /** Membership in Bailey's user gives its rights to tables, not its name. */
    @Test
    void actingAsBaileysUserLetsNobodyPass() throws SQLException {
        server.execute(
                database.name(),
                "CREATE ROLE " + database.name() + "_other LOGIN",
                "GRANT " + database.user() + " TO " + database.name() + "_other");
        try (Connection other = server.connect(database.name(), database.name() + "_other");
                Statement statement = other.createStatement()) {
            statement.execute("SET ROLE " + database.user());
            statement.execute("SET bailey.applying = on");

            assertRefused(statement);
        }
    }

    @Test
    void rowsMayComeInAnyOrderInsideATransaction() throws SQLException {
        try (Applier applier = target.applier("s")) {
            applier.begin(checkpoint(1));
            applier.write(new Change.Insert(table("child"), row("1", "7")));
            applier.write(new Change.Insert(table("mother"), row("7")));
            applier.commit();
            applier.begin(checkpoint(2));
            applier.write(new Change.Delete(table("mother"), row("7")));
            applier.write(new Change.Delete(table("child"), row("1")));
            applier.commit();
        }

        assertThat(text("SELECT (SELECT count(*) FROM mother) + (SELECT count(*) FROM child)"))
                .isEqualTo("0");
    }

    @Test
    void aTableIsEmptiedAfterChangesWhoseForeignKeysAreStillToBeLookedAt() throws SQLException {
        try (Applier applier = target.applier("s")) {
            applier.begin(checkpoint(1));
            applier.write(new Change.Insert(table("mother"), row("7")));
            applier.write(new Change.Insert(table("child"), row("1", "7")));
            applier.truncate(List.of(table("child"), table("mother")));
            applier.write(new Change.Insert(table("mother"), row("8")));
            applier.commit();
        }

        assertThat(text("SELECT string_agg(id::text, ',') FROM mother")).isEqualTo("8");
        assertThat(text("SELECT count(*) FROM child")).isEqualTo("0");
    }

    @Test
    void whatBreaksAForeignKeyStopsWithWhatToDo() {
        try (Applier applier = target.applier("s")) {
            applier.begin(checkpoint(1));
            applier.write(new Change.Insert(table("child"), row("1", "7")));

            assertThatThrownBy(applier::commit)
                    .isInstanceOf(Problem.class)
                    .hasMessageContaining("child_mother_fkey")
                    .hasMessageContaining("session_replication_role");
        }
        assertThat(target.checkpoint("s")).isEmpty();
    }

    @Test
    void aTriggerThatLeavesBaileyOutFiresForTheApplicationAlone() throws SQLException {
        run(
                "CREATE TABLE fired (id int)",
                "CREATE FUNCTION fire() RETURNS trigger LANGUAGE plpgsql AS"
                        + " 'BEGIN INSERT INTO fired VALUES (NEW.id); RETURN NEW; END'",
                "CREATE TRIGGER fire BEFORE INSERT ON mother FOR EACH ROW WHEN (session_user <> '" + database.user()
                        + "') EXECUTE FUNCTION fire()");
        try (Applier applier = target.applier("s")) {
            applier.begin(checkpoint(1));
            applier.write(new Change.Insert(table("mother"), row("7")));
            applier.commit();
        }
        target.guard().move(GuardState.shut(0), GuardState.open(1));
        assertThatCode(() -> run("INSERT INTO mother VALUES (8)")).doesNotThrowAnyException();

        assertThat(text("SELECT string_agg(id::text, ',') FROM fired")).isEqualTo("8");
    }

    @Test
    void theProbeIsRefusedAlthoughItIsBaileysUserThatWrites() {
        assertThat(target.guard().refusesProbe()).isTrue();
    }

    @Test
    void takenOutNothingOfBaileyIsLeft() throws SQLException {
        try (Connection bailey = server.connect(database.name(), database.user());
                Statement statement = bailey.createStatement()) {
            statement.execute("DROP SCHEMA bailey CASCADE");
        }
        server.execute(
                database.name(),
                "REASSIGN OWNED BY " + database.user() + " TO " + database.owner(),
                "DROP OWNED BY " + database.user(),
                "DROP ROLE " + database.user());

        assertThatCode(() -> run("INSERT INTO mother VALUES (1)")).doesNotThrowAnyException();
    }

    private static Checkpoint checkpoint(long counter) {
        return new Checkpoint("s", new Lsn(counter), counter, /* applying= */ true, "");
    }

    private static Row row(String... texts) {
        return Row.of(Stream.of(texts).map(Value::of).toList());
    }

    private Table table(String name) {
        return target.catalog().tables(List.of("public." + name), List.of()).get(0);
    }

    private String text(String query) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return String.valueOf(row.getString(1));
        }
    }

    private static void assertRefused(Statement statement) {
        assertThatThrownBy(() -> statement.execute("INSERT INTO mother VALUES (1)"))
                .isInstanceOfSatisfying(
                        SQLException.class,
                        refusal -> assertThat(refusal.getSQLState()).isEqualTo(REFUSED));
    }

    private void run(String... statements) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
