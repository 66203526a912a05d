package dev.bailey.bench;

import dev.bailey.core.Catalog;
import dev.bailey.core.Database;
import dev.bailey.core.GuardState;
import dev.bailey.core.Table;
import dev.bailey.postgres.PostgresConnector;
import dev.bailey.replication.CopyProgress;
import dev.bailey.replication.Replication;
import dev.bailey.replication.ReplicationSettings;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * A process that copies one database as a migration does, but for the comparison: schema, guards, streams, rows,
 * indexes. It tells on its output how long each part took.
 */
final class BaileyCopy {

    private static final Duration LOOK = Duration.ofMillis(2);

    private final Map<String, Double> told = new LinkedHashMap<>();
    private long since = System.nanoTime();

    private BaileyCopy() {}

    /** Arguments: source, target, connections. */
    public static void main(String[] arguments) {
        new BaileyCopy().copy(arguments[0], arguments[1], Integer.parseInt(arguments[2]));
    }

    private void copy(String from, String into, int connections) {
        long begun = System.nanoTime();
        try (Database source = new PostgresConnector().open(from);
                Database target = new PostgresConnector().open(into)) {
            List<Table> tables = source.catalog().tables(List.of("*"), List.of());
            Catalog.Script script = source.catalog().script(tables);
            target.catalog().run(script.beforeLoad(), statement -> {});
            part("s schema");
            for (Database side : List.of(target, source)) {
                side.catalog().install();
                side.guard().install(tables, side == source ? GuardState.open(0) : GuardState.shut(0));
            }
            part("s guards");
            Replication replication = new Replication(
                    "bench", source, target, tables, settings(connections), InstantSource.system(), milestone -> {});
            replication.prepare();
            part("s streams");
            replication.start();
            awaitCopy(replication);
            part("s rows");
            target.catalog().run(script.afterLoad(), statement -> {});
            part("s indexes");
            told.put("s inside the JVM", (System.nanoTime() - begun) / 1e9);
            told.forEach((figure, seconds) -> System.out.printf(Locale.ROOT, "%s=%s%n", figure, seconds));
            replication.close();
            replication.dropStreams();
            source.guard().remove();
            source.catalog().uninstall();
        }
    }

    private void part(String name) {
        long now = System.nanoTime();
        told.put(name, (now - since) / 1e9);
        since = now;
    }

    private static ReplicationSettings settings(int connections) {
        ReplicationSettings usual = ReplicationSettings.defaults();
        return new ReplicationSettings(
                connections,
                usual.copyBytesPerSecond(),
                usual.transactionsPerBatch(),
                usual.changesPerBatch(),
                usual.bytesPerBatch(),
                usual.queuedChangesInMemory(),
                usual.queuedChangesMax(),
                usual.beat(),
                usual.spillFolder());
    }

    private static void awaitCopy(Replication replication) {
        CopyProgress progress = replication.copy();
        while (!progress.done()) {
            progress.failure().ifPresent(problem -> {
                throw problem;
            });
            LockSupport.parkNanos(LOOK.toNanos());
            progress = replication.copy();
        }
    }

    /** Reads back what the process told. */
    static Map<String, Double> told(String output) {
        Map<String, Double> figures = new LinkedHashMap<>();
        output.lines().filter(line -> line.contains("=")).forEach(line -> {
            int equals = line.lastIndexOf('=');
            figures.put(line.substring(0, equals), Double.valueOf(line.substring(equals + 1)));
        });
        return figures;
    }
}
