package dev.bailey.replication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Side;
import dev.bailey.core.Table;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Two databases in memory and a replication between them. */
final class World implements AutoCloseable {

    static final String FORWARD = "w_forward";
    static final String REVERSE = "w_reverse";
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    final FakeDatabase source = new FakeDatabase();
    final FakeDatabase target = new FakeDatabase();
    final Table a = Changes.table("a");
    final Table unique = Changes.table("unique_code");
    final Collection<String> milestones = new ConcurrentLinkedQueue<>();
    Replication replication;
    private final boolean healsConflicts;
    private final Map<String, Runnable> on = new ConcurrentHashMap<>();

    World() {
        this(/* healsConflicts= */ false);
    }

    World(boolean healsConflicts) {
        this.healsConflicts = healsConflicts;
        replication = replication(1_000, 1_000);
    }

    World(int transactionsPerBatch, int changesPerBatch) {
        healsConflicts = false;
        replication = replication(transactionsPerBatch, changesPerBatch);
    }

    private Replication replication(int transactionsPerBatch, int changesPerBatch) {
        ReplicationSettings settings = new ReplicationSettings(
                new ReplicationSettings.CopyLimits(/* connections= */ 2, Long.MAX_VALUE),
                new ReplicationSettings.BatchLimits(transactionsPerBatch, changesPerBatch, 1 << 20),
                new ReplicationSettings.QueueLimits(
                        /* changesInMemory= */ 3, 1_000_000, Path.of(System.getProperty("java.io.tmpdir"))),
                Duration.ofMillis(20),
                healsConflicts);
        return new Replication(
                "w", source, target, List.of(a, unique), settings, InstantSource.system(), this::reached);
    }

    private void reached(String milestone) {
        milestones.add(milestone);
        on.getOrDefault(milestone, () -> {}).run();
    }

    void on(String milestone, Runnable then) {
        on.put(milestone, then);
    }

    World start() {
        replication.prepare();
        replication.start();
        return this;
    }

    World startAndCopy() {
        start();
        awaitCopied();
        return this;
    }

    /** As after a crash: all that is left is in the databases. */
    void restart() {
        replication.close();
        replication = replication(1_000, 1_000);
        start();
    }

    /** The source is replaced by a standby that has no more than what the target has. */
    void loseWhatIsNotApplied() {
        synchronized (target.server) {
            target.server.cut();
            source.server.takeOver(target.checkpoint(FORWARD)
                    .map(at -> ((FakeServer.At) at.position()).index())
                    .orElse(1L));
        }
    }

    void awaitCopied() {
        eventually("the copy is done", () -> replication.copy().done());
    }

    boolean showsTrouble(String part) {
        return replication
                .copy()
                .trouble()
                .filter(problem -> String.valueOf(problem.getMessage()).contains(part))
                .isPresent();
    }

    void awaitEqual() {
        eventually("both sides are equal", () -> isEqual(a) && isEqual(unique));
    }

    private boolean isEqual(Table table) {
        return source.server.contents(table.id()).equals(target.server.contents(table.id()));
    }

    StreamStatus forward() {
        return replication.stream(Side.SOURCE);
    }

    StreamStatus reverse() {
        return replication.stream(Side.TARGET);
    }

    void eventually(String what, BooleanSupplier condition) {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean() && System.nanoTime() < until) {
            LockSupport.parkNanos(1_000_000);
        }
        assertThat(condition.getAsBoolean())
                .as(() -> what + "; copy " + replication.copy() + ", forward " + forward() + ", reverse " + reverse())
                .isTrue();
    }

    @Override
    public void close() {
        replication.close();
    }
}
