package dev.bailey.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailey.core.Guard;
import dev.bailey.core.GuardState;
import dev.bailey.core.Problem;
import dev.bailey.core.Slice;
import dev.bailey.core.Slices;
import dev.bailey.mysql.Dialect.Engine;
import dev.bailey.testkit.Eventually;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** How the guards of slices are put on, moved, proven and taken off. */
@ParameterizedClass
@EnumSource(Engine.class)
class TenantProofTest {

    private static final Duration AMPLE = Duration.ofSeconds(20);

    private final TenantSide side;

    TenantProofTest(Engine engine) throws SQLException {
        Servers.require(engine);
        side = new TenantSide(engine);
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
    void theProbeChangesNothing() throws SQLException {
        side.pilot.refusesProbe();
        TenantSide.shut(side.pilot);
        side.pilot.refusesProbe();

        assertThat(side.text("SELECT COUNT(*) FROM " + side.own("tenant_probe")))
                .isEqualTo("0");
        assertThat(side.text("SELECT COUNT(*) FROM orders")).isEqualTo("3");
    }

    @Test
    void theProbeNoticesATriggerThatIsGoneOrSaysSomethingElse() throws SQLException {
        TenantSide.shut(side.pilot);

        for (String[] damage : List.of(new String[] {"DROP TRIGGER bailey_del_orders"}, new String[] {
            "DROP TRIGGER bailey_upd_bills",
            "CREATE TRIGGER bailey_upd_bills AFTER UPDATE ON bills FOR EACH ROW SET @a = '" + side.own("guard") + "'"
        })) {
            try (Connection administrator = side.administrator()) {
                TenantSide.run(administrator, damage);
            }
            assertThat(side.pilot.refusesProbe()).as(damage[0]).isFalse();

            side.pilot.install(side.tables(), GuardState.open(0));
            assertThat(side.pilot.refusesProbe()).as("made good: " + damage[0]).isTrue();
        }
    }

    @Test
    void aSliceWithoutAStateIsRefused() throws SQLException {
        try (Connection administrator = side.administrator()) {
            TenantSide.run(administrator, "DELETE FROM " + side.own("guard") + " WHERE id = 2");
        }

        assertThatThrownBy(() -> side.run("DELETE FROM orders WHERE id = 1")).hasMessageContaining("slice pilot");
        assertThatThrownBy(side.pilot::read).hasMessageContaining("never installed, or removed");
        assertThatCode(() -> side.run("DELETE FROM orders WHERE id = 2")).doesNotThrowAnyException();
    }

    @Test
    void aLeaseThatEndsOpensItsSliceAlone() {
        TenantSide.shut(side.quarter);
        Guard.Reading now = side.pilot.read();
        side.pilot.move(now.state(), now.state().fence(1, now.serverTime(), Duration.ofMillis(600)));
        assertThatThrownBy(() -> side.run("DELETE FROM orders WHERE id = 1")).hasMessageContaining("slice pilot");

        Eventually.eventually(
                "the lease is over", AMPLE, () -> side.pilot.read().accepts());

        assertThatCode(() -> side.run("DELETE FROM orders WHERE id = 1")).doesNotThrowAnyException();
        assertThat(side.pilot.refusesProbe()).isFalse();
        assertThat(side.quarter.refusesProbe()).isTrue();
    }

    @Test
    void aWriterThatPassedIsWaitedForAndNoneOfAnotherSliceIs() throws SQLException {
        try (Connection writer = side.connect();
                Connection other = side.connect()) {
            writer.setAutoCommit(false);
            other.setAutoCommit(false);
            TenantSide.run(writer, "INSERT INTO orders VALUES (9, 'acme', '')");
            TenantSide.run(other, "INSERT INTO orders VALUES (10, '" + TenantSide.others() + "', '')");

            assertThatThrownBy(() -> TenantSide.shut(side.pilot))
                    .isInstanceOfSatisfying(
                            Problem.class, problem -> assertThat(problem.kind()).isEqualTo(Problem.Kind.BUSY));
            writer.commit();
            TenantSide.shut(side.pilot);
            TenantSide.run(other, "INSERT INTO orders VALUES (11, '" + TenantSide.others() + "', '')");
            other.commit();
        }
        assertThat(side.text("SELECT COUNT(*) FROM orders")).isEqualTo("6");
    }

    @Test
    void aFenceThatWaitsHoldsUpNobodyOfAnotherSlice() throws InterruptedException, SQLException {
        try (Connection writer = side.connect();
                Connection other = side.connect()) {
            writer.setAutoCommit(false);
            TenantSide.run(writer, "INSERT INTO orders VALUES (9, 'acme', '')");
            Thread fencing = new Thread(() -> {
                try {
                    TenantSide.shut(side.pilot);
                } catch (Problem busy) {
                    // as it should
                }
            });
            fencing.start();
            Eventually.eventually("the fence waits", AMPLE, () -> side.waiting() > 0);

            TenantSide.run(
                    other,
                    "SET SESSION innodb_lock_wait_timeout = 1, lock_wait_timeout = 1",
                    "INSERT INTO orders VALUES (10, '" + TenantSide.others() + "', '')");

            writer.rollback();
            fencing.join();
        }
    }

    @Test
    void installingAgainKeepsStatesAndTouchesNoTable() throws SQLException {
        TenantSide.shut(side.pilot);
        try (Connection writer = side.connect()) {
            writer.setAutoCommit(false);
            TenantSide.run(
                    writer, "UPDATE orders SET note = '' WHERE id = 2", "SELECT * FROM rates", "SELECT * FROM bills");

            side.quarter.install(side.tables(), GuardState.open(0));
            side.everyone.install(side.tables(), GuardState.open(0));
            writer.rollback();
        }

        assertThat(side.pilot.read().state()).isEqualTo(GuardState.shut(1));
        assertThat(side.quarter.read().state()).isEqualTo(GuardState.open(0));
    }

    @Test
    void theTablesOfEverySliceAreAllThatAreGuarded() {
        assertThat(side.pilot.tables()).isEqualTo(side.everyone.tables());
        assertThat(side.pilot.tables()).extracting(table -> table.name()).containsExactly("bills", "orders", "rates");
    }

    @Test
    void otherSlicesAreTakenOnlyWhileNothingStandsApart() {
        Slices other = new Slices(List.of(Slice.of("pilot", Set.of("zeta")), Slice.everyone("everyone")));
        Guard pilot = side.guard(other, 0);
        assertThat(pilot.tables()).extracting(table -> table.name()).containsExactly("rates");

        pilot.install(side.tables(), GuardState.open(0));
        TenantSide.shut(pilot);
        assertThatThrownBy(() -> side.run("INSERT INTO orders VALUES (9, 'zeta', '')"))
                .hasMessageContaining("slice pilot");
        assertThatCode(() -> side.run("UPDATE orders SET note = '' WHERE id = 1"))
                .doesNotThrowAnyException();

        assertThatThrownBy(() -> side.quarter.install(side.tables(), GuardState.open(0)))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("made for other slices")
                .hasMessageContaining("pilot");
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
                Slice.of("quarter", Set.of("it's \\ \"Müller\"", "7", "blank ")));
        assertThatThrownBy(() -> side.run("UPDATE orders SET note = '' WHERE id = 2"))
                .hasMessageContaining("tenant " + other + " is in slice pilot");
    }

