package dev.bailey.bench;

import dev.bailey.core.Catalog;
import dev.bailey.core.Database;
import dev.bailey.core.GuardState;
import dev.bailey.core.Table;
import dev.bailey.replication.CopyProgress;
import dev.bailey.replication.Replication;
import dev.bailey.replication.ReplicationSettings;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** One database on its way, by the steps of a migration: schema, guards, streams, rows, indexes. */
final class BaileyMove implements AutoCloseable {

    /** Also of the replication, whose streams take their names from it. */
    static final String NAME = "bench";

    private static final Duration LOOK = Duration.ofMillis(5);
    private static final Duration PATIENCE = Duration.ofMinutes(30);

    final Database source;
    final Database target;
    final List<Table> tables;
    final Catalog.Script script;
    final Replication replication;

    BaileyMove(String from, String into, int connections) {
        this.source = Engine.open(from);
        this.target = Engine.open(into);
        this.tables = source.catalog().tables(List.of("*"), List.of());
        this.script = source.catalog().script(tables);
        ReplicationSettings usual = ReplicationSettings.defaults();
        this.replication = new Replication(
                NAME,
                source,
                target,
                tables,
                new ReplicationSettings(
                        new ReplicationSettings.CopyLimits(connections, Long.MAX_VALUE),
                        usual.batch(),
                        usual.queue(),
                        usual.beat(),
                        usual.healsConflicts()),
                InstantSource.system(),
                milestone -> {});
    }

    void schema() {
        target.catalog().run(script.beforeLoad(), statement -> {});
    }

    void guards() {
        for (Database side : List.of(target, source)) {
            side.catalog().install();
            side.guard().install(tables, side == source ? GuardState.open(0) : GuardState.shut(0));
        }
    }

    /** Returns when every table is followed. */
    void copy() {
        replication.prepare();
        replication.start();
        await("the copy is done", () -> {
            CopyProgress progress = replication.copy();
            progress.failure().ifPresent(problem -> {
                throw problem;
            });
            return progress.done();
        });
    }

    void indexes() {
        target.catalog().run(script.afterLoad(), statement -> {});
    }

    /** Writes a mark on the source and waits until it is read back from the target, and so all before it is there. */
    void drain(String mark) {
        source.log().mark(mark);
        await(
                "the target has mark " + mark,
                () -> target.checkpoint(NAME + "_forward")
                        .filter(checkpoint -> checkpoint.mark().equals(mark))
                        .isPresent());
    }

    static void await(String what, BooleanSupplier condition) {
        long begun = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - begun > PATIENCE.toNanos()) {
                throw new IllegalStateException("waited in vain until " + what);
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
    }

    /** Leaves the source as it was. */
    @Override
    public void close() {
        try (source;
                target) {
            replication.close();
            replication.dropStreams();
            source.guard().remove();
            source.catalog().uninstall();
        }
    }
}
