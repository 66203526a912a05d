package dev.bailey.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class TableFollowerTest {

    private final OneLine one = new OneLine();
    private final Tables tables = one.line.tables();

    @Test
    void aTableThatHasLeftIsNotPutBackByItsCopy() {
        CompletableFuture<Streamed.Required> done = new CompletableFuture<>();
        tables.left(one.a.id());

        meet(new Request.Pend(one.a.id(), done));

        assertThat(tables.isKnown(one.a.id())).isFalse();
        assertThat(done).isCompletedExceptionally();
    }

    private void meet(Request request) {
        try (Writer writer =
                new Writer(one.line, one.target.applier(World.FORWARD), Optional.empty(), new Doubt(World.FORWARD))) {
            new TableFollower(one.line, writer, new Batch(one.line, writer), new Fits(one.line))
                    .meet(request, new FakeServer.At(1));
        }
    }
}
