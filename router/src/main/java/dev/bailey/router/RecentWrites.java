package dev.bailey.router;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * Which tenants have written of late, so that what they read has it. Thread-safe, and never blocks.
 *
 * <p>Time goes by rounds. A write is stamped, when it ends, with the round that is under way. A round that begins is
 * made known first, and only then is asked what the source has committed: so once the target has that, it has every
 * write with a stamp below that round. The number has to come from here: of a number that somebody else counts, nobody
 * knows what was written between its being told and its being heard.
 *
 * <p>Memory is the same whatever comes: tenants share places by their names' hashes. Who shares one with a tenant that
 * has written reads from the source for a moment for no reason, and nobody reads too early.
 */
final class RecentWrites {

    /** Of a thousand tenants with fresh writes, one read of 65 or so meets one by chance. */
    static final int PLACES = 1 << 16;

    /** Of writes that name no tenant. They may have changed what is anybody's, so they count for all. */
    private static final int EVERYONES = 0;

    private final AtomicIntegerArray inFlight = new AtomicIntegerArray(PLACES);
    private final AtomicLongArray stamps = new AtomicLongArray(PLACES);
    private final AtomicLong round = new AtomicLong();

    /** The same in every process. */
    static int place(@Nullable String tenant) {
        if (tenant == null) {
            return EVERYONES;
        }
        int hash = tenant.hashCode();
        return Math.max(1, (hash ^ hash >>> 16) & PLACES - 1);
    }

    /** To be called before anything of a write goes to the source. */
    int began(@Nullable String tenant) {
        int place = place(tenant);
        inFlight.incrementAndGet(place);
        return place;
    }

    /** To be called when the source has nothing more to do with it. */
    void ended(int place) {
        long now = round.get();
        stamps.accumulateAndGet(place, now, Math::max);
        // After the stamp: whoever sees that none is in flight sees it too.
        inFlight.decrementAndGet(place);
    }

    /** The number of the round that begins. */
    long beginRound() {
        return round.incrementAndGet();
    }

    /**
     * Whether all that this tenant has written is on the target.
     *
     * @param covered a round before whose beginning all that was committed is there
     */
    boolean areCovered(@Nullable String tenant, long covered) {
        return isCovered(place(tenant), covered) && isCovered(EVERYONES, covered);
    }

    private boolean isCovered(int place, long covered) {
        return inFlight.get(place) == 0 && stamps.get(place) < covered;
    }
}
