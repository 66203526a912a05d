package dev.bailey.postgres;

import dev.bailey.core.TransactionId;
import dev.bailey.core.Visibility;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What {@code pg_current_snapshot()} says, in 64-bit transaction numbers. Top-level transactions are enough: the log
 * names no others. Immutable.
 *
 * @param xmin everything before it is over
 * @param xmax it and everything after it was not over
 * @param open those between the two that were still open
 * @param next a number given out later: everything open then lies before it, which cannot be said of {@code xmax}, for
 *     a transaction may hold the highest number of all for as long as it likes
 */
record PgSnapshot(long xmin, long xmax, Set<Long> open, long next) implements Visibility {

    PgSnapshot {
        open = Set.copyOf(open);
    }

    /** Reads {@code xmin:xmax:xip,xip,…}. */
    static PgSnapshot of(String text, long next) {
        String[] parts = text.split(":", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException("not a snapshot: \"" + text + "\"");
        }
        Set<Long> open = parts[2].isEmpty()
                ? Set.of()
                : Arrays.stream(parts[2].split(",", -1)).map(Long::valueOf).collect(Collectors.toSet());
        return new PgSnapshot(Long.parseLong(parts[0]), Long.parseLong(parts[1]), open, next);
    }

    @Override
    public boolean sees(TransactionId transaction) {
        if (!(transaction instanceof Xid xid)) {
            throw new IllegalArgumentException("not a transaction of PostgreSQL: " + transaction);
        }
        long whole = xid.near(xmax);
        return whole < xmin || (whole < xmax && !open.contains(whole));
    }

    @Override
    public boolean settledSince(Visibility earlier) {
        return earlier instanceof PgSnapshot before && xmin >= before.next;
    }
}
