package dev.bailey.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.bailey.control.FlipAnswer;
import dev.bailey.control.RepairAnswer;
import dev.bailey.control.RepairOrder;
import dev.bailey.core.Side;
import dev.bailey.core.TableId;
import dev.bailey.core.Verdict;
import dev.bailey.runbook.Journal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Faults of every kind are planted on one side of a migration under load, found, named by row, and mended.
 * {@code -Dbailey.rows} makes the table larger, {@code -Dbailey.seconds} looks longer at a pair without faults,
 * {@code -Dbailey.engine} leaves the others out.
 */
class PlantedFaultsTest {

    private static final int ROWS = Integer.getInteger("bailey.rows", 5_000);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"postgresql", "mysql", "mariadb"})
    void everyPlantedFaultIsFoundAndNamedUnderLoadAndMendedFromTheSideThatOwnsIt(String engine)
            throws IOException, InterruptedException {
        assumeThat(System.getProperty("bailey.engine", engine)).isEqualTo(engine);
        FactTables tables = FactTables.on(engine);
        try (LiveWorld world = tables.world(folder, ROWS)) {
            world.start();
            Path journal = world.state().journal();
            try (FactLoad load = new FactLoad(tables.place(Side.SOURCE), ROWS)) {
                awaitQuietlyEqual(world, load);

                tables.plant(Side.TARGET, world);
                assertFound(tables, world);
                mend(tables, world, "source");
                assertThat(differences(world)).isEmpty();
            }
            world.awaitOpen();
            assertThat(world.move(Side.TARGET)).isInstanceOf(FlipAnswer.Done.class);
            try (FactLoad load = new FactLoad(tables.place(Side.TARGET), ROWS)) {
                load.awaitMore(20);
                assertThat(differences(world)).isEmpty();

                tables.plant(Side.SOURCE, world);
                assertFound(tables, world);
                mend(tables, world, "target");
                assertThat(differences(world)).isEmpty();
            }
            world.end();
            assertThat(Journal.read(journal))
                    .filteredOn(entry -> entry.kind().equals("repair"))
                    .hasSize(8)
                    .allSatisfy(entry -> assertThat(entry.details()).containsEntry("by", "ann"))
                    .anySatisfy(entry -> assertThat(entry.details().get("rows"))
                            .contains("-3: extra on target, source none, target ")
                            .doesNotContain("wrong"));
        }
    }

    /** Whatever moves meanwhile, a pair that is equal is found so. */
    private static void awaitQuietlyEqual(LiveWorld world, FactLoad load) {
        long end = System.nanoTime() + Long.getLong("bailey.seconds", 0) * 1_000_000_000;
        int comparisons = 0;
        do {
            load.awaitMore(50);
            assertThat(world.migration().verify().values())
                    .allSatisfy(
                            store -> assertThat(store.values()).isNotEmpty().allMatch(Verdict.Equal.class::isInstance));
            comparisons++;
        } while (System.nanoTime() < end);
        System.out.println(
                comparisons + " comparisons of " + ROWS + " rows, " + load.written() + " writes, none wrong");
    }

    private static void assertFound(FactTables tables, LiveWorld world) {
        long begun = System.nanoTime();
        Map<String, Set<String>> found = differences(world);
        System.out.println(found + " after " + (System.nanoTime() - begun) / 1_000_000 + " ms");
        assertThat(found).isEqualTo(tables.planted());
    }

    /** Keys by table. */
    private static Map<String, Set<String>> differences(LiveWorld world) {
        Map<String, Set<String>> found = new TreeMap<>();
        Map<TableId, Verdict> verdicts =
                world.migration().verify().values().iterator().next();
        verdicts.forEach((table, verdict) -> {
            assertThat(verdict).isNotInstanceOf(Verdict.Unknown.class);
            if (verdict instanceof Verdict.Different different) {
                assertThat(different.count()).isEqualTo(different.differences().size());
                different
                        .differences()
                        .forEach(row -> found.computeIfAbsent(table.name(), name -> new HashSet<>())
                                .add(row.key().toString()));
            }
        });
        return found;
    }

    private static void mend(FactTables tables, LiveWorld world, String from) {
        tables.planted().forEach((table, keys) -> {
            RepairAnswer.Done would = repair(tables, world, table, List.of(), /* dryRun= */ true);
            assertThat(would.rows())
                    .hasSameSizeAs(keys)
                    .allMatch(row -> row.outcome().equals("would be mended"));
            String one = keys.iterator().next();
            assertThat(world.migration()
                            .repair(new RepairOrder("", tables.id(table), List.of(one, "4711"), false), "ann"))
                    .isInstanceOfSatisfying(
                            RepairAnswer.Refused.class,
                            refused -> assertThat(refused.because()).contains("the row 4711"));

            RepairAnswer.Done done = repair(tables, world, table, List.of(), /* dryRun= */ false);
            assertThat(done.rows())
                    .hasSameSizeAs(keys)
                    .allMatch(
                            row -> row.outcome().equals("mended") && row.from().equals(from));
            assertThat(done.equal()).as(done.verdict()).isTrue();
        });
        assertThat(world.migration().status().verdict()).startsWith("equal");
    }

    private static RepairAnswer.Done repair(
            FactTables tables, LiveWorld world, String table, List<String> keys, boolean dryRun) {
        RepairAnswer answer = world.migration().repair(new RepairOrder("", tables.id(table), keys, dryRun), "ann");
        assertThat(answer).isInstanceOf(RepairAnswer.Done.class);
        return (RepairAnswer.Done) answer;
    }
}
