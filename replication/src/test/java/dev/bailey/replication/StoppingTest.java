package dev.bailey.replication;

import static dev.bailey.replication.Changes.insert;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Catalog;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class StoppingTest {

    private final OneLine one = new OneLine();

    @Test
    void aCopyThatIsStoppedBeforeItsRangesBeginIsNotComplete() {
        one.source.server.commit(insert(one.a, "1", "a", "x"));
        AtomicBoolean loaded = new AtomicBoolean();
        one.on("copy: snapshot taken", one.line.stopping()::stop);
        one.on("copy: rows loaded", () -> loaded.set(true));
        ExecutorService threads = Executors.newCachedThreadPool();
        Catalog.Size size = new Catalog.Size(1, 1);
        Throttle throttle = new Throttle(Long.MAX_VALUE, one.line.stopping());

        Future<?> copy;
        try (Session session = Session.open(one.line, new Doubt(World.FORWARD))) {
            copy = threads.submit(new TableCopy(one.line, one.a, size, new CopyMeter(), throttle, new Turns(threads)));
            while (!one.line.stopping().isStopped()) {
                session.step();
            }
        }

        try {
            assertThat(copy).succeedsWithin(Duration.ofSeconds(5));
            assertThat(loaded).isFalse();
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void noRequestIsMetOnceItIsOver() {
        try (Session session = Session.open(one.line, new Doubt(World.FORWARD))) {
            CompletableFuture<Streamed.Required> pending = one.line.tables().pend(one.a.id());
            one.line.stopping().stop();

            session.step();

            assertThat(pending).isNotDone();
        }
    }
}