    /** Each of them holds the place where the name would be, and there is always one. */
    @Test
    void aTenantIsPutOnAListAlthoughOthersNeverStopWriting() throws InterruptedException, SQLException {
        TenantSide.shut(side.pilot);
        side.run("UPDATE orders SET tenant = 'zebra' WHERE id = 2", "UPDATE orders SET tenant = 'zoo' WHERE id = 3");
        try (EndlessWriters writers = EndlessWriters.start(side)) {
            install(TenantSide.PILOT, Slice.of("quarter", Set.of("zeta")));

            assertThat(writers.stop()).isGreaterThan(2);
        }
        TenantSide.shut(side.quarter);
        assertThatThrownBy(() -> side.run("INSERT INTO orders VALUES (900, 'zeta', '')"))
                .hasMessageContaining("slice quarter");
    }

    private void install(Slice pilot, Slice quarter) {
        side.guard(new Slices(List.of(pilot, quarter, TenantSide.EVERYONE)), 0)
                .install(side.tables(), GuardState.open(0));
    }

    @Test
    void aLongListIsDecidedAsAShortOne() throws SQLException {
        Set<String> listed = new HashSet<>();
        for (int i = 0; i < 20_000; i++) {
            listed.add("tenant-" + i);
        }
        Slices slices = new Slices(List.of(Slice.of("many", listed), Slice.everyone("rest")));
        Guard many = side.guard(slices, 0);
        many.install(side.tables(), GuardState.open(0));
        TenantSide.shut(many);

        assertThatThrownBy(() -> side.run("INSERT INTO orders VALUES (9, 'tenant-19999', '')"))
                .hasMessageContaining("tenant tenant-19999 is in slice many");
        assertThatCode(() -> side.run("INSERT INTO orders VALUES (9, 'tenant-20000', '')"))
                .doesNotThrowAnyException();
        assertThat(many.refusesProbe()).isTrue();
    }

