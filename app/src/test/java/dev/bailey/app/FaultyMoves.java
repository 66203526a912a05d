package dev.bailey.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bailey.testkit.BaileyProcess;
import dev.bailey.testkit.FaultyLink;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.StreamSupport;

/**
 * Moves a slice to and fro while one thing after another fails around it, as a seed says. Confined to one thread.
 *
 * <p>A round is one move that is asked for when its gates are open, with one fault at a random moment of it. Whether
 * the move is carried out or given up is the world's affair; that it ends on one known side is Bailey's.
 */
final class FaultyMoves implements AutoCloseable {

    /** Time for a move, a restart, and what has to be caught up with and compared before the next. */
    private static final Duration ROUND_LIMIT = Duration.ofMinutes(2);

    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(60);
    private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final CrossingWorld world;
    private final FaultyLink oldLink;
    private final FaultyLink newLink;
    private final SplittableRandom random;
    private final Map<Fault, Integer> faults = new EnumMap<>(Fault.class);
    private BaileyProcess bailey;
    private int flipped;
    private int givenUp;
    private int notLetIn;
    private int killed;

    /** What goes wrong in a round. */
    private enum Fault {
        NOTHING,
        BAILEY_KILLED,
        LINK_CUT,
        LINK_FROZEN,
        LINK_SLOW,
        SESSIONS_ENDED
    }

    /** Starts Bailey, and returns when it is ready to move. */
    FaultyMoves(CrossingWorld world, FaultyLink oldLink, FaultyLink newLink, long seed) throws InterruptedException {
        this.world = world;
        this.oldLink = oldLink;
        this.newLink = newLink;
        this.random = new SplittableRandom(seed);
        this.bailey = world.run("");
        CrossingWorld.awaitReady(bailey);
    }

    /** Goes on until so many moves were carried out, or given up. */
    void run(int moves) throws IOException, InterruptedException {
        for (int round = 1; round <= moves; round++) {
            Fault fault = Fault.values()[random.nextInt(Fault.values().length)];
            faults.merge(fault, 1, Integer::sum);
            round(fault);
            if (round % 10 == 0) {
                System.out.println(
                        round + " moves: " + tally() + "; " + world.history().acknowledged() + " writes");
            }
        }
    }

    private void round(Fault fault) throws IOException, InterruptedException {
        awaitGates();
        CompletableFuture<HttpResponse<String>> asked = world.ask(owner().equals("source") ? "cutover" : "rollback");
        LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random.nextInt(400_000)));
        inflict(fault);
        switch (fault == Fault.BAILEY_KILLED ? "killed" : outcome(asked)) {
            case "done" -> flipped++;
            case "killed" -> killed++;
            case "closed" -> notLetIn++;
            default -> givenUp++;
        }
    }

    private void awaitGates() throws IOException, InterruptedException {
        long begun = System.nanoTime();
        JsonNode gates = world.status().get("gates");
        while (StreamSupport.stream(gates.spliterator(), /* parallel= */ false)
                .anyMatch(gate -> !gate.get("open").asBoolean())) {
            if (System.nanoTime() - begun > ROUND_LIMIT.toNanos()) {
                throw new AssertionError("the gates stay closed for " + ROUND_LIMIT + ": " + gates + "; Bailey said:\n"
                        + String.join("\n", bailey.output()));
            }
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
            gates = world.status().get("gates");
        }
    }

    private static String outcome(CompletableFuture<HttpResponse<String>> asked)
            throws IOException, InterruptedException {
        try {
            String body = asked.get(ANSWER_LIMIT.toSeconds(), TimeUnit.SECONDS).body();
            JsonNode answer = new ObjectMapper().readTree(body);
            return answer.path("outcome").asText();
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError("a living Bailey did not answer", e);
        }
    }

    private void inflict(Fault fault) throws InterruptedException {
        boolean old = random.nextBoolean();
        FaultyLink link = old ? oldLink : newLink;
        long lasts = TimeUnit.MILLISECONDS.toNanos(random.nextInt(20, 3_000));
        switch (fault) {
            case NOTHING -> {}
            case BAILEY_KILLED -> {
                bailey.kill();
                bailey = world.run("");
                CrossingWorld.awaitReady(bailey);
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
            case LINK_SLOW -> {
                link.delay(Duration.ofMillis(random.nextInt(1, 40)));
                LockSupport.parkNanos(lasts);
                link.delay(Duration.ZERO);
            }
            case SESSIONS_ENDED -> world.endSessions(old);
        }
    }

    String owner() throws IOException, InterruptedException {
        return world.status().get("owner").asText();
    }

    String tally() {
        return flipped + " done, " + givenUp + " given up, " + notLetIn + " not let in, " + killed + " killed; faults "
                + faults;
    }

    @Override
    public void close() {
        bailey.close();
    }
}
