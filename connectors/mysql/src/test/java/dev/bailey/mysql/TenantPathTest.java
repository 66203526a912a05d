package dev.bailey.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailey.core.Column;
import dev.bailey.core.GuardState;
import dev.bailey.core.Row;
import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import dev.bailey.core.Tenancy;
import dev.bailey.core.TenantPath;
import dev.bailey.core.Value;
import dev.bailey.mysql.Dialect.Engine;
import dev.bailey.testkit.BinlogServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Rows that belong to a row that has a tenant: what is refused while a side does not own that one's slice. */
@ParameterizedClass
@EnumSource(Engine.class)
class TenantPathTest {

    private static final String GONE = "what it belongs to is not there to tell its tenant";

    private final TenantSide side;

    TenantPathTest(Engine engine) throws SQLException {
        side = PathSide.of(engine);
    }

    @Test
    void whileEverySliceIsOpenEverythingPasses() {
        assertPasses("INSERT INTO line VALUES (12, 1, '')");
        assertPasses("UPDATE line SET order_id = 2 WHERE id = 12");
        assertPasses("SET foreign_key_checks = 0", "INSERT INTO line VALUES (51, 5, '')", "DELETE FROM orders");
        assertPasses("DELETE FROM notes", "DELETE FROM line");
    }

    @Test
    void aRowIsRefusedByTheTenantOfTheRowThatItBelongsTo() {
        TenantSide.shut(side.pilot);

        for (String refused : List.of(
                "INSERT INTO line VALUES (12, 1, '')",
                "INSERT IGNORE INTO line VALUES (12, 1, '')",
                "UPDATE line SET words = 'x' WHERE id = 11",
                "DELETE FROM line WHERE id = 13",
                "INSERT INTO line VALUES (11, 1, '') ON DUPLICATE KEY UPDATE words = 'x'",
                "REPLACE INTO line VALUES (12, 1, 'x')",
                "INSERT INTO notes VALUES (112, 11, '')",
                "UPDATE notes SET words = 'x' WHERE id = 111",
                "UPDATE notes n JOIN line l ON l.id = n.line_id SET n.words = 'x' WHERE l.order_id = 1",
                "DELETE FROM notes WHERE id = 111",
                "INSERT INTO doubles VALUES (4, 1, 'A')")) {
            assertRefused(refused, "tenant acme is in slice pilot, which this side does not own");
        }
    }

    @Test
    void rowsOfOtherTenantsPassMeanwhile() {
        TenantSide.shut(side.pilot);

        for (String passes : List.of(
                "INSERT INTO line VALUES (22, 2, '')",
                "UPDATE line SET words = 'x' WHERE id = 21",
                "INSERT INTO notes VALUES (212, 21, ''), (221, 22, '')",
                "DELETE FROM notes WHERE id IN (211, 212)",
                "DELETE FROM line WHERE id = 21",
                "INSERT INTO doubles VALUES (4, 2, 'a')")) {
            assertPasses(passes);
        }
    }

    @Test
    void aRowThatBelongsToNoneOrToOneWithoutATenantIsEveryones() {
        TenantSide.shut(side.pilot);
        assertPasses("UPDATE line SET words = 'x' WHERE id IN (31, 91)");
        assertPasses("UPDATE notes SET words = 'x' WHERE id IN (911, 999)");
        assertPasses("UPDATE doubles SET place = 2 WHERE id = 3");

        TenantSide.shut(side.everyone);

        for (String refused : List.of(
                "UPDATE line SET words = 'y' WHERE id = 31",
                "UPDATE line SET words = 'y' WHERE id = 91",
                "INSERT INTO notes VALUES (912, 91, '')",
                "DELETE FROM notes WHERE id = 999",
                "UPDATE doubles SET place = 1 WHERE id = 3")) {
            assertRefused(refused, "what has no tenant is in slice everyone");
        }
    }

