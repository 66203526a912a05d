package dev.bailey.replication;

import static dev.bailey.replication.Changes.insert;
import static dev.bailey.replication.Changes.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailey.core.Change;
import dev.bailey.core.LogEvent;
import dev.bailey.core.LogReader;
import dev.bailey.core.Position;
import dev.bailey.core.Problem;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FeedTest {

    @Test
    void aReaderThatBreaksWhileItIsKeptAliveIsNotedByTheNextReadAndNotBefore() {
        try (Feed feed = new Feed(new OneEvent(), /* quietMax= */ Duration.ZERO)) {
            feed.keepAlive();
            feed.keepAlive();

            assertThat(feed.next(Duration.ZERO)).isEqualTo(new LogEvent.Marked("first"));
            assertThatThrownBy(() -> feed.next(Duration.ZERO)).hasMessage("the link was cut");
        }
    }

    @Test
    void theReaderIsKeptAliveWhileASegmentIsWrittenChangeByChange() {
        OneLine one = new OneLine();
        one.target.server.commit(insert(one.unique, "1", "a", "x"), insert(one.unique, "2", "b", "y"));
        Segment segment = new Segment(one.settings);
        segment.add(update(one.unique, "1", "tmp", Changes.SAME));
        segment.add(update(one.unique, "2", "a", Changes.SAME));
        segment.add(update(one.unique, "1", "b", Changes.SAME));
        for (int i = 0; i < 250; i++) {
            Change change = insert(one.a, "" + i, "c", "l");
            segment.add(change);
        }
        AtomicInteger signs = new AtomicInteger();

        try (Writer writer =
                new Writer(one.line, one.target.applier(World.FORWARD), Optional.empty(), new Doubt(World.FORWARD))) {
            writer.begin(new FakeServer.At(1));
            writer.write(segment, signs::incrementAndGet);
        }

        assertThat(signs).hasValue(2);
    }

    /** Gives one event and then fails. */
    private static final class OneEvent implements LogReader {
        private boolean given;

        @Override
        public @Nullable LogEvent next(Duration wait) {
            if (given) {
                throw new Problem(Problem.Kind.UNREACHABLE, "the link was cut");
            }
            given = true;
            return new LogEvent.Marked("first");
        }

        @Override
        public void confirm(Position durable) {}

        @Override
        public void close() {}
    }
}
