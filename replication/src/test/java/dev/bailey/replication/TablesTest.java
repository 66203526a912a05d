package dev.bailey.replication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TablesTest {

    private final OneLine one = new OneLine();
    private final Tables tables = one.line.tables();

    @Test
    void aTableWhoseNoteWasCommittedUnheardIsFollowedFromTheNextConnectOn() {
        tables.restore(Set.of());

        tables.restore(Set.of(one.a.id()));

        assertThat(tables.isFollowing(one.a.id())).isTrue();
        assertThat(tables.restored()).isCompletedWithValue(Set.of());
    }

    @Test
    void aQueueThatFindsNoRoomEndsThatOneCopyAndSaysSo(@TempDir Path folder) {
        Tables spilling =
                Tables.uncopied(List.of(one.a, one.unique), one.settings.queue().in(folder.resolve("not there")));
        spilling.pending(one.a.id());
        spilling.pending(one.unique.id());

        for (int change = 0; change <= one.settings.queue().changesInMemory(); change++) {
            spilling.route(new FakeServer.Xid(1), Changes.insert(one.a, "" + change, "a", "x"), /* replayed= */ false);
        }

        assertThat(spilling.isPending(one.unique.id())).isTrue();
        assertThat(spilling.isPending(one.a.id())).isFalse();
        Problem why = spilling.givenUp(one.a.id());
        assertThat(why.isRetryable()).isTrue();
        assertThat(why)
                .hasMessageContaining("table public.a: changes that came while it was copied could not be written in")
                .hasMessageContaining("make room there");
    }

    @Test
    void whatWasQueuedFromAServerThatWasReplacedIsNotTakenForWhatItsSuccessorSends() {
        tables.opened("first");
        tables.pending(one.a.id());
        tables.commit(new FakeServer.At(5));
        tables.disconnected();

        tables.opened("second");

        assertThat(tables.isPending(one.a.id())).isFalse();
        assertThat(tables.isQueued(new FakeServer.At(4))).isFalse();
        assertThat(tables.givenUp(one.a.id())).hasMessageContaining("a standby took over");
    }

    @Test
    void aTableIsNotFollowedBeforeAllThatWasQueuedIsReadAgain() {
        tables.pending(one.a.id());
        tables.commit(new FakeServer.At(5));
        tables.disconnected();
        CompletableFuture<@Nullable Void> followed = tables.follow(one.a.id(), one.source.server.seen(), "token");

        assertThat(followed).isNotDone();
        assertThat(tables.nextReady(new FakeServer.At(4))).isNull();
        assertThat(tables.nextReady(new FakeServer.At(5))).isNotNull();
    }
}