    @Test
    void aRowMovesNeitherToNorFromARowOfASliceThatIsShut() {
        TenantSide.shut(side.pilot);

        assertRefused("UPDATE line SET order_id = 2 WHERE id = 11", "tenant acme");
        assertRefused("UPDATE line SET order_id = 1 WHERE id = 21", "tenant acme");
        assertRefused("UPDATE notes SET line_id = 11 WHERE id = 211", "tenant acme");
        assertRefused("UPDATE line SET order_id = NULL WHERE id = 11", "tenant acme");
        assertRefused("UPDATE doubles SET place = 1 WHERE id = 2", "tenant acme");
        assertPasses("UPDATE line SET order_id = 3 WHERE id = 21");
    }

    @Test
    void aRowAndTheOneThatItBelongsToMayComeInOneTransaction() {
        TenantSide.shut(side.pilot);

        for (String isolation : List.of("READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE")) {
            assertPasses(
                    "SET SESSION TRANSACTION ISOLATION LEVEL " + isolation,
                    "BEGIN",
                    "INSERT INTO orders VALUES (5, '" + TenantSide.others() + "', '')",
                    "INSERT INTO line VALUES (51, 5, '')",
                    "INSERT INTO notes VALUES (511, 51, '')",
                    "DELETE FROM notes WHERE id = 511",
                    "DELETE FROM line WHERE id = 51",
                    "DELETE FROM orders WHERE id = 5",
                    "COMMIT");
        }
        assertRefused("INSERT INTO orders VALUES (8, 'acme', '')", "acme");
    }

    @Test
    void aRowOfWhichNobodyKnowsWhoseItIsIsRefused() {
        assertPasses("SET foreign_key_checks = 0", "INSERT INTO line VALUES (51, 5, '')");
        assertPasses("INSERT INTO notes VALUES (511, 51, '')");
        TenantSide.shut(side.pilot);

        assertRefused("UPDATE line SET words = 'x' WHERE id = 51", GONE + ", and not every slice is here: ");
        assertRefused("UPDATE line SET order_id = 2 WHERE id = 51", GONE);
        assertRefused("DELETE FROM notes WHERE id = 511", GONE);
        assertThatThrownBy(() -> side.run("SET foreign_key_checks = 0", "INSERT INTO line VALUES (61, 6, '')"))
                .hasMessageContaining(GONE);
        assertThatThrownBy(() -> side.run(
                        "SET foreign_key_checks = 0",
                        "BEGIN",
                        "DELETE FROM orders WHERE id = 2",
                        "DELETE FROM line WHERE id = 21"))
                .hasMessageContaining(GONE);
        assertPasses("UPDATE orders SET id = 5 WHERE id = 3 AND FALSE", "INSERT INTO orders VALUES (5, NULL, '')");
        assertPasses("UPDATE line SET words = 'x' WHERE id = 51");
    }

    @Test
    void anApplicationThatMayNotReadTheOtherTableMayWriteAsBefore() throws SQLException {
        TenantSide.shut(side.pilot);
        try (Connection administrator = side.administrator()) {
            TenantSide.run(
                    administrator,
                    "DROP USER IF EXISTS clerk@'%'",
                    "CREATE USER clerk@'%' IDENTIFIED BY '" + BinlogServer.PASSWORD + "'",
                    "GRANT INSERT ON line TO clerk@'%'");
        }

        try (Connection clerk = side.connect("clerk")) {
            TenantSide.run(clerk, "INSERT INTO line VALUES (22, 2, '')");
            assertThatThrownBy(() -> TenantSide.run(clerk, "INSERT INTO line VALUES (12, 1, '')"))
                    .hasMessageContaining("tenant acme");
        }
    }

    @Test
    void aSessionOfBaileysPasses() throws SQLException {
        TenantSide.shut(side.pilot);

        side.connections.call("writing", session -> {
            TenantSide.run(
                    session,
                    "INSERT INTO line VALUES (12, 1, '')",
                    "UPDATE notes SET words = 'x'",
                    "DELETE FROM notes",
                    "DELETE FROM line WHERE id = 12");
            return session;
        });
        assertThat(side.text("SELECT COUNT(*) FROM notes")).isEqualTo("0");
    }

