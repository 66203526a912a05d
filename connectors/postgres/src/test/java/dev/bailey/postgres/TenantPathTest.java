package dev.bailey.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailey.core.Column;
import dev.bailey.core.GuardState;
import dev.bailey.core.Problem;
import dev.bailey.core.Row;
import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import dev.bailey.core.Tenancy;
import dev.bailey.core.TenantPath;
import dev.bailey.core.Value;
import dev.bailey.testkit.Eventually;
import dev.bailey.testkit.PostgresServer.Version;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.PGConnection;

/** Rows that belong to a row that has a tenant: what is refused while a side does not own that one's slice. */
@ParameterizedClass
@EnumSource(
        value = Version.class,
        names = {"V14", "V18"})
class TenantPathTest {

    private static final TableId ORDERS = new TableId("public", "orders");
    private static final TableId LINES = new TableId("public", "lines");
    private static final TableId NOTES = new TableId("public", "notes");
    private static final TableId SHARES = new TableId("public", "shares");
    private static final TableId DOUBLES = new TableId("public", "doubles");

    private static final Map<TableId, TenantPath> PATHS = Map.of(
            LINES, new TenantPath(List.of("order_id"), ORDERS, List.of("id")),
            NOTES, new TenantPath(List.of("line_id"), LINES, List.of("id")),
            DOUBLES, new TenantPath(List.of("at", "of"), SHARES, List.of("at", "of")));

    private static final Duration AMPLE = Duration.ofSeconds(20);

    private final TenantSide side;

    /** Order 1 is of the pilot's acme, order 2 of somebody in the slice of everyone, order 3 of nobody. */
    TenantPathTest(Version version) {
        side = new TenantSide(
                version,
                PATHS,
                "CREATE TABLE lines (id bigint PRIMARY KEY, order_id int, words text,"
                        + " also int REFERENCES orders ON DELETE SET NULL)",
                "ALTER TABLE lines ADD FOREIGN KEY (order_id) REFERENCES orders ON DELETE CASCADE ON UPDATE CASCADE"
                        + " DEFERRABLE",
                "INSERT INTO lines VALUES (11, 1, ''), (21, 2, ''), (31, 3, ''), (91, NULL, '')",
                "UPDATE lines SET also = 2 WHERE id = 21",
                "CREATE TABLE notes (id int PRIMARY KEY, line_id bigint REFERENCES lines ON DELETE CASCADE, words text)",
                "INSERT INTO notes VALUES (111, 11, ''), (211, 21, ''), (911, 91, ''), (999, NULL, '')",
                "CREATE TABLE shares (at int, of text, tenant text, UNIQUE (of, at), id serial PRIMARY KEY)",
                "INSERT INTO shares VALUES (1, 'a', 'acme'), (2, 'a', '" + TenantSide.others() + "')",
                "CREATE TABLE doubles (id int PRIMARY KEY, at int, of text, FOREIGN KEY (of, at) REFERENCES shares (of, at))",
                "INSERT INTO doubles VALUES (1, 1, 'a'), (2, 2, 'a'), (3, 1, NULL)");
    }

    @AfterEach
    void close() {
        side.close();
    }

    @Test
    void whileEverySliceIsOpenEverythingPasses() {
        assertPasses("INSERT INTO lines VALUES (12, 1, '')");
        assertPasses("UPDATE lines SET order_id = 2 WHERE id = 12");
        assertPasses("BEGIN; SET CONSTRAINTS ALL DEFERRED; INSERT INTO lines VALUES (51, 5, '');"
                + " INSERT INTO orders VALUES (5, 'acme'); COMMIT");
        assertPasses("DELETE FROM orders");
        assertPasses("TRUNCATE orders, lines, notes");
    }

