package dev.bailey.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

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
