package dev.bailey.replication;

import dev.bailey.core.Position;
import dev.bailey.core.Problem;
import dev.bailey.core.Table;
import org.jspecify.annotations.Nullable;

/**
 * The transaction before which a stream waits until the tables of both sides are made alike. Written by the stream's
 * thread alone; read by any.
 *
 * <p>Whoever mends the other side may do so only once all that came before is written there: so the first time only
 * notes where to commit, and the second time, with nothing left to commit, is what the stream waits for.
 */
final class Halt {

    private volatile @Nullable Position before;
    private volatile @Nullable Table misfit;
    private volatile boolean reachedTwice;

    void at(Position transaction, Table logged) {
        reachedTwice = isBefore(transaction);
        before = transaction;
        misfit = logged;
    }

    boolean isBefore(Position transaction) {
        Position known = before;
        return known != null && known.equals(transaction);
    }

    boolean isSet() {
        return before != null;
    }

    /** Whether all before it is committed. */
    boolean isFinal() {
        return isSet() && reachedTwice;
    }

    void passed() {
        before = null;
        misfit = null;
        reachedTwice = false;
    }

    /** Looks at both sides again; fails when they still do not fit. */
    void check(Line line) throws Problem {
        Table logged = misfit;
        if (logged != null) {
            Fits.fit(logged, line);
        }
    }
}
