package dev.bailey.control;

import dev.bailey.core.Problem;
import dev.bailey.core.Problem.Kind;
import dev.bailey.core.Side;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * What is asked of servers that may hang. Whoever asks is told so after a while; as long as a question hangs it is not
 * asked again, so that nothing piles up before a server that is silent; and an answer that comes late is the next
 * one's, or a server that is only slow would never be heard. Thread-safe.
 */
final class Questions implements AutoCloseable {

    /** Of one question: several are asked for one look at a migration, and people wait for that. */
    private static final Duration LIMIT = Duration.ofSeconds(5);

    /** An answer to what was asked longer ago is of no use. */
    private static final long LATE_SECONDS_MAX = 30;

    private final Duration limit;
    /** What was not answered in time, for each question the last. */
    private final Map<String, Asked> late = new ConcurrentHashMap<>();

    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "bailey-question");
        thread.setDaemon(true);
        return thread;
    });

    Questions() {
        this(LIMIT);
    }

    /** @param limit of one question */
    Questions(Duration limit) {
        this.limit = limit;
    }

    /**
     * The answer to this, or the late one to the same of before.
     *
     * @param store whose server it is
     * @param what is asked for, the same words for the same question
     * @throws Problem when there is none in time, or the question's own
     */
    <T> T ask(String store, Side side, String what, Class<T> type, Supplier<T> question) {
        String key = store + '/' + side + '/' + what;
        Asked earlier = late.get(key);
        if (earlier != null && !earlier.answer.isDone()) {
            throw unanswered(side, what, earlier);
        }
        boolean isLate = earlier != null && late.remove(key, earlier) && earlier.secondsAgo() <= LATE_SECONDS_MAX;
        Asked asked = earlier != null && isLate
                ? earlier
                : new Asked(CompletableFuture.supplyAsync(question, threads), System.nanoTime());
        try {
            return type.cast(asked.answer.get(limit.toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            late.put(key, asked);
            throw unanswered(side, what, asked);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Problem problem) {
                throw problem;
            }
            throw new IllegalStateException("a bug in asking the " + side.label() + " for " + what, e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Problem(Kind.BUSY, "Bailey stops, and no longer asks the " + side.label() + " for " + what, e);
        }
    }

    private static Problem unanswered(Side side, String what, Asked asked) {
        return new Problem(
                Kind.UNREACHABLE,
                "the " + side.label() + " does not answer: it was asked for " + what + " " + asked.secondsAgo()
                        + " s ago");
    }

    /** Interrupts what hangs. */
    @Override
    public void close() {
        threads.shutdownNow();
    }

    private record Asked(CompletableFuture<?> answer, long nanos) {
        long secondsAgo() {
            return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - nanos);
        }
    }
}
