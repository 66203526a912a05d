package dev.bailey.verification;

import dev.bailey.core.Database;
import dev.bailey.core.Digests;
import dev.bailey.core.Problem;
import dev.bailey.core.Row;
import dev.bailey.core.Side;
import dev.bailey.core.Table;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.Function;

/**
 * Asks both sides the same question. Thread-safe.
 *
 * @param owner the side that takes writes, which the other follows
 * @param helpers threads that ask the other side while the caller asks the owner; one for each caller
 */
record Sides(Database source, Database target, Side owner, int keysPerRead, ExecutorService helpers) {

    /** One answer of each side. */
    record Answers<T>(T owner, T other) {}

    Side other() {
        return owner.opposite();
    }

    /** Asks both at the same time. */
    <T> Answers<T> both(Function<Digests, T> question) {
        return both(new Answers<>(database(owner).digests(), database(other()).digests()), question);
    }

    /** The same of something that each side has. */
    <A, T> Answers<T> both(Answers<A> asked, Function<A, T> question) {
        Future<T> other = helpers.submit(() -> ask(other(), asked.other(), question));
        try {
            T mine = ask(owner, asked.owner(), question);
            return new Answers<>(mine, other.get());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Problem(Problem.Kind.FAILED, "the comparison was interrupted", e);
        } catch (ExecutionException e) {
            throw unwrapped(e);
        } finally {
            other.cancel(true);
        }
    }

    <T> T ask(Side side, Function<Digests, T> question) {
        return ask(side, database(side).digests(), question);
    }

    <A, T> T ask(Side side, A asked, Function<A, T> question) {
        try {
            return question.apply(asked);
        } catch (Problem e) {
            throw new Problem(e.kind(), "on the " + side.label() + ": " + e.getMessage(), e);
        }
    }

    /** The digests of these rows on one side, asked for in batches. */
    Map<Row, Long> rows(Side side, Table table, Collection<Row> keys) {
        return ask(side, digests -> rows(digests, table, keys));
    }

    Answers<Map<Row, Long>> rows(Table table, Collection<Row> keys) {
        return both(digests -> rows(digests, table, keys));
    }

    private Map<Row, Long> rows(Digests digests, Table table, Collection<Row> keys) {
        List<Row> all = new ArrayList<>(keys);
        Map<Row, Long> found = new HashMap<>();
        for (int from = 0; from < all.size(); from += keysPerRead) {
            found.putAll(digests.rows(table, all.subList(from, Math.min(from + keysPerRead, all.size()))));
        }
        return found;
    }

    private Database database(Side side) {
        return side == Side.SOURCE ? source : target;
    }

    static RuntimeException unwrapped(ExecutionException e) {
        return e.getCause() instanceof Problem problem ? problem : new IllegalStateException(e.getCause());
    }
}
