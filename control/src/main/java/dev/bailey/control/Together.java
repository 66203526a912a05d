package dev.bailey.control;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Does something once for all who asked for it before it began, one after the other; as a database does with commits
 * that wait for the disk. Thread-safe.
 *
 * @param <K> what is asked for
 * @param <T> what comes of it
 */
final class Together<K, T> {

    private final Map<K, CompletableFuture<T>> gathering = new HashMap<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final Object turn = new Object();

    /** Returns what came of a run that began after this call; throws what that threw. */
    T run(K what, Supplier<T> doing) {
        CompletableFuture<T> mine = new CompletableFuture<>();
        CompletableFuture<T> others;
        synchronized (gathering) {
            others = gathering.putIfAbsent(what, mine);
        }
        waiting.incrementAndGet();
        return others == null ? lead(what, doing, mine) : await(others);
    }

    private T lead(K what, Supplier<T> doing, CompletableFuture<T> mine) {
        synchronized (turn) {
            synchronized (gathering) {
                gathering.remove(what);
            }
            waiting.decrementAndGet();
            try {
                T result = doing.get();
                mine.complete(result);
                return result;
            } catch (RuntimeException | Error e) {
                mine.completeExceptionally(e);
                throw e;
            }
        }
    }

    private T await(CompletableFuture<T> others) {
        try {
            return others.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw e;
        } finally {
            waiting.decrementAndGet();
        }
    }

    /** How many asked for what has not begun. */
    int waiting() {
        return waiting.get();
    }
}
