package dev.bailey.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailey.core.Guard;
import dev.bailey.core.GuardState;
import dev.bailey.core.Problem;
import dev.bailey.core.Slice;
import dev.bailey.core.Slices;
import dev.bailey.core.Tenancy;
import dev.bailey.testkit.Eventually;
import dev.bailey.testkit.PostgresServer.Version;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** How the guards of slices are put on, moved, proven and taken off. */
@ParameterizedClass
@EnumSource(
        value = Version.class,
        names = {"V14", "V18"})
class TenantProofTest {

    private static final Duration SHORT = Duration.ofMillis(150);
    private static final Duration AMPLE = Duration.ofSeconds(20);

    private final TenantSide side;

    TenantProofTest(Version version) {
        side = new TenantSide(version);
    }

    @AfterEach
    void close() {
        side.close();
    }

    @Test
    void theProbeTellsOfEachSliceByItself() {
        assertThat(side.pilot.refusesProbe()).isFalse();

        TenantSide.shut(side.pilot);
        assertThat(side.pilot.refusesProbe()).isTrue();
        assertThat(side.quarter.refusesProbe()).isFalse();
        assertThat(side.everyone.refusesProbe()).isFalse();

        TenantSide.shut(side.quarter);
        assertThat(side.quarter.refusesProbe()).isTrue();
        assertThat(side.everyone.refusesProbe()).isFalse();

        TenantSide.shut(side.everyone);
        assertThat(side.everyone.refusesProbe()).isTrue();
    }

    @Test
    void theProbeChangesNothing() {
        side.pilot.refusesProbe();
        TenantSide.shut(side.pilot);
        side.pilot.refusesProbe();

        assertThat(side.text("SELECT count(*) FROM bailey.guard_by_tenant")).isEqualTo("0");
        assertThat(side.text("SELECT count(*) FROM orders")).isEqualTo("3");
    }

    @Test
    void theProbeNoticesATriggerThatIsOffOrGoneOrSeesNoDeletes() throws SQLException {
        TenantSide.shut(side.pilot);

        for (String damage : List.of(
                "ALTER TABLE orders DISABLE TRIGGER bailey_tenant",
                "ALTER TABLE orders DISABLE TRIGGER ALL",
                "DROP TRIGGER bailey_tenant ON events_1",
                "DROP TRIGGER bailey_truncate ON visits",
                "ALTER TABLE bills ENABLE REPLICA TRIGGER bailey_truncate",
                "CREATE OR REPLACE TRIGGER bailey_tenant AFTER INSERT OR UPDATE ON orders FOR EACH ROW"
                        + " EXECUTE FUNCTION bailey.guard_by_tenant()",
                "CREATE OR REPLACE TRIGGER bailey_tenant AFTER INSERT OR UPDATE OR DELETE ON orders FOR EACH ROW"
                        + " WHEN (false) EXECUTE FUNCTION bailey.guard_by_tenant()")) {
            if (damage.endsWith("WHEN (false) EXECUTE FUNCTION bailey.guard_by_tenant()")) {
                damage = damage.replace("WHEN (false)", "WHEN (pg_trigger_depth() > 9)");
            }
            side.run(damage);
            assertThat(side.pilot.refusesProbe()).as(damage).isFalse();

            side.pilot.install(side.tables(), GuardState.open(0));
            assertThat(side.pilot.refusesProbe()).as("made good: " + damage).isTrue();
        }
    }

    @Test
    void theProbeNoticesAFunctionThatWasChanged() throws SQLException {
        TenantSide.shut(side.pilot);

        side.run("CREATE OR REPLACE FUNCTION bailey.refuse_tenant(table_schema name, table_name name, tenant text)"
                + " RETURNS boolean LANGUAGE plpgsql AS 'BEGIN RETURN true; END'");

        assertThat(side.pilot.refusesProbe()).isFalse();
    }

