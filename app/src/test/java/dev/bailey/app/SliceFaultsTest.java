package dev.bailey.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bailey.testkit.CheckResult;
import dev.bailey.testkit.FaultyLink;
import dev.bailey.testkit.TenantLoad;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three slices of a thousand tenants move to and fro behind three routers in processes of their own, while one thing
 * after another fails, and the clock of each Bailey is another one. {@code -Dbailey.flips=300} is the long form,
 * {@code -Dbailey.seed} chooses the faults, {@code -Dbailey.engine=mysql} or {@code mariadb} is where.
 */
@Tag("alone")
class SliceFaultsTest {

    private static final int TENANTS = 1_000;
    private static final double WRITES_PER_SECOND = 60;
    private static final int FLIPS = Integer.getInteger("bailey.flips", 7);
    private static final long SEED = Long.getLong("bailey.seed", 1);
    private static final Duration ROUND_LIMIT = Duration.ofMinutes(2);
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(60);

    /** What goes wrong in a round. */
    private enum Fault {
        NOTHING,
        BAILEY_KILLED,
        ROUTER_KILLED,
        ROUTER_STOPPED,
        LINK_CUT,
        LINK_FROZEN,
        SESSIONS_ENDED
    }

    private final Random random = new Random(SEED);
    private final Map<Fault, Integer> faults = new EnumMap<>(Fault.class);
    private final Map<String, Integer> outcomes = new TreeMap<>();

    @TempDir
    private Path folder;

    @Test
    void whateverFailsAroundMovesOfSlicesNothingIsLostOrDoubledAndBothSidesEndEqual()
            throws IOException, InterruptedException, SQLException {
        try (SliceFleet fleet = new SliceFleet(folder)) {
            fleet.startBailey();
            for (String router : List.of("one", "two", "three")) {
                fleet.startRouter(router);
            }
            try (TenantLoad clients =
                    TenantLoad.start(new TenantLoad.Settings(fleet.addresses(), 8, WRITES_PER_SECOND, TENANTS, SEED))) {
                clients.awaitMore(100);
                for (int round = 1; round <= FLIPS; round++) {
                    round(fleet, Fault.values()[(round + (int) SEED) % Fault.values().length]);
                    clients.awaitMore(20);
                    if (round % 10 == 0) {
                        System.out.println(round + " moves: " + outcomes + "; faults " + faults + "; "
                                + clients.acknowledged() + " writes");
                    }
                }
                clients.stop();

                CheckResult result = fleet.check(clients);

                System.out.println("seed " + SEED + ": " + outcomes + "; faults " + faults + "; " + result.sentence()
                        + "; " + clients.figures().failed() + " failed");
                assertThat(result.isClean()).as(result.sentence()).isTrue();
                assertThat(result.sidesEqual()).as(result.sentence()).isTrue();
                fleet.assertLines();
            }
        }
    }

    /** {@code -Dbailey.routers=20} measures how long a way back takes until the last of so many routers follows. */
    @Test
    @EnabledIfSystemProperty(named = "bailey.routers", matches = "[0-9]+")
    void aSliceComesBackBehindManyRouters() throws IOException, InterruptedException, SQLException {
        int count = Integer.getInteger("bailey.routers");
        try (SliceFleet fleet = new SliceFleet(folder)) {
            fleet.startBailey();
            for (int i = 1; i <= count; i++) {
                fleet.startRouter("router-" + i);
            }
            try (TenantLoad load =
                    TenantLoad.start(new TenantLoad.Settings(fleet.addresses(), 8, WRITES_PER_SECOND, TENANTS, SEED))) {
                load.awaitMore(100);
                for (int i = 0; i < FLIPS; i++) {
                    long begun = System.nanoTime();
                    JsonNode answer = new ObjectMapper()
                            .readTree(fleet.ask("quarter", i % 2 == 0 ? "cutover" : "rollback")
                                    .join()
                                    .body());
                    System.out.println(count + " routers: "
                            + answer.path("outcome").asText() + " within "
                            + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun) + " ms of the command, "
                            + answer.path("flip").path("direction").asText() + ", longest pause "
                            + answer.path("flip").path("pauseMillis") + " ms, steps "
                            + answer.path("flip").path("steps") + " " + answer.path("because"));
                    load.awaitMore(60);
                }
                load.stop();

                CheckResult result = fleet.check(load);
                assertThat(result.isClean()).as(result.sentence()).isTrue();
            }
        }
    }

    private void round(SliceFleet fleet, Fault fault) throws IOException, InterruptedException {
        faults.merge(fault, 1, Integer::sum);
        long begun = System.nanoTime();
        while (true) {
            String slice = SliceFleet.SLICES.get(random.nextInt(SliceFleet.SLICES.size()));
            boolean there = "target".equals(fleet.sides().get(slice));
            CompletableFuture<HttpResponse<String>> asked = fleet.ask(slice, there ? "rollback" : "cutover");
            LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random.nextInt(400_000)));
            // a gate that is closed answers at once
            String early = asked.isDone() ? outcome(asked) : "";
            if (!early.equals("closed")) {
                inflict(fleet, fault);
                outcomes.merge(fault == Fault.BAILEY_KILLED ? "killed" : outcome(asked), 1, Integer::sum);
                return;
            }
            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .as(() -> "gates of " + slice + " stay closed: "
                            + asked.join().body())
                    .isLessThan(ROUND_LIMIT);
        }
    }

    private static String outcome(CompletableFuture<HttpResponse<String>> asked)
            throws IOException, InterruptedException {
        try {
            JsonNode answer = new ObjectMapper()
                    .readTree(asked.get(ANSWER_LIMIT.toSeconds(), TimeUnit.SECONDS)
                            .body());
            return answer.path("outcome").asText();
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError("a living Bailey did not answer", e);
        }
    }

    private void inflict(SliceFleet fleet, Fault fault) throws IOException, InterruptedException {
        FaultyLink link = random.nextBoolean() ? fleet.oldLink : fleet.newLink;
        String router = fleet.routers().get(random.nextInt(fleet.routers().size()));
        long lasts = TimeUnit.MILLISECONDS.toNanos(20 + random.nextInt(3_000));
        switch (fault) {
            case NOTHING -> {}
            case BAILEY_KILLED -> {
                fleet.process("bailey").kill();
                fleet.startBailey();
            }
            case ROUTER_KILLED -> {
                fleet.process(router).kill();
                fleet.startRouter(router);
            }
            case ROUTER_STOPPED -> {
                fleet.process(router).signal("STOP");
                LockSupport.parkNanos(2 * lasts); // also beyond its lease
                fleet.process(router).signal("CONT");
            }
            case LINK_CUT -> {
                link.cut();
                LockSupport.parkNanos(lasts);
                link.mend();
            }
            case LINK_FROZEN -> {
                link.freeze();
                LockSupport.parkNanos(lasts);
                link.unfreeze();
            }
            case SESSIONS_ENDED -> fleet.endSessions(random.nextBoolean());
        }
    }
}
