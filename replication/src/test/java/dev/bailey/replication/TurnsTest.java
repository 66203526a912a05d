package dev.bailey.replication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.TableId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class TurnsTest {

    private final Queue<Runnable> tickets = new ArrayDeque<>();
    private final Turns turns = new Turns(tickets::add);
    private final List<String> began = new ArrayList<>();
    private final List<CompletableFuture<Void>> asked = new ArrayList<>();

    private void range(String name) {
        run(name, () -> began.add(name));
    }

    /** A range that is at work as long as this many threads begin others. */
    private void longRange(String name, int threads) {
        run(name, () -> {
            began.add(name);
            for (int i = 0; i < threads; i++) {
                tickets.remove().run();
            }
        });
    }

    private void run(String name, Runnable range) {
        asked.add(turns.run(table(name), range));
    }

    private static TableId table(String range) {
        return new TableId("shop", range.substring(0, 1));
    }

    private void work() {
        while (!tickets.isEmpty()) {
            tickets.remove().run();
        }
    }

    @Test
    void rangesOfOneTableKeepTheirOrder() {
        List<String> names = List.of("a1", "a2", "a3");
        names.forEach(this::range);

        work();

        assertThat(began).isEqualTo(names);
    }

    @Test
    void aTableThatIsAtWorkLetsTheOthersGoFirst() {
        longRange("a1", 2);
        range("a2");
        range("b1");
        range("c1");

        work();

        assertThat(began).containsExactly("a1", "b1", "c1", "a2");
    }

    @Test
    void aTableThatIsAtWorkTakesMoreThreadsWhenNoOtherWaits() {
        longRange("a1", 2);
        range("a2");
        range("a3");

        tickets.remove().run();

        assertThat(began).containsExactly("a1", "a2", "a3");
    }

    @Test
    void aRangeThatFailsSaysSoAndTakesNoPlace() {
        run("a1", () -> {
            throw new IllegalStateException("no room");
        });
        range("a2");
        range("b1");

        work();

        assertThat(asked.get(0)).failsWithin(Duration.ZERO).withThrowableThat().withMessageContaining("no room");
        assertThat(began).containsExactly("a2", "b1");
        assertThat(asked.subList(1, 3)).allMatch(CompletableFuture::isDone);
    }
}