    @Test
    void aRowIsRefusedByTheTenantOfTheRowThatItBelongsTo() {
        TenantSide.shut(side.pilot);

        for (String refused : List.of(
                "INSERT INTO lines VALUES (12, 1, '')",
                "UPDATE lines SET words = 'x' WHERE id = 11",
                "DELETE FROM lines WHERE id = 11",
                "INSERT INTO lines VALUES (11, 1, '') ON CONFLICT (id) DO UPDATE SET words = 'x'",
                "INSERT INTO notes VALUES (112, 11, '')",
                "UPDATE notes SET words = 'x' WHERE id = 111",
                "DELETE FROM notes WHERE id = 111",
                "INSERT INTO doubles VALUES (4, 1, 'a')")) {
            assertRefused(refused, "tenant acme is in slice pilot, which this side does not own");
        }
        assertRefused("TRUNCATE notes", "tenants of every slice are in it, and this side does not own slice pilot");
    }

    @Test
    void rowsOfOtherTenantsPassMeanwhile() {
        TenantSide.shut(side.pilot);

        for (String passes : List.of(
                "INSERT INTO lines VALUES (22, 2, '')",
                "UPDATE lines SET words = 'x' WHERE id = 21",
                "INSERT INTO notes VALUES (212, 21, ''), (221, 22, '')",
                "DELETE FROM notes WHERE id = 211",
                "DELETE FROM lines WHERE id = 21",
                "INSERT INTO doubles VALUES (4, 2, 'a')")) {
            assertPasses(passes);
        }
    }

    @Test
    void aRowThatBelongsToNoneOrToOneWithoutATenantIsEveryones() {
        TenantSide.shut(side.pilot);
        assertPasses("UPDATE lines SET words = 'x' WHERE id IN (31, 91)");
        assertPasses("UPDATE notes SET words = 'x' WHERE id IN (911, 999)");
        assertPasses("UPDATE doubles SET at = 2 WHERE id = 3");

        TenantSide.shut(side.everyone);

        for (String refused : List.of(
                "UPDATE lines SET words = 'y' WHERE id = 31",
                "UPDATE lines SET words = 'y' WHERE id = 91",
                "INSERT INTO notes VALUES (912, 91, '')",
                "DELETE FROM notes WHERE id = 999",
                "UPDATE doubles SET at = 1 WHERE id = 3")) {
            assertRefused(refused, "what has no tenant is in slice everyone");
        }
    }

    @Test
    void aRowMovesNeitherToNorFromARowOfASliceThatIsShut() {
        TenantSide.shut(side.pilot);

        assertRefused("UPDATE lines SET order_id = 2 WHERE id = 11", "tenant acme");
        assertRefused("UPDATE lines SET order_id = 1 WHERE id = 21", "tenant acme");
        assertRefused("UPDATE notes SET line_id = 11 WHERE id = 211", "tenant acme");
        assertRefused("UPDATE lines SET order_id = NULL WHERE id = 11", "tenant acme");
        assertPasses("UPDATE lines SET order_id = 3 WHERE id = 21");
    }

    @Test
    void aRowAndTheOneThatItBelongsToMayComeInOneTransactionAndInOneStatement() {
        TenantSide.shut(side.pilot);

        assertPasses("BEGIN; INSERT INTO orders VALUES (5, '" + TenantSide.others()
                + "'); INSERT INTO lines VALUES (51, 5, ''); INSERT INTO notes VALUES (511, 51, ''); COMMIT");
        assertPasses("WITH made AS (INSERT INTO orders VALUES (6, '" + TenantSide.others()
                + "') RETURNING id) INSERT INTO lines SELECT 61, id, '' FROM made");
        assertPasses("BEGIN ISOLATION LEVEL REPEATABLE READ; INSERT INTO orders VALUES (7, '" + TenantSide.others()
                + "'); INSERT INTO lines VALUES (71, 7, ''); COMMIT");
        assertRefused(
                "BEGIN; INSERT INTO orders VALUES (8, 'acme'); INSERT INTO lines VALUES (81, 8, ''); COMMIT", "acme");
    }