    @Test
    void aSliceWithoutAStateIsRefused() throws SQLException {
        side.run("SELECT setval('bailey.fence_pilot', 0, false)", "SELECT setval('bailey.shut_slices', 1)");

        assertThatThrownBy(() -> side.run("DELETE FROM orders WHERE id = 1")).hasMessageContaining("slice pilot");
        assertThatThrownBy(side.pilot::read).hasMessageContaining("never installed, or removed");
        assertThatCode(() -> side.run("DELETE FROM orders WHERE id = 2")).doesNotThrowAnyException();
    }

    @Test
    void whichSlicesAreShutIsKeptInOneNumberToo() {
        assertThat(shutSlices()).isEqualTo("0");

        TenantSide.shut(side.pilot);
        TenantSide.shut(side.opened.guard());
        assertThat(shutSlices()).isEqualTo("5");

        GuardState shut = side.pilot.read().state();
        side.pilot.move(shut, shut.takeOver(2));
        assertThat(shutSlices()).isEqualTo("4");
        assertThat(side.everyone.read().state()).isEqualTo(GuardState.shut(1));
    }

    private String shutSlices() {
        return side.text("SELECT last_value FROM bailey.shut_slices");
    }

    @Test
    void withoutThatNumberEachSliceIsAskedForItsState() throws SQLException {
        TenantSide.shut(side.pilot);
        side.run("SELECT setval('bailey.shut_slices', 0, false)");

        assertThatThrownBy(() -> side.run("DELETE FROM orders WHERE id = 1")).hasMessageContaining("slice pilot");
        assertThatCode(() -> side.run("DELETE FROM orders WHERE id = 2")).doesNotThrowAnyException();
    }

    @Test
    void aLeaseThatEndsOpensItsSliceAlone() {
        TenantSide.shut(side.quarter);
        Guard.Reading now = side.pilot.read();
        side.pilot.move(now.state(), now.state().fence(1, now.serverTime(), Duration.ofMillis(400)));
        assertThatThrownBy(() -> side.run("DELETE FROM orders WHERE id = 1")).hasMessageContaining("shut until 20");

        Eventually.eventually(
                "the lease is over", AMPLE, () -> side.pilot.read().accepts());

        assertThatCode(() -> side.run("DELETE FROM orders WHERE id = 1")).doesNotThrowAnyException();
        assertThat(side.pilot.refusesProbe()).isFalse();
        assertThat(side.quarter.refusesProbe()).isTrue();
    }

    @Test
    void aWriterThatPassedIsWaitedFor() throws SQLException {
        try (Connection writer = side.connect()) {
            writer.setAutoCommit(false);
            GuardedSide.execute(writer, "INSERT INTO events VALUES (1, 1, 'acme')");
            TenantSide.shut(side.pilot);

            assertThatThrownBy(() -> side.pilot.awaitWriters(SHORT))
                    .isInstanceOfSatisfying(
                            Problem.class, problem -> assertThat(problem.kind()).isEqualTo(Problem.Kind.BUSY));
            writer.commit();
        }
        assertThatCode(() -> side.pilot.awaitWriters(AMPLE)).doesNotThrowAnyException();
    }

    @Test
    void everySliceIsDecidedAsItIsAnywhereElse() throws SQLException {
        Slices slices = new Slices(List.of(
                Slice.of("tenth", 1_000),
                Slice.of("list", Set.of("1", "ä", "😀", "a'b\\\"c", "x\ty", "\u0001")),
                Slice.of("half", 5_001),
                Slice.of("more", Set.of("2", "3")),
                Slice.everyone("rest")));
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<String> tenants = new ArrayList<>(List.of("", "1", "2", "ä", "😀", "a'b\\\"c", "x\ty", "\u0001"));
        while (tenants.size() < 10_000) {
            tenants.add(random.nextBoolean() ? Integer.toString(random.nextInt(5_000)) : word(random));
        }

        try (Connection connection = side.connect();
                PreparedStatement asked =
                        connection.prepareStatement("SELECT n, " + new Membership(slices, true).expression()
                                + " FROM unnest(?::text[]) WITH ORDINALITY AS t (tenant, n)")) {
            asked.setArray(1, connection.createArrayOf("text", tenants.toArray()));
            try (ResultSet row = asked.executeQuery()) {
                for (String tenant : tenants) {
                    row.next();
                    assertThat(row.getInt(2))
                            .as("\"%s\", seed %d", tenant, seed)
                            .isEqualTo(slices.of(tenant));
                }
            }
        }
    }

