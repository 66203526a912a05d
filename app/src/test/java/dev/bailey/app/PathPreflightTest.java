package dev.bailey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Side;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** `bailey check` names what keeps the path to a row's tenant from being followed. */
class PathPreflightTest {

    private static final String ORDERS = "CREATE TABLE orders (id int PRIMARY KEY, tenant text, code text UNIQUE)";
    private static final String LINES = "CREATE TABLE lines (id int PRIMARY KEY, order_id int REFERENCES orders)";
    private static final String UNKEYED = "ALTER TABLE lines DROP CONSTRAINT lines_order_id_fkey";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    /** @param statements on the source, behind those that make both tables */
    record Fault(String found, List<String> statements) {

        static Fault of(String found, String... statements) {
            return new Fault(found, List.of(statements));
        }

        @Override
        public String toString() {
            return found;
        }
    }

    static Stream<Fault> faults() {
        return Stream.of(
                Fault.of("no foreign key leads from order_id of public.lines to id of public.orders", UNKEYED),
                Fault.of(
                        "lines_order_id_fkey from order_id of public.lines to id of public.orders was never validated",
                        UNKEYED,
                        "ALTER TABLE lines ADD FOREIGN KEY (order_id) REFERENCES orders NOT VALID"),
                Fault.of("is switched off", "ALTER TABLE lines DISABLE TRIGGER ALL"),
                Fault.of("is switched off", "ALTER TABLE orders DISABLE TRIGGER ALL"),
                Fault.of(
                        "compares by an operator that an extension brought",
                        "CREATE EXTENSION citext",
                        UNKEYED,
                        "ALTER TABLE orders DROP CONSTRAINT orders_pkey, ALTER id TYPE citext, ADD PRIMARY KEY (id)",
                        "ALTER TABLE lines ALTER order_id TYPE citext, ADD FOREIGN KEY (order_id) REFERENCES orders"),
                Fault.of(
                        "compares texts of two collations",
                        UNKEYED,
                        "ALTER TABLE orders DROP CONSTRAINT orders_pkey, ALTER id TYPE text COLLATE \"C\", ADD PRIMARY KEY (id)",
                        "ALTER TABLE lines ALTER order_id TYPE text, ADD FOREIGN KEY (order_id) REFERENCES orders"),
                Fault.of(
                        "no foreign key leads from order_id of public.lines to id of public.orders",
                        "DROP TABLE lines, orders",
                        "CREATE TABLE whole (id int PRIMARY KEY, tenant text) PARTITION BY RANGE (id)",
                        "CREATE TABLE orders PARTITION OF whole FOR VALUES FROM (1) TO (9)",
                        "CREATE TABLE others PARTITION OF whole DEFAULT",
                        "CREATE TABLE lines (id int PRIMARY KEY, order_id int REFERENCES whole)"),
                Fault.of("public.lines is no table that the plan moves", "DROP TABLE lines"),
                Fault.of("public.lines has no column \"order_id\"", "ALTER TABLE lines RENAME order_id TO of_order"),
                Fault.of("public.lines has the column \"tenant\"", "ALTER TABLE lines ADD tenant text"),
                Fault.of(
                        "the path of public.lines ends at public.orders, which has no column \"tenant\"",
                        "ALTER TABLE orders DROP tenant"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aPathThatCannotBeFollowedIsNamed(Fault fault) throws IOException {
        PreflightWorld world = world();
        world.run(Side.SOURCE, fault.statements().toArray(String[]::new));

        PreflightWorld.Result result = world.check();

        assertThat(result.found())
                .filteredOn(found -> found.check().equals("tenant-path"))
                .hasSize(1)
                .allSatisfy(found -> {
                    assertThat(found.side() + " " + found.direction() + " " + found.severity())
                            .isEqualTo("source both block");
                    assertThat(found.text()).contains(fault.found());
                });
        assertThat(result.exit()).isOne();
    }

    @Test
    void aTargetThatPeopleMadeIsLookedAtToo() throws IOException {
        PreflightWorld world = world();
        world.run(Side.TARGET, "TABLES", ORDERS, LINES, UNKEYED);

        assertThat(world.check().found())
                .filteredOn(found -> found.check().equals("tenant-path"))
                .extracting(PreflightWorld.Found::side)
                .containsExactly("target");
    }

    /** What is not enforced is not validated before PostgreSQL 18. */
    @Test
    void aForeignKeyThatIsNotEnforcedIsNamed() throws IOException {
        PreflightWorld world = world();
        world.run(
                Side.TARGET,
                "TABLES",
                ORDERS,
                LINES,
                UNKEYED,
                "ALTER TABLE lines ADD FOREIGN KEY (order_id) REFERENCES orders NOT ENFORCED");

        assertThat(world.check().out()).contains("is not enforced");
    }

    @Test
    void aForeignKeyThatCanBeDeferredIsToldAndOneThatCannotIsNot() throws IOException {
        PreflightWorld world = world();
        assertThat(world.check().found())
                .extracting(PreflightWorld.Found::check)
                .containsExactly("tables-to-make");

        world.run(Side.SOURCE, "ALTER TABLE lines ALTER CONSTRAINT lines_order_id_fkey DEFERRABLE");
        PreflightWorld.Result result = world.check();

        assertThat(result.found())
                .extracting(found -> found.check() + " " + found.severity())
                .contains("tenant-path-deferred warn");
        assertThat(result.exit()).isZero();
    }

    private PreflightWorld world() throws IOException {
        PreflightWorld world = PreflightWorld.of(folder);
        world.run(Side.SOURCE, ORDERS, LINES);
        world.plan(
                "    tenant: { column: tenant, paths: { public.lines: { order_id: public.orders.id } } }",
                "slices: [{ name: pilot, tenants: [acme] }, { name: everyone }]");
        return world;
    }
}