    @Test
    void whatIsRemovedWithTheRowThatItBelongsToPassesWithIt() {
        TenantSide.shut(side.pilot);

        assertRefused("DELETE FROM orders WHERE id = 1", "writes to public.orders are refused here: tenant acme");
        // changed first, for "also", and then removed
        assertPasses("DELETE FROM orders WHERE id = 2");
        assertThat(side.text("SELECT count(*) FROM notes WHERE line_id = 21")).isEqualTo("0");
        assertPasses("UPDATE orders SET id = 30 WHERE id = 3");
        assertThat(side.text("SELECT order_id FROM lines WHERE id = 31")).isEqualTo("30");
        assertRefused(
                "UPDATE orders SET id = 10 WHERE id = 1", "writes to public.orders are refused here: tenant acme");
    }

    @Test
    void whatIsSetToBelongToNoneHasToBeOwnedAsEveryonesIs() throws SQLException {
        side.run(
                "ALTER TABLE lines DROP CONSTRAINT lines_order_id_fkey",
                "ALTER TABLE lines ADD FOREIGN KEY (order_id) REFERENCES orders ON DELETE SET NULL");
        TenantSide.shut(side.pilot);

        assertPasses("DELETE FROM orders WHERE id = 2");
        assertThat(side.text("SELECT count(*) FROM lines WHERE order_id IS NULL"))
                .isEqualTo("2");

        side.run(
                "INSERT INTO orders VALUES (5, '" + TenantSide.others() + "')", "INSERT INTO lines VALUES (51, 5, '')");
        TenantSide.shut(side.everyone);
        assertRefused("DELETE FROM orders WHERE id = 5", "is in slice everyone");
    }

    @Test
    void aRowWrittenBeforeTheOneThatItBelongsToIsRefused() {
        TenantSide.shut(side.pilot);

        assertRefused(
                "BEGIN; SET CONSTRAINTS ALL DEFERRED; INSERT INTO lines VALUES (51, 5, '');"
                        + " INSERT INTO orders VALUES (5, '" + TenantSide.others() + "'); COMMIT",
                "the row that it belongs to is not there to tell its tenant, and this side does not own slice pilot");
    }

    @Test
    void aSnapshotThatDoesNotShowTheRowThatOneBelongsToCannotWriteIt() throws SQLException {
        try (Connection old = isolated("SET CONSTRAINTS ALL DEFERRED")) {
            side.run("INSERT INTO orders VALUES (5, 'acme')");
            TenantSide.shut(side.pilot);

            assertThatThrownBy(() -> GuardedSide.execute(old, "INSERT INTO lines VALUES (51, 5, '')"))
                    .hasMessageContaining("the row that it belongs to is not there to tell its tenant");
        }
        try (Connection old = isolated()) {
            side.run("INSERT INTO orders VALUES (6, '" + TenantSide.others() + "')");

            assertThatThrownBy(() -> GuardedSide.execute(old, "INSERT INTO lines VALUES (61, 6, '')"))
                    .hasMessageContaining("violates foreign key constraint");
        }
    }

    @Test
    void aSnapshotFromBeforeTheFenceCannotWriteThroughIt() throws SQLException {
        try (Connection old = isolated()) {
            TenantSide.shut(side.pilot);

            GuardedSide.execute(old, "UPDATE lines SET words = 'of another' WHERE id = 21");
            assertThatThrownBy(() -> GuardedSide.execute(old, "UPDATE notes SET words = 'leaked' WHERE id = 111"))
                    .hasMessageContaining("tenant acme");
        }
    }

    @Test
    void aSnapshotFromBeforeARowChangedItsTenantWritesNothingThatBelongsToIt() throws SQLException {
        for (String write : List.of(
                "INSERT INTO lines VALUES (22, 2, '')",
                "UPDATE lines SET words = 'leaked' WHERE id = 21",
                "DELETE FROM notes WHERE id = 211")) {
            side.run("UPDATE orders SET tenant = '" + TenantSide.others() + "' WHERE id = 2");
            try (Connection old = isolated()) {
                side.run("UPDATE orders SET tenant = 'acme' WHERE id = 2");
                side.pilot.move(GuardState.open(0), GuardState.shut(1));

                assertThatThrownBy(() -> GuardedSide.execute(old, write))
                        .as(write)
                        .hasMessageContaining("could not serialize access due to concurrent update");
            }
            side.pilot.move(GuardState.shut(1), GuardState.open(0));
        }
    }