    private static String word(Random random) {
        return random.ints(1 + random.nextInt(8), 1, 0x2FFFF)
                .filter(point -> point < 0xD800 || point > 0xDFFF)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    @Test
    void aLongListIsDecidedAsAShortOne() throws SQLException {
        side.pilot.remove();
        List<String> listed = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            listed.add("tenant-" + i);
        }
        Tenancy tenancy = new Tenancy(
                new Slices(List.of(Slice.of("many", Set.copyOf(listed)), Slice.everyone("rest"))), "tenant", Map.of());
        Guard many = side.opened.guard(tenancy, tenancy.slices().all().get(0));
        many.install(side.tables(), GuardState.open(0));
        TenantSide.shut(many);

        assertThatThrownBy(() -> side.run("INSERT INTO orders VALUES (9, 'tenant-9999')"))
                .hasMessageContaining("tenant tenant-9999 is in slice many");
        assertThatCode(() -> side.run("INSERT INTO orders VALUES (9, 'tenant-10000')"))
                .doesNotThrowAnyException();
        assertThat(many.refusesProbe()).isTrue();
    }

    @Test
    void installingAgainKeepsStatesAndTouchesNoTable() throws SQLException {
        TenantSide.shut(side.pilot);
        String before = side.text("SELECT string_agg(oid::text, ' ' ORDER BY oid) FROM pg_trigger");
        try (Connection writer = side.connect()) {
            GuardedSide.execute(writer, "BEGIN", "LOCK TABLE orders, events, rates, visits IN ROW EXCLUSIVE MODE");

            side.quarter.install(side.tables(), GuardState.open(0));
            side.everyone.install(side.tables(), GuardState.open(0));
        }

        assertThat(side.pilot.read().state()).isEqualTo(GuardState.shut(1));
        assertThat(side.quarter.read().state()).isEqualTo(GuardState.open(0));
        assertThat(side.text("SELECT string_agg(oid::text, ' ' ORDER BY oid) FROM pg_trigger"))
                .isEqualTo(before);
    }

    @Test
    void theTablesOfEverySliceAreAllThatAreGuarded() {
        assertThat(side.pilot.tables()).hasToString(side.everyone.tables().toString());
        assertThat(side.pilot.tables())
                .hasToString("[public.bills, public.events_1, public.events_2, public.orders, public.rates,"
                        + " public.visits]");
    }

    @Test
    void otherSlicesAreTakenOnlyWhileNothingStandsApart() {
        Tenancy other = new Tenancy(
                new Slices(List.of(Slice.of("pilot", Set.of("zeta")), Slice.everyone("everyone"))), "tenant", Map.of());
        Guard pilot = side.opened.guard(other, other.slices().all().get(0));

        pilot.install(side.tables(), GuardState.open(0));
        TenantSide.shut(pilot);
        assertThatThrownBy(() -> side.run("INSERT INTO orders VALUES (9, 'zeta')"))
                .hasMessageContaining("slice pilot");
        assertThatCode(() -> side.run("UPDATE orders SET note = '' WHERE id = 1"))
                .doesNotThrowAnyException();

        assertThatThrownBy(() -> side.quarter.install(side.tables(), GuardState.open(0)))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("made for other slices");
    }