    @Test
    void thoseWhoTryTheTargetOutAreAtHomeWhereTheOthersAreNot() {
        side.pilot.remove();
        Slices slices = new Slices(List.of(Slice.validating("probes", Set.of("probe-1")), Slice.everyone("everyone")));
        side.guard(slices, 0).install(side.tables(), GuardState.shut(0));
        side.guard(slices, 1).install(side.tables(), GuardState.shut(0));

        assertThat(side.guard(slices, 0).read().state()).isEqualTo(GuardState.open(0));
        assertThatCode(() -> side.run("INSERT INTO orders VALUES (9, 'probe-1', '')"))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> side.run("INSERT INTO orders VALUES (10, 'acme', '')"))
                .hasMessageContaining("slice everyone");
    }

    @Test
    void insertsAreRefusedWhileATableIsFilledOnASideThatOwnsSomebody() {
        TenantSide.shut(side.everyone);

        side.opened.loader().empty(side.tables().get(2), 100 << 20);

        assertThatThrownBy(() -> side.run("INSERT INTO rates VALUES (1, 1)")).hasMessageContaining("are refused here");
    }

    @Test
    void aTableThatGetsATenantLosesTheGuardOfEveryonesTables() throws SQLException {
        side.run("ALTER TABLE rates ADD tenant varchar(20)");
        assertThat(side.pilot.tables()).extracting(table -> table.name()).containsExactly("bills", "orders");

        side.pilot.extend(side.tables().get(2));
        TenantSide.shut(side.everyone);

        assertThatCode(() -> side.run("INSERT INTO rates VALUES (1, 1, 'acme')"))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> side.run("INSERT INTO rates VALUES (2, 1, NULL)"))
                .hasMessageContaining("what has no tenant is in slice everyone");
    }

    @Test
    void aTenantThatTheLogMayTellOtherwiseIsRefusedAtOnce() throws SQLException {
        for (String type : List.of(
                "binary(16)",
                "varbinary(20)",
                "enum('a','b')",
                "int(5) unsigned zerofill",
                "varchar(9) CHARACTER SET utf16",
                "timestamp NULL",
                "varchar(9) AS ('a') STORED")) {
            side.run("CREATE TABLE odd (id int PRIMARY KEY, tenant " + type + ")");

            assertThatThrownBy(() -> side.pilot.install(side.tables(), GuardState.open(0)))
                    .as(type)
                    .isInstanceOfSatisfying(
                            Problem.class, problem -> assertThat(problem.kind()).isEqualTo(Problem.Kind.UNFIT))
                    .hasMessageContaining(".odd.tenant is ");
            side.run("DROP TABLE odd");
        }
    }

    @Test
    void withoutSlicesTheGuardOfAllTakesTheirTriggersOff() {
        side.opened.guard().install(side.tables(), GuardState.open(0));
        TenantSide.shut(side.everyone);

        assertThatThrownBy(() -> side.run("INSERT INTO orders VALUES (9, 'acme', '')"))
                .hasMessageContaining("writes to " + side.database + ".orders are refused here");
        assertThat(side.opened.guard().refusesProbe()).isTrue();
    }

    @Test
    void removalLeavesNothing() throws SQLException {
        TenantSide.shut(side.pilot);

        side.opened.guard().remove();
        side.pilot.remove();

        assertThatCode(() -> side.run("DELETE FROM orders")).doesNotThrowAnyException();
        assertThat(side.pilot.tables()).isEmpty();
        assertThat(side.pilot.refusesProbe()).isFalse();
        assertThatThrownBy(side.everyone::read).hasMessageContaining("never installed, or removed");
        assertThat(side.opened.catalog().holdsOnly(Set.of("none"))).isTrue();
        assertThat(side.text("SELECT COUNT(*) FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = '" + side.database
                        + "'"))
                .isEqualTo("0");
    }
}
