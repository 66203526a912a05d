package dev.bailey.replication;

import dev.bailey.core.Ownership;
import dev.bailey.core.Side;
import dev.bailey.core.Table;
import dev.bailey.core.Wanted;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A forward line between two databases in memory, whose parts a test moves by hand. */
final class OneLine {

    final FakeDatabase source = new FakeDatabase();
    final FakeDatabase target = new FakeDatabase();
    final Table a = Changes.table("a");
    final Table unique = Changes.table("unique_code");
    private final Map<String, Runnable> on = new ConcurrentHashMap<>();

    final ReplicationSettings settings = new ReplicationSettings(
            new ReplicationSettings.CopyLimits(/* connections= */ 1, Long.MAX_VALUE),
            new ReplicationSettings.BatchLimits(1_000, 1_000, 1 << 20),
            new ReplicationSettings.QueueLimits(
                    /* changesInMemory= */ 3, 1_000_000, Path.of(System.getProperty("java.io.tmpdir"))),
            Duration.ofMillis(20),
            /* healsConflicts= */ false);

    final Line line = new Line(
            World.FORWARD,
            Side.SOURCE,
            source,
            target,
            /* appliesAtFirst= */ true,
            settings,
            InstantSource.system(),
            milestone -> on.getOrDefault(milestone, () -> {}).run(),
            new Stopping(),
            Tables.uncopied(List.of(a, unique), settings.queue()),
            new Streamed(),
            new Meter(InstantSource.system(), settings.beat()),
            new TouchedKeys(),
            new WatchedRows(),
            new Halt(),
            new Arbiter(settings.healsConflicts()),
            () -> Ownership.sole(Side.SOURCE),
            () -> Wanted.ALL);

    OneLine() {
        source.log().create(World.FORWARD, List.of(a, unique));
    }

    void on(String milestone, Runnable then) {
        on.put(milestone, then);
    }
}