    @Test
    void otherMembersAreTakenWhileSlicesStandApartIfNoneOfThemChangesSides() {
        TenantSide.shut(side.pilot);
        Slice pilot = TenantSide.PILOT;
        String other = TenantSide.others();

        install(pilot, Slice.of("quarter", Set.of(other)));
        assertThat(side.pilot.read().state()).isEqualTo(GuardState.shut(1));
        assertThatThrownBy(() -> side.run("UPDATE orders SET note = '' WHERE id = 1"))
                .hasMessageContaining("slice pilot");
        TenantSide.shut(side.quarter);
        assertThatThrownBy(() -> side.run("UPDATE orders SET note = '' WHERE id = 2"))
                .hasMessageContaining("tenant " + other + " is in slice quarter");

        assertThatThrownBy(() -> install(pilot, Slice.of("quarter", 2_500)))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.kind()).isEqualTo(Problem.Kind.UNFIT))
                .hasMessageContaining("tenant " + other + " was in slice quarter and would be in everyone");
        assertThatThrownBy(() -> side.run("UPDATE orders SET note = '' WHERE id = 2"))
                .hasMessageContaining("slice quarter");

        install(
                Slice.of("pilot", Set.of("acme", other)),
                Slice.of("quarter", Set.of("it's \\ \"Müller\"", "7", TenantSide.PILOT_UUID)));
        assertThatThrownBy(() -> side.run("UPDATE orders SET note = '' WHERE id = 2"))
                .hasMessageContaining("tenant " + other + " is in slice pilot");
    }

    private void install(Slice pilot, Slice quarter) {
        Tenancy tenancy = new Tenancy(
                new Slices(List.of(pilot, quarter, TenantSide.EVERYONE)), "tenant", Map.of("public.bills", "account"));
        side.opened.guard(tenancy, pilot).install(side.tables(), GuardState.open(0));
    }

    @Test
    void aTableThatGetsATenantLosesTheGuardOfEveryonesTables() throws SQLException {
        side.run("ALTER TABLE rates ADD tenant text");
        side.pilot.install(side.tables(), GuardState.open(0));
        TenantSide.shut(side.everyone);

        assertThatCode(() -> side.run("INSERT INTO rates VALUES (1, 1, 'acme')"))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> side.run("INSERT INTO rates VALUES (2, 1, NULL)"))
                .hasMessageContaining("what has no tenant is in slice everyone");
    }

    @Test
    void aTenantThatTheLogMayTellOtherwiseIsRefusedAtOnce() throws SQLException {
        for (String type : List.of(
                "character(5)",
                "boolean",
                "inet",
                "bytea",
                "timestamp with time zone",
                "text GENERATED ALWAYS AS ('a') STORED")) {
            side.run("CREATE TABLE odd (id int PRIMARY KEY, tenant " + type + ")");

            assertThatThrownBy(() -> side.pilot.install(side.tables(), GuardState.open(0)))
                    .as(type)
                    .isInstanceOfSatisfying(
                            Problem.class, problem -> assertThat(problem.kind()).isEqualTo(Problem.Kind.UNFIT))
                    .hasMessageContaining("public.odd.tenant is " + (type.contains("GEN") ? "generated" : type));
            side.run("DROP TABLE odd");
        }
    }

    @Test
    void whatMakesTheSameElsewhereLeavesTheTriggersOut() {
        assertThat(side.opened.catalog().script(side.tables()).toString())
                .contains("orders")
                .doesNotContain("bailey_");
    }

    @Test
    void removalLeavesNothing() {
        TenantSide.shut(side.pilot);

        side.opened.guard().remove();
        side.pilot.remove();

        assertThatCode(() -> side.run("DELETE FROM orders", "TRUNCATE rates")).doesNotThrowAnyException();
        assertThat(side.pilot.tables()).isEmpty();
        assertThat(side.pilot.refusesProbe()).isFalse();
        assertThatThrownBy(side.everyone::read).hasMessageContaining("never installed, or removed");
        assertThat(side.opened.catalog().holdsOnly(Set.of())).isTrue();
        assertThat(side.text("SELECT count(*) FROM pg_class WHERE relnamespace = 'bailey'::regnamespace"
                        + " AND relname ~ '^(guard|fence_)'"))
                .isEqualTo("0");
        assertThat(side.text("SELECT string_agg(proname, ' ') FROM pg_proc WHERE pronamespace = 'bailey'::regnamespace"
                        + " AND prorettype = 'trigger'::regtype"))
                .isEqualTo("guard");
        side.opened.catalog().uninstall();
        assertThat(side.text("SELECT to_regnamespace('bailey')")).isNull();
    }

    @Test
    void theSchemaIsNotRemovedWhileATableIsGuarded() {
        assertThatThrownBy(() -> side.opened.catalog().uninstall()).isInstanceOf(Problem.class);

        assertThat(side.pilot.tables()).isNotEmpty();
    }
}
