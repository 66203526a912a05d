package dev.bailey.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailey.core.Change;
import dev.bailey.core.Column;
import dev.bailey.core.LogEvent;
import dev.bailey.core.LogReader;
import dev.bailey.core.Position;
import dev.bailey.core.Problem;
import dev.bailey.core.Row;
import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import dev.bailey.core.Value;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FeedTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Table NOTE =
            new Table(new TableId("public", "note"), List.of(new Column("id", "text", true, false)));

    @Test
    void aReaderThatBreaksIsToldAfterAllThatItRead() {
        try (Feed feed = Feed.open(new Changes(1, 10), "x")) {
            assertThat(feed.next(PATIENCE)).isInstanceOf(LogEvent.Changed.class);
            assertThatThrownBy(() -> feed.next(PATIENCE)).hasMessage("the link was cut");
        }
    }

    @Test
    void aLargeChangeIsDoneWithBeforeTheNextIsReadAndTheReaderKeptAliveMeanwhile() throws InterruptedException {
        Changes reader = new Changes(3, (int) Feed.BYTES_AHEAD_MAX);

        try (Feed feed = Feed.open(reader, "x", /* quietMax= */ Duration.ofMillis(1))) {
            feed.next(PATIENCE);
            assertThat(reader.keptAlive.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS))
                    .isTrue();

            assertThat(reader.given).hasValue(1);
            assertThat(feed.next(PATIENCE)).isNotNull();
        }
    }

    @Test
    void noMoreIsReadAheadThanFits() throws InterruptedException {
        int bytes = 100_000;
        Changes reader = new Changes(Integer.MAX_VALUE, bytes);

        try (Feed feed = Feed.open(reader, "x", /* quietMax= */ Duration.ofMillis(1))) {
            assertThat(feed.next(PATIENCE)).isNotNull();
            assertThat(reader.keptAlive.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS))
                    .isTrue();

            assertThat((long) reader.given.get() * bytes).isBetween(7L << 20, 10L << 20);
        }
    }

    /** Gives so many changes of this size, and then fails. */
    private static final class Changes implements LogReader {
        private final int count;
        private final Value value;
        private final AtomicInteger given = new AtomicInteger();
        private final CountDownLatch keptAlive = new CountDownLatch(1);

        Changes(int count, int bytes) {
            this.count = count;
            this.value = Value.of(new byte[bytes]);
        }

        @Override
        public @Nullable LogEvent next(Duration wait) {
            if (given.get() == count) {
                throw new Problem(Problem.Kind.UNREACHABLE, "the link was cut");
            }
            given.incrementAndGet();
            return new LogEvent.Changed(new Change.Insert(NOTE, Row.of(value)));
        }

        @Override
        public void keepAlive() {
            keptAlive.countDown();
        }

        @Override
        public void resumesAfter(Position applied) {}

        @Override
        public String lineage() {
            return "";
        }

        @Override
        public boolean leavesOutReplicated() {
            return false;
        }

        @Override
        public void confirm(Position durable) {}

        @Override
        public void close() {}
    }
}
