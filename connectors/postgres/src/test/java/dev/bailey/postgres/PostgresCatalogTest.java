package dev.bailey.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailey.core.Column;
import dev.bailey.core.Finding;
import dev.bailey.core.GuardState;
import dev.bailey.core.Problem;
import dev.bailey.core.Side;
import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import dev.bailey.testkit.PostgresServer;
import dev.bailey.testkit.PostgresServer.Version;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Version.class)
class PostgresCatalogTest {

    private final PostgresServer server;
    private final String database;
    private final PostgresConnections connections;
    private final PostgresCatalog catalog;

    PostgresCatalogTest(Version version) {
        server = SharedServers.of(version);
        database = server.createDatabase();
        connections = new PostgresConnections(server.url(database));
        catalog = new PostgresCatalog(connections);
    }

    @AfterEach
    void close() {
        connections.close();
    }

    @Test
    void tablesAreListedWithTypesKeysAndComputedColumns() {
        run(
                "CREATE TABLE b (x varchar(7), id bigint PRIMARY KEY, twice bigint GENERATED ALWAYS AS (id * 2) STORED)",
                "ALTER TABLE b DROP COLUMN x",
                "ALTER TABLE b ADD x numeric(5, 2)",
                "CREATE TABLE a (k int NOT NULL, v int PRIMARY KEY)",
                "CREATE UNIQUE INDEX a_k ON a (k)",
                "ALTER TABLE a REPLICA IDENTITY USING INDEX a_k",
                "CREATE TABLE parts (id int) PARTITION BY LIST (id)",
                "CREATE TABLE parts_1 PARTITION OF parts FOR VALUES IN (1)",
                "CREATE SCHEMA other",
                "CREATE TABLE other.t (id int)",
                "CREATE VIEW seen AS SELECT 1");
        catalog.install();

        List<Table> tables = catalog.tables(List.of("public.*"), List.of("*.parts*"));

        assertThat(tables)
                .containsExactly(
                        new Table(
                                new TableId("public", "a"),
                                List.of(
                                        new Column("k", "integer", /* key= */ true, /* generated= */ false),
                                        new Column("v", "integer", /* key= */ false, /* generated= */ false))),
                        new Table(
                                new TableId("public", "b"),
                                List.of(
                                        new Column("id", "bigint", /* key= */ true, /* generated= */ false),
                                        new Column("twice", "bigint", /* key= */ false, /* generated= */ true),
                                        new Column("x", "numeric(5,2)", /* key= */ false, /* generated= */ false))));
        assertThat(names("*")).containsExactly("other.t", "public.a", "public.b", "public.parts_1");
        assertThat(names("public.a", "other.?")).containsExactly("public.a");
    }

    @Test
    void aHealthyDatabaseHasNoObstacles() {
        run(
                "CREATE TABLE fine (id int PRIMARY KEY)",
                "CREATE TABLE whole (a int)",
                "ALTER TABLE whole REPLICA IDENTITY FULL");

        assertThat(catalog.obstacles(Side.SOURCE, all(), catalog)).isEmpty();
    }

    @Test
    void everyObstacleIsNamedWithWhatToDo() {
        run(
                "CREATE TABLE log (a int)",
                "CREATE TABLE silent (id int PRIMARY KEY)",
                "ALTER TABLE silent REPLICA IDENTITY NOTHING",
                "CREATE TABLE late (id int PRIMARY KEY DEFERRABLE)",
                "CREATE UNLOGGED TABLE cache (id int PRIMARY KEY)",
                "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
                "CREATE TRIGGER twice BEFORE INSERT ON cache FOR EACH ROW EXECUTE FUNCTION f()",
                "ALTER TABLE cache ENABLE ALWAYS TRIGGER twice",
                "SELECT lo_create(0)");

        assertThat(catalog.obstacles(Side.SOURCE, all(), catalog))
                .extracting(Finding::sentence)
                .satisfiesExactly(
                        first -> assertThat(first).contains("1 large objects"),
                        second -> assertThat(second).startsWith("public.cache is unlogged"),
                        third -> assertThat(third).startsWith("public.late has a deferrable primary key"),
                        fourth -> assertThat(fourth)
                                .startsWith("public.log has no primary key: updates to it cannot be followed"),
                        fifth -> assertThat(fifth).startsWith("public.silent has REPLICA IDENTITY NOTHING"),
                        sixth -> assertThat(sixth).startsWith("trigger twice on public.cache fires"));
    }

    @Test
    void rightsThatAreMissingAreNamed() {
        run("CREATE TABLE mine (id int PRIMARY KEY)", "CREATE ROLE " + database + "_poor LOGIN PASSWORD 'p'");
        String url = server.url(database).replace("postgres:postgres@", database + "_poor:p@");

        try (PostgresConnections poor = new PostgresConnections(url)) {
            assertThat(new PostgresCatalog(poor).obstacles(Side.SOURCE, all(), catalog))
                    .extracting(Finding::sentence)
                    .anyMatch(sentence -> sentence.contains("may not read the log: ALTER ROLE " + database + "_poor"))
                    .anyMatch(sentence -> sentence.contains("GRANT CREATE ON DATABASE " + database))
                    .anyMatch(sentence -> sentence.contains("GRANT pg_read_all_stats TO " + database + "_poor"))
                    .anyMatch(sentence -> sentence.startsWith("public.mine belongs to postgres"));
        }
    }

