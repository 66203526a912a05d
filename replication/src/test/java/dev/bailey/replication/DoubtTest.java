package dev.bailey.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.bailey.core.Checkpoint;
import dev.bailey.core.Problem;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DoubtTest {

    private final OneLine one = new OneLine();
    private final Doubt doubt = new Doubt(World.FORWARD);

    @Test
    void aCheckpointThatMovedBeforeTheFirstTransactionIsLookedAtAgain() {
        Optional<Checkpoint> before = one.target.checkpoint(World.FORWARD);
        move(1);

        assertThat(begin(before).kind()).isEqualTo(Problem.Kind.BUSY);

        try (Writer writer = writer(one.target.checkpoint(World.FORWARD))) {
            writer.begin(new FakeServer.At(2));
            assertThat(writer.isOpen()).isTrue();
        }
    }

    @Test
    void aCheckpointThatKeepsMovingIsAConflict() {
        move(1);

        for (int i = 0; i < Doubt.CONFLICTS_MAX; i++) {
            assertThat(begin(Optional.empty()).isRetryable()).isTrue();
        }

        assertThat(begin(Optional.empty()).kind()).isEqualTo(Problem.Kind.CONFLICT);
    }

    @Test
    void aCheckpointThatMovesUnderALivingSessionIsAConflict() {
        try (Writer writer = writer(Optional.empty())) {
            writer.begin(new FakeServer.At(1));
            writer.commit();
            move(2);

            Problem problem = catchThrowableOfType(Problem.class, () -> writer.begin(new FakeServer.At(3)));

            assertThat(problem.kind()).isEqualTo(Problem.Kind.CONFLICT);
        }
    }

    private void move(int counter) {
        Checkpoint moved = new Checkpoint(World.FORWARD, new FakeServer.At(counter), counter, /* applying= */ true, "");
        one.target.server.checkpoints.put(World.FORWARD, moved);
    }

    private Problem begin(Optional<Checkpoint> stored) {
        try (Writer writer = writer(stored)) {
            return catchThrowableOfType(Problem.class, () -> writer.begin(new FakeServer.At(1)));
        }
    }

    private Writer writer(Optional<Checkpoint> stored) {
        return new Writer(one.line, one.target.applier(World.FORWARD), stored, doubt);
    }
}