    /** It looked before the other one committed, and is on no list that was made before it began. */
    @Test
    void whoWroteToARowWhoseTenantWasAboutToChangeIsWaitedForToo() throws SQLException {
        try (Connection moving = side.connect();
                Connection late = side.connect()) {
            moving.setAutoCommit(false);
            late.setAutoCommit(false);
            GuardedSide.execute(moving, "UPDATE orders SET tenant = 'acme' WHERE id = 2");
            TenantSide.shut(side.pilot);
            CompletableFuture<Void> waiting =
                    CompletableFuture.runAsync(() -> side.pilot.awaitWriters(Duration.ofSeconds(2)));
            Eventually.eventually(
                    "the first is waited for",
                    AMPLE,
                    () -> side.text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                                    + " AND query LIKE 'SELECT pg_sleep%'")
                            .equals("1"));

            GuardedSide.execute(late, "UPDATE lines SET words = 'late' WHERE id = 21");
            moving.commit();

            assertThatThrownBy(waiting::join)
                    .cause()
                    .isInstanceOf(Problem.class)
                    .hasMessageContaining("pid " + pid(late) + " ");
            late.rollback();
        }
        assertThatCode(() -> side.pilot.awaitWriters(AMPLE)).doesNotThrowAnyException();
    }

    private static int pid(Connection connection) throws SQLException {
        return connection.unwrap(PGConnection.class).getBackendPID();
    }

    @Test
    void anApplicationThatMayNotReadTheOtherTableMayWriteAsBefore() throws SQLException {
        side.run(
                "DROP ROLE IF EXISTS clerk_of_" + side.database,
                "CREATE ROLE clerk_of_" + side.database,
                "GRANT INSERT ON lines TO clerk_of_" + side.database,
                "CREATE SCHEMA hers AUTHORIZATION clerk_of_" + side.database,
                "CREATE FUNCTION hers.never(int, int) RETURNS boolean LANGUAGE sql AS 'SELECT false'",
                "CREATE OPERATOR hers.= (FUNCTION = hers.never, LEFTARG = int, RIGHTARG = int)");
        TenantSide.shut(side.pilot);
        String her = "SET ROLE clerk_of_" + side.database + "; SET search_path = hers, pg_catalog, public; ";

        assertPasses(her + "INSERT INTO public.lines VALUES (22, 2, '')");
        assertRefused(her + "INSERT INTO public.lines VALUES (12, 1, '')", "tenant acme");
        assertThatThrownBy(() -> side.run("SET ROLE clerk_of_" + side.database
                        + "; CREATE TABLE hers.mine (order_id int); CREATE TRIGGER ask AFTER INSERT ON hers.mine"
                        + " FOR EACH ROW EXECUTE FUNCTION bailey.\"guard_along_public.lines\"()"))
                .hasMessageContaining("permission denied for function");
        side.run("DROP OWNED BY clerk_of_" + side.database + " CASCADE", "DROP ROLE clerk_of_" + side.database);
    }

    @Test
    void aSessionOfBaileysPasses() {
        TenantSide.shut(side.pilot);

        assertPasses("SET session_replication_role = replica; INSERT INTO lines VALUES (12, 1, ''), (77, 77, '')");
        assertPasses("SET bailey.applying = 'on'; INSERT INTO lines VALUES (13, 1, ''); DELETE FROM notes");
        assertPasses("SET bailey.applying = 'on'; BEGIN; SET CONSTRAINTS ALL DEFERRED;"
                + " INSERT INTO lines VALUES (51, 5, ''); INSERT INTO orders VALUES (5, 'acme'); COMMIT");
    }

    @Test
    void theProofNoticesAPathThatIsNotAsItWasMade() throws SQLException {
        TenantSide.shut(side.pilot);
        assertThat(side.pilot.refusesProbe()).isTrue();

        for (String damage : List.of(
                "ALTER TABLE lines DISABLE TRIGGER bailey_tenant",
                "DROP TRIGGER bailey_tenant ON notes",
                "ALTER FUNCTION bailey.\"guard_along_public.lines\" SECURITY INVOKER",
                "ALTER FUNCTION bailey.\"guard_along_public.lines\" RESET search_path",
                "CREATE OR REPLACE FUNCTION bailey.\"guard_along_public.notes\"() RETURNS trigger LANGUAGE plpgsql"
                        + " SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS 'BEGIN RETURN NULL; END'")) {
            side.run(damage);
            assertThat(side.pilot.refusesProbe()).as(damage).isFalse();

            side.run("SELECT setval('bailey.fence_pilot', 0)", "SELECT setval('bailey.shut_slices', 0)");
            side.pilot.install(side.tables(), GuardState.open(0));
            TenantSide.shut(side.pilot);
            assertThat(side.pilot.refusesProbe()).as("made good: " + damage).isTrue();
        }
    }

    @Test
    void removalLeavesNothing() {
        side.pilot.remove();

        assertPasses("DELETE FROM orders");
        assertThat(side.text("SELECT count(*) FROM pg_proc WHERE pronamespace = 'bailey'::regnamespace"
                        + " AND (proname ~ '^guard_' OR proname = 'refuse_all')"))
                .isEqualTo("0");
        side.opened.catalog().uninstall();
        assertThat(side.text("SELECT to_regnamespace('bailey')")).isNull();
    }

    @Test
    void theTenantsOfRowsAreFoundAlongTheirPaths() throws SQLException {
        side.run("SET session_replication_role = replica; INSERT INTO notes VALUES (888, 88, '')");

        assertThat(tenants(NOTES))
                .isEqualTo(Map.of("(111)", "acme", "(211)", TenantSide.others(), "(911)", "nobody", "(999)", "nobody"));
        assertThat(tenants(DOUBLES)).isEqualTo(Map.of("(1)", "acme", "(2)", TenantSide.others(), "(3)", "nobody"));
    }

    private Map<String, String> tenants(TableId id) {
        Table table = side.tables().stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .orElseThrow();
        List<Row> keys = List.of("1", "2", "3", "4", "111", "211", "888", "911", "999").stream()
                .map(key -> Row.of(List.of(Value.of(key))))
                .toList();
        List<TenantPath> path = new Tenancy(TenantSide.SLICES, "tenant", Map.of(), PATHS).path(id);
        Column tenants = new Column("tenant", "text", /* key= */ false, /* generated= */ false);
        Map<String, String> found = new HashMap<>();
        side.opened.digests().tenants(table, keys, path, tenants).forEach((key, tenant) -> {
            found.put("(" + key.at(0).text() + ")", tenant.isNull() ? "nobody" : tenant.text());
        });
        return found;
    }

    private Connection isolated(String... statements) throws SQLException {
        Connection connection = side.connect();
        connection.setAutoCommit(false);
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        GuardedSide.execute(connection, "SELECT 1");
        GuardedSide.execute(connection, statements);
        return connection;
    }

    private void assertPasses(String sql) {
        assertThatCode(() -> side.run(sql)).as(sql).doesNotThrowAnyException();
    }

    private void assertRefused(String sql, String because) {
        assertThatThrownBy(() -> side.run(sql))
                .as(sql)
                .isInstanceOfSatisfying(
                        SQLException.class,
                        refusal -> assertThat(refusal.getSQLState())
                                .as(refusal.getMessage())
                                .isEqualTo("BF001"))
                .hasMessageContaining(because);
    }
}