    @Test
    void baileysSchemaIsMadeByManyAtOnceAndGoesAgain() {
        List<CompletableFuture<Void>> installs = IntStream.range(0, 6)
                .mapToObj(i -> CompletableFuture.runAsync(catalog::install))
                .toList();
        installs.forEach(CompletableFuture::join);
        run("INSERT INTO bailey.checkpoint VALUES ('s', '0/1', 1, false, '')");

        catalog.install();
        assertThat(text("SELECT counter FROM bailey.checkpoint")).isEqualTo("1");

        catalog.uninstall();
        catalog.uninstall();
        assertThat(text("SELECT count(*) FROM pg_namespace WHERE nspname = 'bailey'"))
                .isEqualTo("0");
    }

    @Test
    void theSchemaStaysWhileATableIsGuarded() {
        run("CREATE TABLE t (id int PRIMARY KEY)");
        PostgresGuard guard = new PostgresGuard(connections);
        guard.install(all(), GuardState.open(0));

        assertThatThrownBy(catalog::uninstall).isInstanceOf(Problem.class).hasMessageContaining("guard()");
        guard.remove();

        assertThatCode(catalog::uninstall).doesNotThrowAnyException();
    }

    @Test
    void sequencesTellTheLastValueGivenOut() {
        run(
                "CREATE TABLE t (id serial PRIMARY KEY, n int GENERATED ALWAYS AS IDENTITY (START 5))",
                "CREATE SCHEMA apart",
                "CREATE SEQUENCE apart.used",
                "CREATE SEQUENCE apart.unused",
                "ALTER TABLE t ADD code bigint DEFAULT nextval('apart.used')",
                "CREATE SEQUENCE \"Down\" INCREMENT -2 START -1",
                "INSERT INTO t DEFAULT VALUES",
                "INSERT INTO t DEFAULT VALUES");
        catalog.install();

        assertThat(catalog.sequences(all()))
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("public.t_id_seq", 2L, "public.t_n_seq", 6L, "apart.used", 2L, "public.\"Down\"", 1L));
    }

    @Test
    void sequencesAreSetAheadAndNeverBack() {
        run(
                "CREATE SEQUENCE up",
                "CREATE SEQUENCE tens INCREMENT 10 CACHE 5",
                "CREATE SEQUENCE down INCREMENT -1 MINVALUE -100",
                "CREATE SEQUENCE past START 5000",
                "SELECT nextval('past')");

        catalog.advance(Map.of("public.up", 7L, "public.tens", 41L, "public.down", -3L, "public.past", 10L), 20);

        assertThat(text("SELECT nextval('up')")).isEqualTo("28");
        assertThat(text("SELECT nextval('tens')")).isEqualTo("251");
        assertThat(text("SELECT nextval('down')")).isEqualTo("-24");
        assertThat(text("SELECT nextval('past')")).isEqualTo("5001");
    }

    @Test
    void sequencesAreReadHoweverManyThereAre() {
        run(
                "DO $$ BEGIN FOR i IN 1..3000 LOOP EXECUTE 'CREATE SEQUENCE s' || i; END LOOP; END $$",
                "CREATE TABLE t (id int PRIMARY KEY)",
                "SELECT setval('s1', 7), setval('s2', 7, false)",
                "ALTER DATABASE " + database + " SET max_stack_depth = '200kB'");

        Map<String, Long> values = catalog.sequences(all());

        assertThat(values)
                .hasSize(3000)
                .containsEntry("public.s1", 7L)
                .containsEntry("public.s2", 6L)
                .containsEntry("public.s3000", 0L);
    }

    @Test
    void aSequenceWithoutRoomIsAProblemAndOneThatCyclesIsNot() {
        run("CREATE SEQUENCE small MAXVALUE 100", "CREATE SEQUENCE round MAXVALUE 100 CYCLE");

        assertThatThrownBy(() -> catalog.advance(Map.of("public.small", 95L), 10))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.kind()).isEqualTo(Problem.Kind.UNFIT))
                .hasMessageContaining("public.small has no room");
        catalog.advance(Map.of("public.round", 95L), 10);
        assertThat(text("SELECT nextval('round')")).isEqualTo("1");
    }

    @Test
    void sizesStatisticsAndOldWritersAreTold() throws SQLException {
        run("CREATE TABLE t (id int PRIMARY KEY)", "INSERT INTO t SELECT generate_series(1, 1000)");
        assertThat(catalog.oldestWriterSeconds()).isZero();

        catalog.analyze(all());

        assertThat(catalog.sizes(all()).get(new TableId("public", "t"))).satisfies(size -> {
            assertThat(size.rows()).isEqualTo(1000);
            assertThat(size.bytes()).isGreaterThan(30_000);
        });
        try (Connection writer = server.connect(database);
                Statement statement = writer.createStatement()) {
            statement.execute("BEGIN; INSERT INTO t VALUES (0); SELECT pg_sleep(1.1)");
            assertThat(catalog.oldestWriterSeconds()).isPositive();
        }
    }

    @Test
    void aTableHoldsRowsOnlyIfTheyAreItsOwn() throws SQLException {
        run(
                "CREATE TABLE t (id int PRIMARY KEY)",
                "CREATE TABLE u (PRIMARY KEY (id)) INHERITS (t)",
                "INSERT INTO u VALUES (1)");

        assertThat(all())
                .filteredOn(catalog::hasRows)
                .extracting(Table::id)
                .containsExactly(new TableId("public", "u"));
    }

    private List<Table> all() {
        return catalog.tables(List.of("*"), List.of());
    }

    private List<String> names(String... include) {
        return catalog.tables(List.of(include), List.of()).stream()
                .map(Table::toString)
                .toList();
    }

    private void run(String... statements) {
        server.execute(database, statements);
    }

    private String text(String query) {
        try (Connection connection = server.connect(database);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
