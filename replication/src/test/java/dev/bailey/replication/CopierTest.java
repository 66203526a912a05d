package dev.bailey.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailey.core.Table;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class CopierTest {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final OneLine one = new OneLine();

    @Test
    void neitherATableThatIsCopiedNorOneThatWaitsForItsTurnIsReloaded() {
        List<Table> tables = List.of(one.a, one.unique);
        one.line.tables().restore(Set.of());
        try (Copier copier = new Copier(one.line)) {
            copier.start(tables);
            awaitBusy(copier);

            for (Table table : tables) {
                assertThatThrownBy(() -> copier.copy(table)).hasMessageContaining("is being copied already");
            }
            assertThat(copier.progress().current()).hasSize(1);
            assertThat(copier.progress().waiting()).hasSize(1);
        }
    }

    private static void awaitBusy(Copier copier) {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < until && copier.progress().current().isEmpty()) {
            LockSupport.parkNanos(1_000_000);
        }
    }
}