    @Test
    void theProofNoticesAPathThatIsNotAsItWasMade() throws SQLException {
        TenantSide.shut(side.pilot);
        assertThat(side.pilot.refusesProbe()).isTrue();
        String of = side.text("SELECT REPLACE(ACTION_STATEMENT, 'order_id', 'id') FROM information_schema.TRIGGERS"
                + " WHERE TRIGGER_SCHEMA = '" + side.database + "' AND TRIGGER_NAME = 'bailey_del_line'");

        for (List<String> damage : List.of(
                List.of("DROP TRIGGER bailey_upd_notes"),
                List.of(
                        "DROP TRIGGER bailey_del_line",
                        "CREATE TRIGGER bailey_del_line AFTER DELETE ON line FOR EACH ROW " + of))) {
            try (Connection administrator = side.administrator()) {
                TenantSide.run(administrator, damage.toArray(String[]::new));
            }
            assertThat(side.pilot.refusesProbe()).as(damage.get(0)).isFalse();

            side.pilot.install(side.tables(), GuardState.open(0));
            assertThat(side.pilot.refusesProbe())
                    .as("made good: " + damage.get(0))
                    .isTrue();
        }
    }

    @Test
    void aTableThatGetsAPathLosesTheGuardOfEveryonesTables() throws SQLException {
        side.pilot.remove();
        Tenancy without = new Tenancy(TenantSide.SLICES, "tenant", Map.of());
        side.opened.guard(without, TenantSide.PILOT).install(side.tables(), GuardState.open(0));
        assertThat(side.pilot.tables())
                .extracting(TableId::name)
                .contains("orders")
                .doesNotContain("line", "notes");

        side.pilot.install(side.tables(), GuardState.open(0));

        assertThat(side.pilot.tables()).extracting(TableId::name).contains("orders", "line", "notes");
        TenantSide.shut(side.everyone);
        assertPasses("UPDATE line SET words = 'x' WHERE id = 11");
        assertRefused("UPDATE line SET words = 'x' WHERE id = 21", "is in slice everyone");
    }

    @Test
    void theTenantsOfRowsAreFoundAlongTheirPaths() throws SQLException {
        side.run("SET foreign_key_checks = 0", "INSERT INTO notes VALUES (888, 88, '')");

        assertThat(tenants("notes"))
                .isEqualTo(Map.of("(111)", "acme", "(211)", TenantSide.others(), "(911)", "nobody", "(999)", "nobody"));
        assertThat(tenants("doubles")).isEqualTo(Map.of("(1)", "acme", "(2)", TenantSide.others(), "(3)", "nobody"));
    }

    private Map<String, String> tenants(String name) {
        TableId id = new TableId(side.database, name);
        Tenancy tenancy = new Tenancy(TenantSide.SLICES, "tenant", Map.of(), PathSide.paths(side.database));
        List<TenantPath> path = tenancy.path(id);
        Table end = table(path.get(path.size() - 1).parent());
        Column column = end.columns().get(tenancy.columnOf(end).orElseThrow());
        List<Row> keys = Stream.of("1", "2", "3", "4", "111", "211", "888", "911", "999")
                .map(key -> Row.of(Value.of(key)))
                .toList();
        Map<String, String> found = new HashMap<>();
        side.opened
                .digests()
                .tenants(table(id), keys, path, column)
                .forEach((key, tenant) ->
                        found.put("(" + key.at(0).text() + ")", tenant.isNull() ? "nobody" : tenant.text()));
        return found;
    }

    private Table table(TableId id) {
        return side.tables().stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private void assertPasses(String... sql) {
        assertThatCode(() -> side.run(sql)).as(String.join("; ", sql)).doesNotThrowAnyException();
    }

    private void assertRefused(String sql, String because) {
        assertThatThrownBy(() -> side.run(sql))
                .as(sql)
                .isInstanceOfSatisfying(
                        SQLException.class,
                        refusal -> assertThat(refusal.getErrorCode())
                                .as(refusal.getMessage())
                                .isEqualTo(MysqlGuard.REFUSED))
                .hasMessageContaining(because);
    }
}
