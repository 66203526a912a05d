package dev.bailey.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailey.core.Problem;
import dev.bailey.core.Route;
import dev.bailey.core.Side;
import dev.bailey.router.Router;
import dev.bailey.router.RouterMeter;
import dev.bailey.router.RouterSettings;
import dev.bailey.runbook.Journal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a router's silence means for moves. */
class FleetLeaseTest {

    private static final Route SOURCE = Route.to(Side.SOURCE, "everyone", 4);
    private static final Route HELD = SOURCE.hold(5);
    private static final Route TARGET = Route.to(Side.TARGET, "everyone", 6);
    private static final Duration HOLD = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final AtomicLong now = new AtomicLong();
    private final Wire wire = new Wire();

    @TempDir
    private Path folder;

    private RouterMeter.Snapshot traffic;
    private Journal journal;
    private Fleet fleet;

    /** A connection that only remembers. */
    private static final class Wire implements JoinedRouter.Link {

        final List<RouterMessage.Order> orders = new ArrayList<>();

        @Override
        public synchronized void send(RouterMessage.FromControl message) {
            RouterMessage.Order order = message.order();
            if (order != null) {
                orders.add(order);
            }
        }

        @Override
        public void close(String because) {}

        RouterMessage.Order last() {
            return orders.get(orders.size() - 1);
        }
    }

    @BeforeEach
    void open() {
        journal = Journal.open(folder.resolve("journal.db"), InstantSource.system());
        fleet = new Fleet(journal, List.of(SOURCE), now::get);
        traffic = noTraffic(folder);
    }

    @AfterEach
    void close() {
        fleet.close();
        journal.close();
    }

    @Test
    void aMoveWaitsForEachRouter() {
        join("one", wire, SOURCE);

        CompletableFuture<Void> held = fleet.hold(HELD, HOLD).toCompletableFuture();

        assertThat(held).isNotDone();
        say("one", wire, HELD, wire.last().number());
        assertThat(held).isCompleted();
    }

    @Test
    void aRefusalFailsTheMove() {
        join("one", wire, SOURCE);

        CompletableFuture<Void> held = fleet.hold(HELD, HOLD).toCompletableFuture();
        fleet.heard(
                "one",
                wire,
                word(
                        SOURCE,
                        wire.last().number(),
                        new RouterMessage.Refusal(Problem.Kind.CONFLICT, "it follows epoch 9"),
                        /* leaving= */ false));

        assertThat(held).isCompletedExceptionally();
    }

    @Test
    void aRouterThatStaysSilentIsWaitedForUntilItsLeaseIsOver() {
        join("one", wire, SOURCE);

        CompletableFuture<Void> held = fleet.hold(HELD, HOLD).toCompletableFuture();
        pass(Fleet.LEASE.minusMillis(1));
        assertThat(held).isNotDone();
        pass(Duration.ofMillis(2));

        assertThat(held).succeedsWithin(PATIENCE);
    }

    @Test
    void aRouterThatLeavesIsNotWaitedFor() {
        join("one", wire, SOURCE);

        CompletableFuture<Void> held = fleet.hold(HELD, HOLD).toCompletableFuture();
        fleet.heard("one", wire, word(SOURCE, RouterMessage.Order.NOBODY_WAITS, null, /* leaving= */ true));

        assertThat(held).isCompleted();
        assertThat(fleet.lines()).isEmpty();
    }

    @Test
    void aRouterThatComesBackInAHoldIsHeldForTheRestOfIt() {
        join("one", wire, SOURCE);
        fleet.hold(HELD, HOLD);
        fleet.lost("one", wire);
        pass(Duration.ofSeconds(2));
        Wire again = new Wire();

        join("one", again, SOURCE);

        assertThat(again.last().route()).isEqualTo(HELD);
        assertThat(again.last().limitMillis()).isEqualTo(3_000);
    }

    @Test
    void aRouterThatComesBackWithAnOlderRouteIsSentTheCurrentOne() {
        join("one", wire, SOURCE);
        fleet.lost("one", wire);
        fleet.publish(TARGET);
        Wire again = new Wire();

        join("one", again, SOURCE);

        assertThat(again.last().route()).isEqualTo(TARGET);
    }

    @Test
    void aRouterThatLacksTheRouteIsNamed() {
        join("one", wire, SOURCE);

        assertThat(fleet.lacking(SOURCE)).isEmpty();
        assertThat(fleet.lacking(TARGET)).containsExactly("router one at 10.0.0.1:80 is at epoch 4, the journal at 6");
    }

    @Test
    void aSilentRouterIsNamedUntilItIsForgotten() {
        join("one", wire, SOURCE);

        pass(Duration.ofSeconds(8));
        assertThat(fleet.silent()).containsExactly("router one at 10.0.0.1:80 has been silent for 8 s");
        pass(Fleet.SEEN_LATELY);

        assertThat(fleet.silent()).isEmpty();
    }

    @Test
    void aRouterThatHadJoinedBeforeARestartIsWaitedForAWhile() {
        join("one", wire, SOURCE);
        fleet.close();
        Fleet restarted = new Fleet(journal, List.of(SOURCE), now::get);

        assertThat(restarted.lacking(SOURCE))
                .containsExactly("router one had joined and is not back yet; it is waited for for 30 s more");
        pass(Fleet.SEEN_LATELY);
        assertThat(restarted.lacking(SOURCE)).isEmpty();
        restarted.close();
    }

    @Test
    void anotherRouterOfTheSameNameIsNotLetIn() {
        join("one", wire, SOURCE);

        assertThatThrownBy(() -> fleet.joined("one", "web", "another process", new Wire(), word(SOURCE)))
                .hasMessage("a router named one is there already, at 10.0.0.1:80: give this one another --name");
    }

    @Test
    void theFiguresOfARouterThatIsGoneStayInTheTotals() {
        join("one", wire, SOURCE);

        fleet.heard("one", wire, word(SOURCE, RouterMessage.Order.NOBODY_WAITS, null, /* leaving= */ true));

        assertThat(fleet.traffic()).hasSize(1);
        assertThat(fleet.trafficNow()).isEmpty();
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    private void join(String name, Wire over, Route route) {
        fleet.joined(name, "web", "a process", over, word(route));
    }

    private void say(String name, Wire over, Route route, long done) {
        fleet.heard(name, over, word(route, done, null, /* leaving= */ false));
    }

    private RouterMessage.FromRouter word(Route route) {
        return word(route, RouterMessage.Order.NOBODY_WAITS, null, /* leaving= */ false);
    }

    private RouterMessage.FromRouter word(
            Route route, long done, RouterMessage.@Nullable Refusal refusal, boolean leaving) {
        return new RouterMessage.FromRouter(
                "10.0.0.1:80", List.of(route), done, refusal, leaving, traffic, List.of(), Map.of(), null, List.of());
    }

    private static RouterMeter.Snapshot noTraffic(Path folder) {
        RouterSettings settings = RouterSettings.of(
                "web",
                URI.create("http://127.0.0.1:1"),
                URI.create("http://127.0.0.1:2"),
                folder.resolve("route.json"));
        try (Router router = Router.start(settings)) {
            return router.meter().snapshot();
        }
    }
}
