package dev.bailey.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.bailey.core.Catalog.Script;
import dev.bailey.core.GuardState;
import dev.bailey.core.Table;
import dev.bailey.testkit.PostgresServer;
import dev.bailey.testkit.PostgresServer.Version;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SchemaScriptTest {

    private static final int STATEMENTS_OF_SHOP = 37;

    private final PostgresServer older = SharedServers.of(Version.OLDER);
    private final PostgresServer newer = SharedServers.of(Version.NEWER);
    private final String source = older.createDatabase();
    private final String target = newer.createDatabase();
    private final PostgresConnections atSource = new PostgresConnections(older.url(source));
    private final PostgresConnections atTarget = new PostgresConnections(newer.url(target));
    private final PostgresCatalog catalog = new PostgresCatalog(atSource);

    @AfterEach
    void close() {
        atSource.close();
        atTarget.close();
    }

    @Test
    void theSchemaFromTheCatalogIsTheSameOnTheNewerServer() throws SQLException {
        makeShop(atSource);

        recreate(fromCatalog());

        assertThat(SchemaOf.database(newer, target)).containsExactlyElementsOf(SchemaOf.database(older, source));
    }

    @Test
    void whatTheNewerServerHoldsCanBeMadeOnAnotherOfIts() throws SQLException {
        String first = newer.createDatabase();
        try (PostgresConnections connections = new PostgresConnections(newer.url(first))) {
            makeShop(connections);
            List<Table> tables = new PostgresCatalog(connections).tables(List.of("*"), List.of());
            recreate(connections.call("test", connection -> SchemaScript.fromCatalog(connection, tables)));
        }

        assertThat(SchemaOf.database(newer, target)).containsExactlyElementsOf(SchemaOf.database(newer, first));
    }

    @Test
    void aScriptMayBeRunAgain() throws SQLException {
        makeShop(atSource);
        Script script = fromCatalog();

        recreate(script);
        recreate(script);

        assertThat(SchemaOf.database(newer, target)).containsExactlyElementsOf(SchemaOf.database(older, source));
    }

    @Test
    void keysAreMadeBeforeTheLoadAndTheRestAfterIt() {
        makeShop(atSource);

        Script script = fromCatalog();

        assertThat(script.beforeLoad())
                .anyMatch(sql -> sql.contains("PRIMARY KEY"))
                .anyMatch(sql -> sql.contains("REPLICA IDENTITY USING INDEX"))
                .noneMatch(sql -> sql.contains("FOREIGN KEY") || sql.contains("CREATE TRIGGER"));
        assertThat(script.afterLoad())
                .anyMatch(sql -> sql.contains("FOREIGN KEY"))
                .anyMatch(sql -> sql.contains("CREATE INDEX"))
                .noneMatch(sql -> sql.contains("PRIMARY KEY"));
    }

    @Test
    void neitherTheGuardNorBaileysSchemaIsCarried() {
        older.execute(source, "CREATE TABLE a (id int PRIMARY KEY)");
        new PostgresGuard(atSource).install(tables(), GuardState.open(0));

        Script script = fromCatalog();

        assertThat(script.beforeLoad()).noneMatch(sql -> sql.contains("bailey"));
        assertThat(script.afterLoad()).noneMatch(sql -> sql.contains("bailey"));
    }

    @Test
    void aForeignKeyToATableThatStaysBehindIsLeftOut() {
        older.execute(
                source,
                "CREATE TABLE stays (id int PRIMARY KEY)",
                "CREATE TABLE moves (id int PRIMARY KEY REFERENCES stays)");

        List<Table> moving = catalog.tables(List.of("public.moves"), List.of());
        Script script = atSource.call("test", connection -> SchemaScript.fromCatalog(connection, moving));

        assertThat(script.afterLoad()).noneMatch(sql -> sql.contains("FOREIGN KEY"));
    }

    @Test
    void whatCannotBeMadeFromTheCatalogIsNamedRatherThanLeftOut() {
        older.execute(
                source, "CREATE TABLE secret (id int PRIMARY KEY)", "ALTER TABLE secret ENABLE ROW LEVEL SECURITY");

        assertThatThrownBy(this::fromCatalog)
                .hasMessageContaining("row-level security on public.secret")
                .hasMessageContaining("pg_dump");
    }

    @Test
    void anIndexThatIdentifiesTheRowsOfOnePartitionKeepsItsName() throws SQLException {
        older.execute(
                source,
                "CREATE TABLE whole (a int NOT NULL, b int NOT NULL, UNIQUE (a, b)) PARTITION BY LIST (a)",
                "CREATE TABLE part PARTITION OF whole DEFAULT",
                "ALTER INDEX part_a_b_key RENAME TO of_part",
                "ALTER TABLE part REPLICA IDENTITY USING INDEX of_part");

        recreate(fromCatalog());

        assertThat(SchemaOf.database(newer, target)).containsExactlyElementsOf(SchemaOf.database(older, source));
    }

    @Test
    void aStatementThatFailsIsQuoted() {
        assertThatThrownBy(() ->
                        new PostgresCatalog(atTarget).run(List.of("CREATE TABLE t (id nonsense)"), statement -> {}))
                .hasMessageContaining("nonsense")
                .hasMessageContaining("CREATE TABLE t");
    }

    @Test
    void aDumpRecordedFromPgDumpMakesTheSameSchema() throws SQLException {
        makeShop(atSource);

        Script script = DumpScript.of(
                Resources.text("shop-pre-data.dump"),
                Resources.text("shop-post-data.dump"),
                Set.of("by_number_key"),
                Set.of());
        List<String> after = new ArrayList<>(script.afterLoad());
        after.add("REFRESH MATERIALIZED VIEW public.totals");
        recreate(new Script(script.beforeLoad(), after));

        assertThat(script.beforeLoad())
                .filteredOn(sql -> sql.contains("PRIMARY KEY"))
                .hasSizeGreaterThan(4);
        assertThat(SchemaOf.database(newer, target)).containsExactlyElementsOf(SchemaOf.database(older, source));
        recreate(script);
    }

    @Test
    void aDumpTakenNowMakesTheSameSchema() throws SQLException {
        assumeThat(PgDump.find(16).isPresent())
                .as("needs a pg_dump of version 16 or newer (Debian: postgresql-client-16)")
                .isTrue();
        makeShop(atSource);

        recreate(catalog.script(tables()));

        assertThat(SchemaOf.database(newer, target)).containsExactlyElementsOf(SchemaOf.database(older, source));
    }

    private static void makeShop(PostgresConnections connections) {
        List<String> statements = SqlStatements.of(Resources.text("shop.sql"));
        assertThat(statements).hasSize(STATEMENTS_OF_SHOP);
        new PostgresCatalog(connections).run(statements, statement -> {});
    }

    private Script fromCatalog() {
        List<Table> tables = tables();
        return atSource.call("test", connection -> SchemaScript.fromCatalog(connection, tables));
    }

    private List<Table> tables() {
        return catalog.tables(List.of("*"), List.of());
    }

    private void recreate(Script script) {
        PostgresCatalog made = new PostgresCatalog(atTarget);
        made.run(script.beforeLoad(), statement -> {});
        made.run(script.afterLoad(), statement -> {});
    }
}
