package dev.bailey.router;

import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A write of a tenant, for as long as its side may be at work with it; meanwhile, and until the target has it, its
 * tenant reads from the source. Confined to its lane's event loop.
 */
final class OpenWrite {

    /** Where nobody asks. */
    static final OpenWrite NONE = new OpenWrite(null, null, 0);

    /** A side that was given up on is at work no longer than that, or nobody is left to wait for it. */
    private static final long UNKNOWN_MILLIS = TimeUnit.MINUTES.toMillis(1);

    private final @Nullable RecentWrites writes;
    private final @Nullable Vertx vertx;
    private final int place;

    private OpenWrite(@Nullable RecentWrites writes, @Nullable Vertx vertx, int place) {
        this.writes = writes;
        this.vertx = vertx;
        this.place = place;
    }

    /** To be called before anything of it goes to its side. */
    static OpenWrite begin(RecentWrites writes, Vertx vertx, @Nullable String tenant) {
        return new OpenWrite(writes, vertx, writes.began(tenant));
    }

    /** Its side has nothing more to do with it. */
    void over() {
        if (writes != null) {
            writes.ended(place);
        }
    }

    /** Nobody hears of its side any more, which may still be about to commit. */
    void givenUp() {
        if (writes != null && vertx != null) {
            vertx.setTimer(UNKNOWN_MILLIS, late -> writes.ended(place));
        }
    }
}
